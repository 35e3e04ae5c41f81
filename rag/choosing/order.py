"""Who does a thing, which comes first, which way it goes: what a clause says of the very thing otherwise than a question takes for granted."""

import re
from collections.abc import Iterator

from index.patterns import chinese_number
from rag.asking.questions import CITY, Question
from rag.finding.bounds import ranked_places
from rag.finding.evidence import Unit
from rag.language.lexicon import bigrams, credit, fold, share_of_bigrams
from rag.language.places import places_in
from rag.language.words import class_of, is_noun
from rag.numbers.figures import years_in

_CLAUSE = re.compile(r"[，。；：！？,;]")
_DOES = r"牵头|负责|主管|主办|承办|协办|主持|承建|承担|运营|管理|监管|印发|发布|出台|制定|起草|投资|设计|研制|研发|提出|收购|组建|举办|认定|评选|审批|发起|编制|捐赠"
_DOES = rf"(?:{_DOES})(?![局厅部会委所站处司])"
_ORGANISED = re.compile(
    r"(?:局|厅|部|委|委员会|院|校|会|社|司|集团|大学|学院|公司|中心|研究所|所|馆|站|协会|学会|医院|俱乐部|银行|基金|合作社|联盟|实验室|政府|处|科|企业|办公室)$"
)
_AGENT = re.compile(
    rf"(?P<agent>[\u4e00-\u9fff（）]{{2,20}}?)(?:为什么|为何|为啥|怎么|如何|怎样|是否|是不是|具体|主要|都|也|又|要|会|来|能)*(?P<does>{_DOES})(?:了|着)?"
)
_BY = re.compile(
    rf"(?P<thing>[^，。；]{{2,40}}?)由(?P<agent>[^，。；由]{{2,24}}?)(?:共同|联合|具体|全面|统一)?(?P<does>{_DOES})"
)
_DOING = re.compile(
    rf"^(?:第[一二三四五六七八九十百]+条\s*)?(?:据悉|其中|同时)?(?P<agent>[^，。；由]{{2,24}}?)(?:共同|联合|具体|全面|统一)?(?P<does>{_DOES})(?P<thing>[^，。；]{{2,40}})"
)
_LED = re.compile(r"^(?:为什么|为何|为啥|请问|由|是|听说|据说|既然)+")
_FIRST = r"首[个家条座批艘次位部届例台只所]|第[一二三四五六七八九十]+[个家条座批艘次位部届例台只所]|最早|最先|率先"
_ORDINAL = re.compile(_FIRST)
_AT = re.compile(
    r"(?:设在|位于|落户(?:于|在)?|建在|坐落(?:于|在)|出现在|诞生(?:于|在)|开在|选在|放在|来自|是|为|在|于)(?P<said>[\u4e00-\u9fffA-Za-z0-9]{2,20})"
)
_UP = re.compile(r"上升|增加|增长|提高|扩大|增多|上涨|回升|走高|升高|变多|变大|提升|加快|好转|涨|盈利|盈余|赚")
_DOWN = re.compile(r"下降|减少|降低|下滑|缩小|萎缩|回落|下跌|收缩|走低|变少|变小|放缓|变慢|恶化|跌|亏损|亏空|赤字")
_THERE, _HELD, _LEAST = 0.6, 0.8, 2


def other_agent(question: Question, unit: Unit) -> str:
    """Who does the thing asked about by a clause, where the question has somebody else do it; "" elsewhere."""
    asked = _AGENT.search(question.asked)
    agent = _LED.sub("", asked["agent"]) if asked else ""
    if not asked or not _ORGANISED.search(agent):
        return ""
    objects = [
        t
        for t in question.terms
        if t not in fold(agent) and (is_noun(t) or class_of(t) == "noun") and t not in asked["does"]
    ]
    for match in (*_BY.finditer(unit.text), *_doing(unit.text)):
        other = match["agent"].strip()
        same = fold(agent) in fold(unit.text[: match.end()]) or share_of_bigrams(fold(other), fold(agent)) >= _THERE
        if match["does"] != asked["does"] or same or not _ORGANISED.search(other):
            continue
        if objects and all(credit(t, fold(match["thing"])) >= _THERE for t in objects):
            return other
    return ""


def _doing(text: str) -> Iterator[re.Match[str]]:
    return (m for clause in _CLAUSE.split(text) if (m := _DOING.match(clause.strip())))


def other_place_in_order(question: Question, unit: Unit) -> str:
    """Where the first (the second …) of a kind is by a clause, where the question has it elsewhere: 首个试点设在甲市; "" elsewhere."""
    asked = _ORDINAL.search(question.asked)
    wanted = [stem for stem, _ in ranked_places(fold(question.asked))] + question_places(question)
    if asked is None or not wanted:
        return ""
    nouns = [t for t in question.terms if is_noun(t) and not any(w in t or t in w for w in wanted)]
    for clause in _CLAUSE.split(unit.text):
        told = _ORDINAL.search(clause)
        at = _AT.search(clause, told.end()) if told else None
        if told is None or at is None or _same_order(asked.group()) != _same_order(told.group()):
            continue
        near = fold(unit.text + unit.headings)
        elsewhere = [w for w in wanted if w not in fold(clause) and w not in fold(unit.headings)]
        named = ranked_places(fold(at["said"])) or places_in(at["said"])
        if elsewhere and named and nouns and all(credit(t, near) >= _THERE for t in nouns):
            return at["said"]
    return ""


_SOLE = r"(?:最[\u4e00-\u9fff]{1,2}|主流|主导|主要|首要|第一大?|核心|支柱|唯一|首位|头号|主力|龙头)(?:的)?"
_BECOMES = re.compile(
    rf"(?P<who>[^，。？]{{2,24}}?)(?:为什么|为何|怎么|是否|是不是)?(?:能够|能|会|可以)?(?:成为|成了|是|作为|当选|被称为|算作)(?:了)?(?P<of>[^，。？]{{0,20}}?)(?P<role>{_SOLE}[\u4e00-\u9fff]{{2,6}})"
)


def other_holder(question: Question, unit: Unit) -> str:
    """What holds the one place (主流工艺, 最大市场) that the question gives to another thing which the sentence names too; "" elsewhere."""
    asked = _BECOMES.search(_LED.sub("", question.asked))
    if asked is None or question.kind not in ("why", "how", "yes_no"):
        return ""
    who, role = fold(_LED.sub("", asked["who"])), re.sub(r"(?:的|吗|呢|了)+$", "", asked["role"].replace("的", ""))
    text = unit.text.replace("的" + role[-2:], role[-2:])
    told = re.search(
        rf"(?:^|[，。；：、])(?P<who>[^，。；：、]{{2,16}}?)(?:仍然?|已|一直|目前)?(?:成为|是|为)[^，。；：]{{0,8}}?{re.escape(role)}",
        text,
    )
    if (
        told is None
        or share_of_bigrams(who[-6:], fold(told["who"])) >= _HALF
        or share_of_bigrams(fold(told["who"]), who) >= _HALF
    ):
        return ""
    return told["who"] if who[-4:] in fold(unit.text) else ""


_HALF = 0.5
_SET = re.compile(r"(?:[两三四五六七八九十]|\d{1,2})(?:大|个|类|种|家|座)(?P<of>[\u4e00-\u9fff]{2,10})")


def outside_set(question: Question, unit: Unit) -> str:
    """The members of a closed set (三大中心，即甲、乙和丙) to which a question counts a place that is none of them; "" elsewhere."""
    if question.kind not in ("why", "how", "yes_no", "other", "list", "number") or len(question.places) != 1:
        return ""
    place = fold(question.places[0])
    for asked in _SET.finditer(question.asked):
        size = asked.group()[: -len(asked["of"])]
        at = re.search(
            rf"{re.escape(size)}{re.escape(asked['of'][:4])}[^，。；：]{{0,8}}[，：](?:即|包括|分别是|分别为|也就是|是)(?P<told>[^。；]{{6,160}})",
            unit.text,
        )
        if at and place not in fold(unit.text) and sum(at["told"].count(mark) for mark in "、和及") >= 1:
            named = places_in(at["told"])
            if len(named) > 1:
                told = at["told"]
                return told if len(told) <= _SHOWN else told[:_SHOWN].rpartition("，")[0] or told[:_SHOWN]
    return ""


_SHOWN = 60
_UNTIL, _SINCE = r"(?P<y>(?:19|20)\d\d)\s?年?(?:以前|之前|前)", r"(?P<y>(?:19|20)\d\d)\s?年?(?:以后|之后|后|以来|起)"


def other_period(question: Question, unit: Unit) -> str:
    """The period of a thing by a sentence that begins with it, where the question has it in the opposite one: 2011年以前, asked of 2015年之后."""
    for mine, theirs, apart in ((_SINCE, _UNTIL, 1), (_UNTIL, _SINCE, -1)):
        asked, told = re.search(mine, question.asked), re.match(rf"\s*{theirs}", unit.text)
        if asked is None or told is None or apart * (int(asked["y"]) - int(told["y"])) < 0:
            continue
        nouns = [
            t for t in question.terms if (is_noun(t) or class_of(t) == "noun") and not t.isdigit() and not places_in(t)
        ]
        near = fold(unit.text + unit.headings + unit.before)
        held = [t for t in nouns if credit(t, near) >= _THERE]
        own = [t for t in nouns if credit(t, fold(unit.text)) >= _HELD]
        if len(own) >= _LEAST + 1 and len(held) >= _HELD * len(nouns):
            return told.group().strip()
    return ""


_COMPARED = re.compile(r"(?:同比|环比|比|较)")
_RANK_ASKED = re.compile(
    r"(?:排|居|列|位居|位列|排名)(?:在|名)?(?:全[省市国县区球]|世界|国内)?第(?P<n>[一二三四五六七八九十]+|\d+)(?!几)"
)
_RANK_TOLD = re.compile(r"第(?P<n>[一二三四五六七八九十]+|\d+)(?:位|名)?")


def other_place_in_rank(question: Question, unit: Unit) -> str:
    """The rank that a part of a sentence gives a place to which the question gives another one: 宁川市…居第一位, asked why second."""
    asked = _RANK_ASKED.search(question.asked)
    wanted = [stem for stem, _ in ranked_places(fold(question.asked))] + question_places(question)
    if asked is None or not wanted:
        return ""
    near = fold(unit.text + unit.headings)
    nouns = [t for t in question.terms if is_noun(t) and not any(w in t or t in w for w in wanted)]
    for part in re.split(r"[；。]", unit.text):
        told = _RANK_TOLD.search(part)
        if (
            told is None
            or chinese_number(told["n"]) == chinese_number(asked["n"])
            or not any(w in fold(part) for w in wanted)
        ):
            continue
        if nouns and all(credit(t, near) >= _THERE for t in nouns):
            return told.group()
    return ""


_MOST = r"最[大多高早长快好强主重]|第一大|首个"
_MOST_ASKED = re.compile(
    rf"(?:是|成为|作为)(?:了)?[^，。？]{{0,10}}?(?P<most>{_MOST})的?(?P<what>[\u4e00-\u9fff]{{2,10}}?)(?:的|吗|呢|，|？|$)"
)


def other_most(question: Question, unit: Unit) -> str:
    """What a place or thing is the greatest of by a clause, where the question has it the greatest of another kind: 最大的黄精产区; "" elsewhere."""
    asked = _MOST_ASKED.search(question.asked)
    wanted = [stem for stem, _ in ranked_places(fold(question.asked))] + question_places(question)
    if asked is None or not wanted:
        return ""
    what = asked["what"]
    for clause in _CLAUSE.split(unit.text):
        told = re.search(rf"是[^，。；]{{0,10}}?(?P<said>{asked['most']}的?(?P<what>[\u4e00-\u9fff]{{2,10}}))", clause)
        if told is None or not any(w in fold(clause) for w in wanted) or what[:-2] in clause:
            continue
        if told["what"][-2:] == what[-2:] and told["what"] != what:
            return told["said"]
    return ""


_FIRST_OF = re.compile(
    rf"(?P<who>[\u4e00-\u9fffA-Za-z0-9]{{2,16}}?)(?:为什么|为何|为啥|怎么|凭什么)(?:能)?(?:会)?(?:是|成为|成了)[^，。？]{{0,10}}?(?P<what>[\u4e00-\u9fff]{{0,6}}(?:{_MOST})的?[\u4e00-\u9fff]{{1,6}}?)(?:的|呢)?[？?]*$"
)


def other_first(question: Question, unit: Unit) -> str:
    """What is the greatest by one side of a semicolon, where the question has the other side be it: 甲渡…，是客流最大的渡口；乙渡…."""
    asked = _FIRST_OF.search(_LED.sub("", question.asked))
    if asked is None or fold(asked["who"]) not in fold(unit.text):
        return ""
    what = re.sub(r"^全[省市县国区]", "", asked["what"])
    parts = [part for part in re.split(r"[；。]", unit.text) if what in part]
    if len(parts) != 1 or fold(asked["who"]) in fold(parts[0]):
        return ""
    told = re.match(rf"[^，]*?(?P<said>[\u4e00-\u9fff]{{2,10}}?{re.escape(asked['who'][-1])})", parts[0])
    return told["said"] if told else ""


def question_places(question: Question) -> list[str]:
    """The known places of a question, folded."""
    return [fold(place) for place in question.places]


def _same_order(ordinal: str) -> str:
    first = ordinal[0] == "首" or ordinal[:2] in ("第一", "最早", "最先", "率先")
    return "first" if first else ordinal[:-1]


def lost_direction(question: Question, unit: Unit) -> list[str]:
    """That a question asks why something falls (or rises) and nothing near a unit says that anything does."""
    rises, falls = _UP.search(question.asked), _DOWN.search(question.asked)
    if question.kind != "why" or bool(rises) == bool(falls):
        return []
    asked = rises or falls
    near = unit.text + unit.before + unit.headings + unit.around
    return [f"“{asked.group()}”"] if asked and not (_UP if rises else _DOWN).search(near) else []


_MOVE_ASKED = re.compile(
    r"(?:增长|增加|上升|上涨|提高|下降|减少|降低|下跌|缩小|扩大)(?:了|幅度|幅|率)*(?:是|为|达)?多少"
)


def asks_move(question: Question) -> bool:
    """Whether a question asks by how much something has risen or fallen."""
    return question.kind == "number" and _MOVE_ASKED.search(question.asked) is not None


def other_direction(question: Question, unit: Unit) -> str:
    """The word by which a clause lets the very thing fall that the question lets rise, or the other way round; "" elsewhere."""
    rises, falls = _UP.search(question.asked), _DOWN.search(question.asked)
    if question.kind not in ("why", "how", "number") or bool(rises) == bool(falls):
        return ""
    moves = rises or falls
    nouns = [
        t
        for t in question.terms
        if (is_noun(t) or class_of(t) == "noun")
        and len(bigrams(t))
        and not places_in(t)
        and not (moves and t in moves.group())
        and not (t == "城市" and CITY.search(question.asked))
    ]
    own = years_in(unit.text)
    near = fold(unit.text + unit.headings + unit.before)
    told_of = [t for t in question.terms if len(t) > 1 and credit(t, near) >= _HELD]
    few = len(nouns) < _LEAST and not any(len(t) > _LEAST for t in nouns) and len(told_of) <= _LEAST
    if not nouns or few or (question.years and own and not set(question.years) & set(own)):
        return ""
    if any(credit(t, near) < _HELD for t in nouns):
        return ""
    opposite, same = (_DOWN, _UP) if rises else (_UP, _DOWN)
    clauses = _CLAUSE.split(unit.text)
    for n, clause in enumerate(clauses):
        told = opposite.search(clause)
        leans = _COMPARED.match(clause) or (told is not None and told.start() == 0)
        whole = clauses[n - 1] + clause if n and leans else clause  # 13起，比上年减少6起
        said = unit.text if question.kind == "number" else whole
        held = sum(credit(t, fold(said)) >= _HELD for t in nouns)
        if told and not same.search(whole) and nouns[-1] in fold(whole) and held >= min(_LEAST, len(nouns)):
            return told.group()
    return ""

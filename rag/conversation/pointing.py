"""What the pointing words of a follow-up stand for: 它, 他们两人, 该市, 这些企业, 前者."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.people.names import is_person
from rag.asking.question_frames import PLACE, TIME, Frame, frame, naming, tokens
from rag.asking.questions import analyse
from rag.language.words import is_noun
from rag.numbers.figures import figures_in


@dataclass(frozen=True)
class Exchange:
    """An earlier question of a conversation, and its short answer ("" where none is known)."""

    question: str
    short_answer: str = ""


_PAIR = r"(?:(?:他们|她们|它们|这|那)(?:两|俩|二)(?:人|位|者|个(?:国家|城市|地区|企业|集群|省份|专家|公司|机构|港口|项目|市|省|县)?|地|国|市|省|家)?|两者|二者|两人|二人|双方|两位|两地|两国|他俩|她俩)"
_PERSON = r"(?:(?<![其吉])他(?![们国人乡俩])|她(?![们俩])|(?:这|那|该)(?:一?位|名)?(?:专家|学者|院长|教授|研究员|所长|主任|领导|官员|院士|人)(?!都|们)(?:本人)?)"
_PEOPLE = r"(?:他们|她们|(?:这些|那些)(?:专家|学者|人))"
_FORMER = r"(?P<former>前者|前一个|第一个)|(?P<latter>后者|后一个|第二个)"
# The noun of a pointing phrase is checked against what follows it: 这个集群有, not 这个集群竞赛.
_TYPED = r"(?:该|此|(?:上述|上面的|前面的|刚才的|这|那)(?:一)?(?P<many>些)?(?:个|家|座|份|篇|项|种|类|所|条|款)?)(?P<kind>[\u4e00-\u9fff]{1,6})"
_THING = r"它们|它|(?<![尤极与何及])其(?=[\u4e00-\u9fff]{2})(?![中他实次余它间所])"
_THERE = r"那里|那儿|当地|那边"
_THEN = r"当年|那一?年|同年|这一年|同期|当时|那时候?"
_THIS = r"(?:这|那|上面的|上述)(?=是|占|比|有|属于|意味|说明|相当|对|会|能)"
_POINTS = re.compile(
    rf"(?P<pair>{_PAIR})|(?P<person>{_PERSON})|(?P<people>{_PEOPLE})|{_FORMER}|(?P<there>{_THERE})|(?P<then>{_THEN})|(?P<thing>{_THING})|(?P<this>^{_THIS})|(?<![应就本]){_TYPED}"
)
_PLACES = frozenset(["市", "省", "县", "区", "国", "州", "地", "城市", "国家", "地区", "省份", "城", "岛", "镇", "村"])
_FILED = frozenset(
    ["文件", "方案", "报告", "政策", "规划", "意见", "通知", "办法", "条例", "计划", "文章", "名单", "法案", "标准"]
)
_TITLES = re.compile(r"《[^《》]+》")
_NOT_KINDS = frozenset(
    ["年", "么", "样", "次", "时", "期", "如何", "怎么", "不", "没", "由", "多少", "什么", "方面", "时候"]
)
_OPINION = re.compile(r"(?:意见|看法|观点|态度|立场|说法|判断|主张)")
VIEWS = re.compile(
    r"(?:对此|对这个问题|就此)?(?:是)?(?:怎么|如何|怎样)(?:看待?|说|评价|认为|理解|回应|判断|解释)的?(?:这个问题|此事)?$|(?:对此)?有(?:什么|何|哪些)(?:看法|观点|意见|建议|评价)$|(?:对此)?的?(?:看法|观点|意见)(?:是什么|呢)?$"
)
_ENDS = re.compile(r"(?:和|与|跟|同|、|以及|及)")


_CLAUSE_ENDS = re.compile(r"[，,；;。？?：:]|认为|说|指出|表示|提[出到]")


def points(text: str) -> bool:
    """Whether a text points to something that it does not itself name before."""
    found = _first(text)
    return found is not None and not _names_before(text, found)


def _first(text: str) -> re.Match[str] | None:
    return next((m for m in _POINTS.finditer(text) if not m["kind"] or _kind(m, text)), None)


def _kind(found: re.Match[str], text: str) -> str:
    """The noun a pointing phrase ends in (该集群: 集群); "" where it goes on and names something of its own (这个集群竞赛)."""
    cut = tokens(text[found.start("kind") :])
    if not cut or cut[0].start or cut[0].text in _NOT_KINDS:
        return ""
    first = cut[0].text
    if not (is_noun(first) or first in _PLACES or first in ("数", "港", "校", "院", "所", "厂", "园", "群")):
        return ""
    own = len(cut) > 1 and cut[1].start == cut[0].end and is_noun(cut[1].text) and found.group()[0] not in "该此上"
    modified = re.match(r"[^，,。的]{0,12}的(?:" + re.escape(first) + r")", text[found.start("kind") + len(first) :])
    return "" if own or modified else first


def _names_before(text: str, found: re.Match[str]) -> bool:
    """Whether the words before a pointing word name what it may mean: 陕西航空集群有多少家企业，它们在哪里."""
    before = text[: found.start()]
    if not before or (
        (found["thing"] or found["person"] or found["people"] or found["pair"]) and not _CLAUSE_ENDS.search(before)
    ):
        return False
    return naming(TIME.sub("", before)) > 0


def pointed(text: str, history: Sequence[Exchange]) -> str | None:
    """A text with its pointing word replaced by what it stands for; "" where the turns before name nothing of the kind."""
    found = _first(text)
    if found is None:
        return None
    last = history[-1]
    asked = frame(last.question)
    meant = _meant(found, text, history, asked)
    if not meant:
        return ""
    rest = text[found.end() :] if not found["kind"] else text[found.start("kind") + len(_kind(found, text)) :]
    own = "的" if found["thing"] == "其" else ""
    full = text[: found.start()] + meant + own + rest
    if found["person"] or found["people"] or found["pair"]:
        return _with_topic(full, meant, rest, asked)
    return full


def _meant(found: re.Match[str], text: str, history: Sequence[Exchange], asked: Frame | None) -> str:
    if found["thing"]:
        return _back(history, many=found["thing"] == "它们")
    if found["kind"]:
        return _typed(_kind(found, text), history, many=bool(found["many"]))
    if found["this"]:
        return asked.body if asked and not asked.told else ""
    if found["then"]:
        when = (m.group() for turn in reversed(history) for m in TIME.finditer(turn.question))
        return next(when, "")
    return _place(history) if found["there"] else _somebody(found, history, asked)


def _somebody(found: re.Match[str], history: Sequence[Exchange], asked: Frame | None) -> str:
    if found["former"] or found["latter"]:
        return _of_two(history[-1].question, 0 if found["former"] else 1)
    one = next(_persons(history), "")
    if found["person"]:
        return one
    return both(history) or ("" if found["pair"] else one or _thing(history[-1], asked, many=True))


def _back(history: Sequence[Exchange], *, many: bool) -> str:
    return next((thing for turn in reversed(history) if (thing := _thing(turn, frame(turn.question), many=many))), "")


def _persons(history: Sequence[Exchange]) -> Iterator[str]:
    """The people the turns speak of, the latest first: who was asked for, then who was named."""
    for turn in reversed(history):
        asked = analyse(turn.question)
        wants = asked.kind == "who_said" or asked.wanted == "person"
        if wants and turn.short_answer and not figures_in(turn.short_answer):
            yield turn.short_answer
        named = asked.speaker or _person_in(turn.question)
        if named:
            yield named
        if wants and not named:
            return


def _person_in(question: str) -> str:
    asked = frame(question)
    subject = asked.subject.strip("“”") if asked else ""
    if is_person(subject):
        return subject
    posted = re.search(
        r"(?:教授|院长|所长|主任|研究员|会长|局长|院士|书记|市长|省长|部长|经理)(?P<name>[\u4e00-\u9fff]{2,3})(?=对|怎|如|认|是|说|的|指|提|表)",
        question,
    )
    return posted["name"] if posted and is_person(posted["name"]) else ""


def both(history: Sequence[Exchange]) -> str:
    """The two things meant by 两者: two of one question (A和B), else the last two people, else the last two places."""
    two = _two(history[-1].question)
    if two:
        return "和".join(two)
    people = list(dict.fromkeys(_persons(history)))
    if len(people) < 2 and len(history) > 1:
        people = list(dict.fromkeys(m.group() for turn in reversed(history) for m in PLACE.finditer(turn.question)))
    return f"{people[1]}和{people[0]}" if len(people) > 1 else ""


def _of_two(question: str, which: int) -> str:
    two = _two(question)
    return two[which] if two else ""


def _two(question: str) -> tuple[str, str] | None:
    """The two things a question sets side by side: 德国和日本各有多少个集群, A与B的区别是什么."""
    asked = frame(question)
    subject = re.sub(
        r"(?:分别|各自|各|相比|比较|哪个更).*$|的(?:区别|差别|差异|不同|关系|异同).*$", "", asked.body if asked else ""
    )
    subject = subject[len(asked.lead) :] if asked else subject
    halves = _ENDS.split(subject, maxsplit=1)
    if len(halves) != 2 or not all(halves):
        return None
    first, second = halves
    place = PLACE.match(second)
    if place and PLACE.fullmatch(first):
        second = place.group()
    else:
        second = second.split("的")[0]
        cut = next((t.start for t in tokens(second) if t.verb and t.start), len(second))
        second = second[:cut]
    return (first, second) if first and second else None


def _place(history: Sequence[Exchange], ending: str = "") -> str:
    for turn in reversed(history):
        if turn.short_answer and PLACE.fullmatch(turn.short_answer):
            return turn.short_answer
        found = [m.group() for m in PLACE.finditer(turn.question)]
        if found:
            return next((p for p in found if ending and p.endswith(ending)), found[0])
    return ""


def _typed(kind: str, history: Sequence[Exchange], *, many: bool) -> str:
    """What 该集群, 这些企业 mean: what was asked for as such, then the subject that is one, a place, a titled document, a figure."""
    for turn in reversed(history):
        asked = frame(turn.question)
        meant = _of_kind(kind, turn, asked, many=many) if asked else None
        if meant is not None:
            return meant
    if kind in _PLACES:
        return _place(history, kind)
    titles = [found.group() for turn in reversed(history) for found in _TITLES.finditer(turn.question)]
    if titles and kind in _FILED:
        return titles[0]
    last = frame(history[-1].question)
    return last.body if last and kind in ("数", "数字", "数据", "指标") else ""


def _of_kind(kind: str, turn: Exchange, asked: Frame, *, many: bool) -> str | None:
    """What of one turn is of a kind; "" where it was asked for and the answer is not known, None where nothing is."""
    wanted = re.search(rf"(?:哪(?:一)?(?:个|家|座|所|份|位)?|什么){re.escape(kind)}", turn.question)
    answer = "" if figures_in(turn.short_answer) else turn.short_answer
    if wanted or (answer and answer.endswith(kind)):
        return answer
    listed = asked.quantity or "哪些" in asked.wh
    if kind in asked.after and listed and (many or kind not in asked.subject):
        return counted(asked, kind)
    parts = [part for part in (asked.subject, asked.body) if kind in part and not _TITLES.search(part)]
    return parts[0][: parts[0].rindex(kind) + len(kind)].removeprefix(asked.lead) if parts else None


def counted(asked: Frame, kind: str) -> str:
    """What was counted, as a noun phrase: 德国打造的世界级产业集群, 集群的企业."""
    noun = asked.after[: asked.after.rindex(kind) + len(kind)] if kind else asked.after
    verb = asked.middle.removesuffix("了")
    return f"{asked.lead}{asked.subject}{verb}的{noun}" if asked.subject or verb else noun


def _thing(turn: Exchange, asked: Frame | None, *, many: bool) -> str:
    """What 它 means: what was asked for, where the answer is known, else what the question is about."""
    if asked is None:
        return turn.question if len(turn.question) <= _LONGEST and not TIME.fullmatch(turn.question) else ""
    kind = analyse(turn.question).kind
    if (
        kind == "entity"
        and asked.link != "在"
        and turn.short_answer
        and not figures_in(turn.short_answer)
        and not is_person(turn.short_answer)
    ):
        return turn.short_answer
    if many and asked.after and (asked.quantity or "哪些" in asked.wh):
        return counted(asked, "")
    if asked.subject:
        return "" if is_person(asked.subject) else asked.subject
    if kind == "definition":
        return re.sub(r"^(?:是|叫|叫做)|的?定义$", "", asked.after)
    return ""


_LONGEST = 20


def topic(asked: Frame) -> str:
    """What a question is about but for the person it asks: 限流 of 沈怀瑾怎么看限流."""
    if is_person(asked.subject):
        return (
            re.sub(r"^(?:对|认为|指出|表示|提出|建议|强调|说|谈到?)", "", asked.after or asked.middle)
            .removesuffix("的")
            .removesuffix("看法")
        )
    if not asked.subject and asked.wh == "谁":
        return re.sub(r"^(?:认为|指出|表示|提出|说)", "", asked.after)
    about = re.match(r".{2,3}对(?P<topic>.+)", asked.body)
    return about["topic"].removesuffix("的") if about else asked.body.strip("，, ")


def _with_topic(full: str, meant: str, rest: str, asked: Frame | None) -> str:
    """A question for somebody's opinion that names no topic takes the topic before."""
    about = topic(asked) if asked else ""
    if not about:
        return full
    if VIEWS.fullmatch(rest):
        return f"{meant}怎么看{about}"
    opinion = _OPINION.search(rest)
    bare = not any(is_noun(t.text) and not _OPINION.search(t.text) for t in tokens(rest))
    if opinion and bare:
        return f"{meant}对{about}的{rest.removeprefix('的')}"
    return full

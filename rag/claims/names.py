"""Whether the words of a claim have a source: names, titles, quoted strings, speakers, and any other word that tells something."""

import re
from collections.abc import Iterator
from functools import lru_cache

from rag.claims.text import Case, letters, spread_over, without_figures
from rag.claims.words import FREE, TELLING, same_as
from rag.language.aliases import agencies, others
from rag.language.lexicon import pieces, rarity
from rag.language.places import names_place, places_in
from rag.language.words import in_dictionary, is_grammar, is_noun, is_plain_verb, is_verbal_noun, tag_of

_SHORT_VERBS = frozenset(
    "用做办建设开交收领给发放送派占达增减降升改换转停关推提定选评查管帮靠花买卖租住看说讲想要让使带引受遭获拿得取留剩缺欠付退还免补加列排居算编写签订批审报跑走坐乘装修涨跌超逾满够"
)
_ORGANISATION = re.compile(
    r"(?=(?P<name>[\u4e00-\u9fff]{2}(?:(?<!布)(?<!格)(?<!结)局(?!面|势|限|部)|厅|研究院|研究所|大学|学院|银行|协会|学会|博物馆|图书馆|医院|法院|检察院|委员会)))"
)
_QUOTED = re.compile(r"“([^“”]+)”|《([^《》]+)》|「([^「」]+)」")
_LONGEST = 14
_FREE_CHARACTERS = frozenset(w for w in FREE if len(w) == 1)
_SPOKE = r"(?:明确|直接|公开)?(?:表示|认为|介绍|透露|指出|强调|坦言|直言|说|称|看来|的观点|的看法|预计|测算|统计|数据)"
_SPEAKER = re.compile(rf"(?:^|[。；\n])(?:据|在)?(?P<who>[^，。；：“]{{2,40}}?)(?:等人?)?(?:（\d{{4}}）)?{_SPOKE}")
_STRANGE, _BROKEN, _PLAIN_VERB = 1.0, 0.45, 0.35
_REFUSED, _TOGETHER = 0.95, 0.66
_EVERYDAY = 0.58  # rarity below which a noun is one of everyday


def strange_words(case: Case) -> str:
    """Why some word of the claim has no source, "" if every one has: in the quotes or headings, or as another word for theirs."""
    name = next(_strange_names(case), "")
    if name:
        return f"“{name}”不在所引的原文中"
    text = _COMPARING.sub("", _MARK.sub("|", without_figures(case.claim)))
    run = next(_without_source(text, case.support), "")
    return f"“{run}”在所引的原文中没有依据" if run else ""


def _strange_names(case: Case) -> Iterator[str]:
    """Quoted strings, places, agencies, organisations and marks (T2, 5G) that are the source's nowhere."""
    for name in _quoted(case.claim):
        if letters(name) not in letters(case.support) and not _same_figures(name, case.support):
            yield name
    for place in places_in(case.claim):
        if (
            not names_place(place, case.support)
            and place not in ("中国",)
            and not _shortened_place(place, case.support)
        ):
            yield place
    yield from _strange_agencies(case)
    for match in _ORGANISATION.finditer(case.claim):
        name = match["name"]
        if (
            name not in case.support
            and name[0] not in "该本我此这各由与和向在对同让经"
            and name[1] not in "该本我此这各由与和向在对同让经"
            and not is_plain_verb(name[:2])
            and not _shortened(name, case.support)
        ):
            yield name
    for match in _PLACE.finditer(case.claim):
        name = match["name"]
        if name not in case.support and _named_otherwise(name, case) and not any(map(_other_start, name[:2])):
            yield name
    yield from (m for m in _MARK.findall(case.claim) if m not in case.support and not _known(m, case.support))


def _strange_agencies(case: Case) -> Iterator[str]:
    for name in agencies():
        if f"{name}门" in case.claim and _known(f"{name}门", case.support):
            continue  # 人社部门 is no 人社部
        if name in case.claim and name not in case.support and not any(other in case.support for other in others(name)):
            yield name


# What says which way a figure differs is checked with the figure: 低|, 多发|, 晚采了大约|.
_COMPARING = re.compile(
    r"[多少早晚高低快慢长短大小][\u4e00-\u9fff]?(?:了|出|约|大约|将近|近)*(?=\|)|(?<=[多少])[\u4e00-\u9fff]{1,2}(?:了|约|大约)*(?=\|)"
)
_MARK = re.compile(r"[A-Za-z]+-?\d+(?:\.\d+)?|\d+[A-Z][A-Za-z]*")  # T2, PM2.5, 5G: told as names
_PLACE = re.compile(r"(?=(?P<name>[\u4e00-\u9fff]{2}[县市省镇乡州]))")


def _named_otherwise(name: str, case: Case) -> bool:
    """Whether the source has a name that differs in its first character only, and the claim does not."""
    theirs = re.findall(rf"[\u4e00-\u9fff]{re.escape(name[1:])}", case.source)
    return not in_dictionary(name[1:]) and any(not _other_start(one[0]) and one not in case.claim for one in theirs)


def _other_start(character: str) -> bool:
    """Whether a character before a short name is none of it: 该禾川市, 由禾川市."""
    return (
        is_grammar(character)
        or character in "由对向在与和及同让经给把被从到为以于是至含按据本该全这各两三四五六七八九十几多每某外来所"
    )


def _shortened_place(place: str, support: str) -> bool:
    """Whether a list of one-character names has the place: 美墨, 苏浙皖沪."""
    return (
        f"{place[0]}" in support
        and re.search(
            rf"{place[0]}(?:[墨美日韩英法德俄印欧中苏浙皖沪京津冀粤港澳])|[墨美日韩英法德俄印欧中苏浙皖沪京津冀粤港]{place[0]}",
            support,
        )
        is not None
    )


def _quoted(text: str) -> Iterator[str]:
    for groups in _QUOTED.findall(text):
        yield next(g for g in groups if g)


def _same_figures(name: str, support: str) -> bool:
    return not letters(name) and name in support


def _without_source(text: str, support: str) -> Iterator[str]:
    """The runs of a text that are told nowhere."""
    for run in re.findall(r"[\u3400-\u9fffA-Za-z]+", text):
        yield from _strange_in(run, support)


def _strange_in(run: str, support: str) -> Iterator[str]:
    """The least strange reading of a run as pieces of the source, words for them, and words that tell nothing."""
    size = len(run)
    locked = _locked(run, support)
    best: list[tuple[float, int, float]] = [(0.0, 0, 0.0)] + [(1e9, 0, 0.0)] * size
    for start in range(size):
        for end in range(start + 1, min(size, start + _LONGEST) + 1):
            cost = _LOCKED if end - start == 1 and start in locked else _cost(run[start:end], support)
            if cost is not None and best[start][0] + cost < best[end][0]:
                best[end] = (best[start][0] + cost, start, cost)
    read: list[tuple[str, float]] = []
    at = size
    while at:
        _, start, cost = best[at]
        read.insert(0, (run[start:at], cost))
        at = start
    words, total, letters_ = "", 0.0, ""
    for piece, cost in [*read, ("", 0.0)]:
        if cost >= 0.3:
            words, total, letters_ = words + piece, total + cost, letters_ + (piece if len(piece) == 1 else "|")
            continue
        if total >= _REFUSED or (total >= _TOGETHER and len(words) > 1) or _names_something(letters_):
            yield words
        words, total, letters_ = "", 0.0, ""


def _locked(run: str, support: str) -> set[int]:
    """Where words stand that tell of a thing the source does not have: 出口 must not be read as 出 and 口."""
    return {
        at
        for start, end in pieces(run)
        for at in range(start, end)
        if (word := run[start:end]) not in support
        and _names_a_thing(word)
        and not _known(word, support)
        and not set(word) <= set(support)
        and not _shortened(word, support)
    }


def _names_a_thing(word: str) -> bool:
    if len(word) < 2 or word in FREE:
        return False
    return word in TELLING or (tag_of(word).startswith(("n", "j")) and rarity(word) >= _EVERYDAY)


def _names_something(words: str) -> bool:
    """Whether letters that were read one by one are a word that tells of a thing: 出口 is not 出 and 口."""
    return any(_names_a_thing(words[i : i + 2]) for i in range(len(words) - 1))


def _cost(piece: str, support: str) -> float | None:
    """How strange a piece is; None where it is none to be read as one."""
    if len(piece) == 1:
        return _cost_of_one(piece, support)
    if piece in support or piece in FREE or _known(piece, support):
        return 0.001 if piece in support else 0.01
    if is_grammar(piece) or (len(piece) == 4 and piece[:2] == piece[2:]):
        return 0.1
    if len(piece) == 2 and (is_plain_verb(piece) or (is_verbal_noun(piece) and piece not in TELLING)):
        return _PLAIN_VERB
    if (
        len(piece) == 2
        and piece not in TELLING
        and is_noun(piece)
        and (rarity(piece) < _EVERYDAY or set(piece) <= set(support))
    ):
        return _PLAIN_NOUN
    suffixed = len(piece) > 2 and piece[-1] in "量数者" and piece[:-1] in support  # 投放量 of 投放
    return 0.2 if suffixed or (len(piece) <= _SHORT_FORM and _shortened(piece, support)) else None


def _cost_of_one(piece: str, support: str) -> float:
    if piece in _FREE_CHARACTERS:
        return 0.02
    if _known(piece, support):
        return 0.05
    if is_grammar(piece):
        return 0.25
    if piece in _SHORT_VERBS or tag_of(piece) in _ACTS or piece in _ENDINGS:
        return 0.3
    return _BROKEN if piece in support else _STRANGE


_PLAIN_NOUN, _SHORT_FORM, _LOCKED = 0.5, 4, 0.5
_ACTS = ("v", "a", "d", "q", "f", "vg", "ad")  # a lone verb, adjective or counting word tells of no other thing
_ENDINGS = frozenset("性化型式者头")


def _known(piece: str, support: str) -> bool:
    if piece[1:] == "级" and piece[0] in "省市县区镇乡村":
        return piece[0] in support
    found = same_as().get(piece, frozenset()) | (others(piece) if len(piece) > 1 and _may_stand(piece) else frozenset())
    return any(word in support for word in found)


@lru_cache(maxsize=4096)
def _may_stand(piece: str) -> bool:
    """Whether other words for it may stand in a claim: names of agencies and short forms, not what a lay question calls a thing."""
    return piece in agencies() or len(piece) > 3


def _shortened(piece: str, support: str) -> bool:
    """Whether a piece is a short form of words of the source: its characters in order, each opening or ending a close span."""
    return spread_over(piece, support, _GAP)


_GAP = 2  # letters between two of a short form


def other_speaker(case: Case) -> str:
    """Why the claim's speaker is not who said it, "" if he is or none is told."""
    told = _SPEAKER.search(case.claim)
    if told is None:
        return ""
    who = letters(told["who"])
    spoken = [letters(m["who"]) for quote in case.quotes for m in _SPEAKER.finditer(quote)]
    spoken += [
        letters(m["who"])
        for quote in case.quotes
        for m in re.finditer(rf"[”。](?P<who>[^，。；：“”]{{2,40}}?){_SPOKE}", quote)
    ]
    people = [name for name in spoken if len(name) > 1]
    if (
        not people
        and len(who) > 1
        and not any(_overlaps(who, letters(c)) for c in (*case.context, *case.quotes))
        and not _impersonal(who)
    ):
        return f"所引的原文没有说这是“{told['who']}”的话"
    if not people or any(_overlaps(who, name) for name in people):
        return ""
    return (
        ""
        if any(_overlaps(who, letters(c)) for c in (*case.context, *case.quotes))
        else f"所引的话不是“{told['who']}”说的"
    )


def _impersonal(who: str) -> bool:
    return (
        re.search(
            r"需要|值得|报告|文件|文章|公报|通报|数据|调查|研究|会议|规划|方案|意见|办法|规定|材料|统计|监测|要求|人$|方$|来$",
            who,
        )
        is not None
    )


def _overlaps(one: str, other: str) -> bool:
    return any(one[i : i + 2] in other for i in range(len(one) - 1))

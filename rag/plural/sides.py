"""Questions about two sides (甲和乙有什么不同, 优势和不足各是什么): one question for each side."""

import re
from dataclasses import dataclass

from rag.comparisons.operands import ALL_OF
from rag.finding.bounds import ranked_places
from rag.language.lexicon import content, known_words, words_of
from rag.language.places import places_in
from rag.language.words import class_of
from rag.time.indicators import is_measuring

_COMPARES = re.compile(
    r"分别|各自|各(?=有|是|占|为|达|采|怎|如|多|在|投|用)|^(?:请)?(?:比较|对比|比一比)|有(?:什么|何|哪些)不同|异同|区别|差别|差异|不一样|哪儿一样|(?:哪个|哪家|哪里|谁|哪边|孰)(?:的[^，。？]{0,10})?(?:更|比较|最)?(?:高|多|大|低|少|小|快|慢|早|晚|长|短|强|好)|一样(?:多|高|大)"
)
_MORE = re.compile(
    r"[，,]?(?:(?:到底|究竟)?(?:是)?(?:哪个|哪家|哪里|谁|哪边|孰)(?:的)?)(?P<more>[^，。？]{0,10}?)(?:更|比较|最)?(?P<how>高|多|大|低|少|小|快|慢|早|晚|长|短|强|好)(?:一些|一点|些)?[呢吗]?[？?]*$"
)
_ASKS_DIFFERENCE = re.compile(
    r"[，,]?(?:之间|两者|二者|两个|两地|两国|两家|两边)?(?:的)?(?:做法|情况)?(?:都)?(?:有|存在)?(?:什么|哪些|何|怎样的|啥)?(?:主要)?(?:不同(?:之处|点)?|异同(?:点)?|区别|差别|差异|哪儿一样|哪儿不一样|不一样(?:的地方)?)(?:是什么|在哪里?|吗|有哪些|何在)?[呢]?[？?]*$"
)
_COMPARE = re.compile(r"^(?:请)?(?:比一比|比较一下|比较|对比一下|对比)")
_ALIKE_WHERE = re.compile(r"(?:[，,]?(?:哪儿|哪里|哪些|什么地方)(?:不)?(?:一样|相同))+[？?]*$")
_IN = re.compile(
    r"(?P<head>.*?(?:在|对))(?P<a>[^，。在对]{2,14}?)(?:和|与|、|以及)(?P<b>[^，。]{2,16}?)(?P<tail>(?:上|方面|领域|问题上|中)(?:都)?(?:分别|各自|各).+)"
)
_QUANTITIES = re.compile(
    r"(?P<a>[^，。？]{4,}?)(?:和|与|以及)(?P<b>[^，。？]{4,}?)[，,]?(?P<rest>(?:在[^，。]{2,10}?)?(?:分别|各自|各)(?:是|为|有|占|达到|达)?(?P<how>多少|几|多大|多高|什么|哪)[^，。]*)"
)
_EACH = re.compile(r"(?:分别|各自|各(?=有|是|占|为|达|采|怎|如|多|在|投|用))(?:都)?")
_AND = re.compile(r"(?:和|与|跟|同|、|以及|还是)")
_KIND = r"港|市|县|省|区|镇|州|国|洲|集群|公司|集团|大学|学院|医院|研究院|研究所|协会|博物馆|图书馆|园区|基地"
_LEFT = re.compile(rf"[\u4e00-\u9fffA-Za-z0-9]{{1,12}}?(?P<kind>{_KIND})$")
_COUPLES = (
    ("国内", "国外"),
    ("国内", "国际"),
    ("中国", "国外"),
    ("我国", "国外"),
    ("优势", "不足"),
    ("优势", "劣势"),
    ("优点", "缺点"),
    ("成绩", "问题"),
    ("成效", "问题"),
    ("进展", "问题"),
    ("原因", "对策"),
    ("问题", "对策"),
    ("问题", "原因"),
    ("问题", "建议"),
    ("机遇", "挑战"),
    ("目标", "任务"),
    ("目标", "措施"),
    ("目标", "举措"),
    ("条件", "程序"),
)  # what questions ask of one thing at once; either may come first
_LEAST = 4
_YEAR_ALONE = re.compile(r"(?:19|20)\d\d年?(?:底|末|初)?$")
_YEAR = re.compile(r"(?:截至)?(?:19|20)\d\d年(?:底|末)?")


@dataclass(frozen=True)
class Side:
    """One side of a question: its name as the question has it, and what is asked of it."""

    name: str
    text: str


def sides_of(text: str) -> tuple[Side, ...]:
    """The sides of a question, () where it does not ask of two at once."""
    coupled = _aspects(text)
    if coupled:
        return coupled
    if not _COMPARES.search(text):
        return ()
    for match in _AND.finditer(text):
        if names := _parallel(text[: match.start()], text[match.end() :]):
            start, end = match.start() - len(names[0]), match.end() + len(names[1])
            while (more := _AND.match(text, end)) and (others := _parallel(names[-1], text[more.end() :])):
                names, end = (*names, others[1]), more.end() + len(others[1])
            return tuple(Side(name, _alone(text[:start] + name + text[end:])) for name in names)
    return _framed(text) or _quantities(text)


def _framed(text: str) -> tuple[Side, ...]:
    """在养老和教育上分别安排了多少资金: one question for each of the fields."""
    match = _IN.fullmatch(text)
    if match is None:
        return ()
    return tuple(Side(match[n], _EACH.sub("", f"{match['head']}{match[n]}{match['tail']}")) for n in ("a", "b"))


def _quantities(text: str) -> tuple[Side, ...]:
    """青屿港吞吐量和全省港口吞吐量分别是多少: one question for each thing; a year that leads is that of both."""
    match = _QUANTITIES.fullmatch(text.rstrip("？?"))
    if match is None or _YEAR_ALONE.search(match["a"]) or _YEAR_ALONE.search(match["b"]):
        return ()  # several years of one thing
    year = _YEAR.match(match["a"])
    lead = year.group() if year and not _YEAR.search(match["b"]) else ""
    rest = _EACH.sub("", match["rest"])
    return Side(match["a"], f"{match['a']}{rest}？"), Side(
        match["b"], f"{lead}{_whose(match['a'], match['b'])}{rest}？"
    )


def _whose(one: str, other: str) -> str:
    """The second thing, with the place of the first where it names none: 甲市的公园和气象站."""
    owner = one.partition("的")[0]
    if "的" not in one or not _has_place(owner) or "的" in other or _has_place(other) or ALL_OF.match(other):
        return other
    return f"{owner}的{other}"


def _alone(text: str) -> str:
    """A question for one side: without what only compares."""
    text = _COMPARE.sub("", text.strip())
    more = _MORE.search(text)
    if more:
        return f"{text[: more.start()]}{more['more']}是多少？".replace("的是多少", "是多少")
    text = _EACH.sub("", _ALIKE_WHERE.sub("", _ASKS_DIFFERENCE.sub("", text))).rstrip("。")
    return f"{text}是多少？" if is_measuring(text) else text


def _parallel(before: str, behind: str) -> tuple[str, ...]:
    """The two names that stand right before and behind a 和: places, or names that end in the same kind of thing; () elsewhere."""
    one = next((p for p in sorted(places_in(before), key=len, reverse=True) if before.endswith(p)), "")
    other = next((p for p in sorted(places_in(behind), key=len, reverse=True) if behind.startswith(p)), "")
    if one and other and one != other:
        return one, other
    left = _LEFT.search(re.split(r"[，,。：:、和与跟在比较对]", before)[-1])
    if left is None:
        return ()
    kind = left["kind"]
    right = re.match(rf"[\u4e00-\u9fffA-Za-z0-9]{{1,12}}?{kind}", behind)
    names = (_without_words(left.group(), kind), right.group()) if right else ()
    return names if len(set(names)) > 1 and all(len(n) > len(kind) for n in names) else ()


def _without_words(name: str, kind: str) -> str:
    """A name less the everyday words before it: 青屿市 of 国庆假期青屿市."""
    words = words_of(name)
    while len(words) > 1 and known_words(words[:1])[0] and len("".join(words[1:])) > len(kind) + 1:
        words = words[1:]
    return "".join(words)


def _aspects(text: str) -> tuple[Side, ...]:
    """The two aspects of one thing that are asked for: 优势和不足."""
    for couple in _COUPLES:
        for first, second in (couple, couple[::-1]):
            pair = re.search(rf"{first}(?:和|与|、|及|以及){second}", text)
            if pair and class_of(first):
                rest = (text[: pair.start()], text[pair.end() :])
                sides = tuple(Side(one, _alone(f"{rest[0]}{one}{rest[1]}")) for one in (first, second))
                return sides if len(content(rest[0] + rest[1]).strip()) >= _LEAST else ()
    return ()


def _has_place(text: str) -> bool:
    return bool(places_in(text) or ranked_places(text))

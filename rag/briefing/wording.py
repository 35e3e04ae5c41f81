"""Where a sentence begins when it stands by itself, and sentences that only speak of their own text."""

import re

_PAIRED = re.compile(r"一方面.*另一方面|首先.*其次|一是.*二是|第一.*第二")
# Some link only before a comma: 同时期, 最后一批, 另外两座, 可见光, 不过三年 say something else.
_LINKS = re.compile(
    r"^(?:(?:(?:据悉|据了解|据介绍|(?:本报)?记者[^，。]{0,24}(?:获悉|了解到|看到|发现))，)|"
    r"(?:比如|例如|譬如|然而|但是|但(?!凡|愿|书)|而且|并且|因此|所以(?!然)|[一二三四五六七八九十]是|其[一二三四五六](?=[，、：,:是]))[，、：,:是]?|"
    r"(?:此外|另外|除此之外|其次|再次|最后|首先|不过|总之|可见|总的来看|总体来看|一方面|另一方面|同时|与此同时|第[一二三四五六七八九十])[，、：,:]|"
    r"[（(][一二三四五六七八九十\d]{1,2}[）)]\s*|[①②③④⑤⑥⑦⑧⑨⑩]\s*)"
)
_BINDING = re.compile(r"^(?:但|然而|不过)?(?:这|该|此|其|上述)")
_OF_ITSELF = re.compile(
    r"本(?:文|期|报告|部分|章|节|研究|刊|专题|书|讲座)|(?:如|见|据)(?:图|表)\s?[\d一二三四五六七八九十]|下文|前文|上文|笔者|以下(?:简称|从)|^(?:图|表)\s?\d|"
    r"(?:现将|现把)《|印发给你们|请(?:结合实际)?认真(?:组织实施|贯彻)|^[（(][^（）()]*(?:编印?|出版|供稿|联系人|原载|转自|整理)[^（）()]*[）)]$"
)
_LEAST = 12  # characters of what is left


_URGED = re.compile(r"^[一二三四五六七八九]要(?!(?:素|点|求|件))(?!.*[，。；][二三四五]要)")


def own_start(text: str) -> int:
    """Where what a sentence says by itself begins: behind 比如，一是，此外，; 0 where nothing may be cut.

    What sets two halves side by side (一方面…另一方面…) and what points back is kept whole.
    """
    if _PAIRED.search(text):
        return 0
    if _URGED.match(text):
        return 1  # 一要正确认识…: what is urged stays urged
    found = _LINKS.match(text)
    if found is None or len(text) - found.end() < _LEAST or _BINDING.match(text[found.end() :]):
        return 0
    return found.end()


_ONE_OF = re.compile(r"^第[一二三四五六七八九十](?:种|类|点|条|项|步|层|阶段|方面|部分)(?!型)")


def one_of_a_list(text: str) -> bool:
    """Whether a sentence is one item of a list that is told before it: 第二种由…; one that has all of them is none."""
    return _ONE_OF.match(text) is not None and len(set(_ORDINAL.findall(text))) == 1


_ORDINAL = re.compile(r"第[一二三四五六七八九十](?=种|类|点|条|项|步|层|阶段|方面|部分)")


def speaks_of_itself(text: str) -> bool:
    """Whether a sentence tells of its own text (本文梳理了…, 如图1所示), not of its subject."""
    return _OF_ITSELF.search(text) is not None

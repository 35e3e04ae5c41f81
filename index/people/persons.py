"""Where a text introduces somebody: 与会：张三（甲协会秘书长）, 邀请乙大学教授李四, 馆长王五今年六十岁."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from index.models import Span
from index.patterns import HAN
from index.people.names import ends_with_post, family_of, is_person, is_post, split_foreign, split_post
from index.simplified import simplify

# Labels of the line that says who takes part. A label may note an order: 与会专家（按姓氏笔画排序）：…
_ROLES = r"(?:者|人|专家|人员|嘉宾|对象|代表|领导|学者|来宾)"
_HOSTS = rf"主持{_ROLES}?|(?:采访|访谈|提问|策划){_ROLES}|(?:本报|本刊|特约)?记者"
_GUESTS = (
    rf"(?:与会|出席|参会|参加|列席|发言|与谈){_ROLES}?|嘉宾|专家|来宾|对话双方"
    rf"|(?:受访|被访|受?采访|被采访|访谈|对谈|对话|圆桌|讨论|主讲|演讲|报告|点评|解读|答问|发布|特邀|本期|受邀|连线|做客){_ROLES}"
)
LABEL = re.compile(
    rf"(?:^|\n)[ \u3000]*【?(?:(?P<host>{_HOSTS})|(?:{_GUESTS}))】?(?:[（(][^（）()]{{2,16}}[）)])?[：:]"
)
_REACH = 60  # characters before a name in which its post stands
_LABEL_REACH = 400
_BRACKET = re.compile(r"[ \u3000]?[（(](?P<role>[^（）()。]{2,80})[）)]")
_BEHIND = re.compile(r"[，,： \u3000]{1,4}(?P<role>[^，,。；;：:（）()]{2,60}?)(?=[，。；;\n（(]|$)")
# What parts a post from the words before it, also where they give the whole role of somebody: 这是我们采访到的|校长.
_CUT = re.compile(
    r".*(?:[，,。；;！？：:（()）“”「」『』…》—\t的了]|[ \u3000\xa0]{2}|邀请到?|特邀|约请|专访|采访到?|请[到来]|连线|走访|对话|访谈|联系到|找到|任命|打着|陪同|认识|会见|看望|慰问|走[进近]|来到"
    r"|着(?!陆)|(?<!自)由|(?<!小)说|被(?![告害])|[是称从让把]|(?<![数依])据|(?<![方面])向|对(?![外口])|并(?!购))",
    re.DOTALL,
)
_ITEM_START = re.compile(r"(?:^|\n)(?:[-*•·]|\d{1,2}[.、])?[ \u3000]*\Z")  # - 张三，某大学教授
_AND = re.compile(r"以及|[和与及]")
_NAME_BEHIND = re.compile(
    rf"[ \u3000]?(?P<name>[{HAN}]{{2,4}}?)(?=[（(、，。；：:和与及就等谈在也还又表认说今曾于从到带率对向正已将把为是的则告\s])"
)
_NAME_BEFORE = re.compile(rf"(?<![{HAN}])(?P<name>[{HAN}]{{2,4}})[（(，, \u3000][^（）()，。；\n]*$")
_COURTESY = re.compile(r"(?:先生|女士|老师|同志|小姐)$")
_FIRST_PARTS = re.compile(rf"[{HAN}]{{1,12}}(?:·[{HAN}]{{1,8}})*$")
_HOST_POST = re.compile(r"(?:记者|主持人?|编者)$")


class Introduction(NamedTuple):
    """What a text says of somebody where it names them: the post as printed ("" if none) and the span of both."""

    role: str
    host: bool
    span: Span


def introduce(text: str, name: str, *, wrapped: bool) -> Introduction | None:
    """The first place of `text` that tells a person's post, else the first that lists them among those present.

    `wrapped`: a line break may stand anywhere in it, in the name too. A tag (`张三：`) introduces nobody.
    """
    listed = None
    for places in (_places(text, name), _wrapped_places(text, name) if wrapped else ()):
        for place in places:
            found = None if _is_tag(text, place) else _introduction(text, name, place, wrapped=wrapped)
            if found and found.role:
                return found
            listed = listed or found
    return listed


def _places(text: str, name: str) -> Iterator[Span]:
    at = text.find(name)
    while at >= 0:
        yield Span(at, at + len(name))
        at = text.find(name, at + len(name))


def _wrapped_places(text: str, name: str) -> Iterator[Span]:
    """Where a line break stands inside the name."""
    for match in re.finditer(r"\n?".join(map(re.escape, name)), text):
        if match.end() - match.start() > len(name):
            yield Span(*match.span())


def _is_tag(text: str, place: Span) -> bool:
    """Whether a name stands there as a tag."""
    begins = place.start == 0 or text[place.start - 1] == "\n"
    return begins and text[place.end : place.end + 1] in ("：", ":")


def _introduction(text: str, name: str, place: Span, *, wrapped: bool) -> Introduction | None:
    label = _label(text, place.start)
    bracket = _BRACKET.match(text, place.end)
    if bracket and _parted(text, place.start) and (label or (is_person(name) and is_post(bracket["role"]))):
        return _made(bracket["role"], label, place.start, bracket.end())
    before = _post_before(text, name, place.start, wrapped=wrapped)
    if before:
        return _made(text[before[0] : before[1]], label, before[0], place.end)
    item = _ITEM_START.search(text, max(place.start - 6, 0), place.start) is not None and is_person(name)
    if not (item or label) or not _parted(text, place.start):
        return None
    behind = _BEHIND.match(text, place.end)
    if behind and ends_with_post(behind["role"]):
        return _made(behind["role"], label, place.start, behind.end())
    return _made("", label, place.start, place.end) if label else None


def _made(role: str, label: re.Match[str] | None, start: int, end: int) -> Introduction:
    role = role.replace("\n", "").strip()
    host = bool(label and label["host"]) or _HOST_POST.search(role) is not None
    return Introduction(role, host, Span(start, end))


def _label(text: str, at: int) -> re.Match[str] | None:
    """The label of the line a place stands in, or of a wrapped line above that has not ended."""
    start = max(at - _LABEL_REACH, 0)
    if "：" not in text[start:at] and ":" not in text[start:at]:
        return None
    last = max(LABEL.finditer(text, start, at), key=lambda label: label.start(), default=None)
    if last is None or re.search(r"[。！？]", text[last.end() : at]):
        return None
    return last


def _parted(text: str, at: int) -> bool:
    """Whether a name begins an item: nothing of a sentence stands right before it."""
    return at == 0 or text[at - 1] in "、，,；;：: \u3000\n\t" or re.search(r"[和与及]$", text[:at][-1:]) is not None


def _post_before(text: str, name: str, at: int, *, wrapped: bool) -> tuple[int, int] | None:
    """Range of the post right before a name, None if there is none: …邀请|乙大学教授 李四."""
    start = max(at - _REACH, 0)
    start = start if wrapped else max(start, text.rfind("\n", start, at) + 1)
    before = text[start:at]
    cut = _CUT.match(simplify(before))
    begin = cut.end() if cut else 0
    for conjunction in _AND.finditer(before, begin):  # 教授李四和会长王五, but 文化和旅游局局长
        if split_post(_plain(before[begin : conjunction.start()].rpartition("、")[2])):
            begin = conjunction.end()
    parts = before[begin:].split("、")
    taken = parts.pop()
    named = split_post(_plain(taken) + name)
    if named is None or named.name != name:
        return None
    while parts and ends_with_post(_plain(parts[-1])) and split_post(_plain(parts[-1])) is None:
        taken = f"{parts.pop()}、{taken}"  # 人大代表、某院院长张三
    lead = len(taken) - len(taken.lstrip(" \u3000\n由据对向是为"))
    end = at - (len(taken) - len(taken.rstrip(" \u3000\n")))
    return at - len(taken) + lead, end


def post_start(role: str) -> int:
    """Where in the words before a name the post itself begins: 前来锻炼的居民 begins at 居民."""
    cut = _CUT.match(simplify(role[:-2]))
    return cut.end() if cut else 0


def whole_name(text: str, part: str) -> str | None:
    """The one foreign name of a text whose last part is `part` (柯伦 of 海因斯·柯伦), None if there is none or several."""
    if "·" not in text:
        return None
    found = []
    for place in _places(text, f"·{part}"):
        first = _FIRST_PARTS.search(text, max(place.start - _REACH, 0), place.start)
        if first and text[place.end : place.end + 1] != "·":
            found.append(first.group() + text[place.start : place.end])
    names = {named.name for name in found if (named := split_foreign(name))}
    return names.pop() if len(names) == 1 else None


def resolve(text: str, part: str, *, wrapped: bool) -> tuple[str, Introduction] | None:
    """Who is named by a part of the name or with a title: 柯伦 (海因斯·柯伦), 王会长, 王五会长; None where none or several fit."""
    bare = _COURTESY.sub("", part)
    titled = [bare[:size] for size in (4, 3, 2) if is_person(bare[:size]) and ends_with_post(bare[size:])]
    whole = [whole_name(text, bare) or "", bare if bare != part else "", *titled]
    found = [(name, told) for name in whole if name and (told := introduce(text, name, wrapped=wrapped))]
    if found:
        return found[0]
    family = family_of(bare)
    names = (
        set(_bearers(text, family, bare[len(family) :])) if family and ends_with_post(bare[len(family) :]) else set()
    )
    found = [(name, told) for name in names if (told := introduce(text, name, wrapped=wrapped))]
    return found[0] if len(found) == 1 else None


def _bearers(text: str, family: str, post: str) -> Iterator[str]:
    """Names of a family that stand behind a post, or before it: 会长王五, 王五（某协会会长）, 王五，某协会会长."""
    for place in _places(text, post):
        behind = _NAME_BEHIND.match(text, place.end)
        before = _NAME_BEFORE.search(text, max(place.start - _REACH, 0), place.start)
        yield from (m["name"] for m in (behind, before) if m and m["name"].startswith(family))


def _plain(text: str) -> str:
    return text.replace("\n", "").strip(" \u3000")

"""Finding the speakers of a document: which of its lines begin with a tag, and whom a short tag names."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from index.patterns import HAN
from index.people.names import ends_with_post, is_person, is_surname, split_post
from index.people.persons import LABEL, Introduction, introduce, resolve
from index.people.tags import ASK, KEY, REPLY, Said, Speakers

_ASK_LINE, _REPLY_LINE = (re.compile(rf"^(?:{tag.pattern})", re.MULTILINE) for tag in (ASK, REPLY))
_NAME = rf"[{HAN}]{{2,4}}|[{HAN}]{{1,8}}(?:·[{HAN}]{{1,8}}){{1,3}}"
_HOST = re.compile(
    rf"(?P<post>主持人?|[{HAN}《》]{{0,14}}?(?:记者|编者|采访人))(?:提问|问)?(?:(?P<apart>[ \u3000（(]*)(?P<name>{_NAME})[）)]?)?$"
)
_SPACED = re.compile(rf"(?P<role>.{{2,50}}?)[ \u3000\t]+(?P<name>{_NAME})$")
_BARE = re.compile(rf"(?!.*(?:说|表示|认为|指出|介绍|如下|时间|地点|单位|电话|来源|附件)$)(?:[{HAN}]{{2,8}}|{_NAME})$")
_HOSTING = ("", "主持", "主持人")
_WHOLE = 3  # characters of a name that is no everyday word of two
_LEAST_TAGS = 2  # one `某局局长张三：` may be a line of a list of contacts


def find_speakers(text: str, *, wrapped: bool = False) -> Speakers:
    """The speakers of a text, one line of it a block of the document (`wrapped`: a printed line)."""
    if "：" not in text and ":" not in text and "】" not in text:
        return Speakers()
    keys = Counter(match["key"].strip() for match in KEY.finditer(text))
    asked, replied = len(_ASK_LINE.findall(text)), _REPLY_LINE.search(text) is not None
    named = {key: host for key in keys if (host := _host(key))}
    asking = _asking(text) if named else set()
    hosts = {key: host for key, host in named.items() if host.role in _HOSTING or key in asking}
    said = {**_posted(keys, certain=bool(hosts or asked)), **hosts}
    bare = [key for key in keys if key not in said and _BARE.match(key)]
    said.update({key: _told(key, found) for key in bare if (found := introduce(text, key, wrapped=wrapped))})
    said.update({key: part for key in bare if key not in said and (part := _part(text, key, wrapped=wrapped))})
    if hosts or asked >= _LEAST_TAGS:  # an interview, so whoever else has a tag answers in it
        said.update({key: Said(key, "", "guest") for key in bare if key not in said and _answers(key, keys[key])})
    answered = any(person.kind == "guest" for person in said.values())
    return Speakers(said, asked > 0 and (replied or answered), frozenset(_listing(text, said)))


def _host(key: str) -> Said | None:
    """`主持人 张三`, `本刊记者李四`, `新华社记者`."""
    match = _HOST.match(key)
    if not match:
        return None
    name = match["name"] or ""
    if name and not (is_person(name) or match["apart"]):
        return None  # 记者站长
    return Said(name or key, match["post"] if name else "", "host")


def _asking(text: str) -> set[str]:
    """The tags under which somebody asks; a reporter who only tells (总台记者 张三：我身后就是…) is a speaker like others."""
    tags = list(KEY.finditer(text))
    ends = [*(tag.start() for tag in tags[1:]), len(text)]
    spoken = ((tag["key"].strip(), text[tag.end() : end]) for tag, end in zip(tags, ends, strict=True))
    return {key for key, part in spoken if "？" in part or "?" in part}


def _posted(keys: Mapping[str, int], *, certain: bool) -> dict[str, Said]:
    """The tags `某局局长张三`, `某局局长 张三`; one alone counts only in a `certain` interview.

    A family name nobody knows counts behind a space, where the tag comes again.
    """
    found = {}
    for key, times in keys.items():
        spaced, named = _SPACED.match(key), split_post(key)
        if spaced and ends_with_post(spaced["role"]) and (is_person(spaced["name"]) or times >= _LEAST_TAGS):
            found[key] = Said(spaced["name"], spaced["role"].strip(), "guest")
        elif named:
            found[key] = Said(named.name, named.role, "guest")
    return found if certain or sum(keys[key] for key in found) >= _LEAST_TAGS else {}


def _part(text: str, key: str, *, wrapped: bool) -> Said | None:
    """A tag that names somebody by a part of the name or with the post: 柯伦, 王会长, 王五会长."""
    found = resolve(text, key, wrapped=wrapped)
    return _told(*found) if found else None


def _answers(key: str, times: int) -> bool:
    """Whether a tag that nothing explains is somebody's: 张三, 张院长."""
    titled = len(key) <= 6 and is_surname(key[0]) and ends_with_post(key[1:])
    return (is_person(key) and len(key) >= _WHOLE) or ((titled or is_person(key)) and times >= _LEAST_TAGS)


def _listing(text: str, said: Mapping[str, Said]) -> Iterator[str]:
    """Lines that only say who takes part: below a label (与会嘉宾：) as far as each begins with a speaker's name."""
    lines = [line.strip() for line in text.split("\n") if line.strip()] if said and LABEL.search(text) else []
    for i, line in enumerate(lines):
        label = LABEL.match(line)
        if label is None:
            continue
        alone = label.end() == len(line)
        items = list(_items(lines[i + 1 :], said, first=not alone))
        yield from items
        if items and alone:
            yield line


def _items(lines: Sequence[str], said: Mapping[str, Said], *, first: bool) -> Iterator[str]:
    """Lines up to the first that does not give a speaker's name (`first` of all), or is a tag or a sentence."""
    for line in lines:
        named = any(line.startswith(p.name) if first else p.name in line for p in said.values())
        if not named or KEY.match(line) or re.search("[。！？]", line):
            return
        yield line


def _told(name: str, found: Introduction) -> Said:
    return Said(name, found.role, "host" if found.host else "guest", found.span)

"""A whole document in one line: where headings, turns and notes were glued to the sentence before."""

import itertools
import re

from index.lines import Line
from index.patterns import HAN, SENTENCE_END
from index.people.names import is_person, is_post, name_at_end
from index.people.speakers import find_speakers
from index.people.tags import HOST_TAG, SPEAKER_TAG

_BYLINE = re.compile(rf"(?:主持人|嘉宾|策划|特邀嘉宾|本期嘉宾)[^：:，。]{{2,40}}?[ \u3000]+(?P<name>[{HAN}]{{2,4}})")
_END_NOTE = re.compile(r"(?:责任编辑|责编|编辑|校对|审核|来源|作者|记者)[：:][^。，；]{2,30}$")
_OUTLET = re.compile(
    rf"(?P<outlet>[{HAN}]{{2,4}}(?:日报|晚报|早报|时报|周报|新闻网|周刊|杂志))"
    # …followed by a sentence with a subject and a saying verb of its own: 某某日报国务院印发的规划提出. 某某日报评论员指出 stays whole.
    rf"(?=(?!社|记者|讯|电|报道|评论|客户端|消息|发表|刊发|理论|刊登|编辑|网)[{HAN}“”《》“\d]{{2,24}}"
    r"(?:报告|纲要|规划|会议|决定|意见|方案|通知|全会|讲话)(?:提出|指出|强调|要求|明确|部署|作出))"
)
_TAG_HINT = re.compile(r"[）)人者问][：:]")  # what every tag ends in that explains itself; most long lines have none
_KEY_HINT = re.compile(rf"[。！？!?”…][{HAN}· \u3000A-Z]{{1,40}}$")  # what may be another tag, up to its colon
_LEAST_TAGS = 2
_LONG_LINE = 300
_HEADING_LENGTH = 40


def split_glued(line: Line, *, first: bool) -> list[Line]:
    """Cut a long line before glued headings, speaker tags and closing notes; a line without any is returned as it is.

    `first`: the line opens the document, where an outlet's name may be glued to the first sentence.
    """
    if len(line.text) < _LONG_LINE:
        return [line]
    cuts = _turn_cuts(line.text) | _spoken_cuts(line.text) | _note_cut(line.text)
    if first and cuts:
        outlet = _OUTLET.match(line.text)
        cuts |= {outlet.end("outlet")} if outlet else set()
    bounds = [0, *sorted(cuts - {0, len(line.text)}), len(line.text)]
    parts = itertools.pairwise(bounds)
    return [_part(line, a, b) for a, b in parts if line.text[a:b].strip()]


def _part(line: Line, start: int, end: int) -> Line:
    text = line.text[start:end]
    lead = len(text) - len(text.lstrip())
    body = text.strip()
    before = line.blank_before if start == 0 else True
    return Line(line.start + start + lead, line.start + start + lead + len(body), body, before)


def _turn_cuts(text: str) -> set[int]:
    cuts: set[int] = set()
    if not _TAG_HINT.search(text):
        return cuts
    ends = [0] + [m.end() for m in SENTENCE_END.finditer(text)]
    tags = sorted([*SPEAKER_TAG.finditer(text), *HOST_TAG.finditer(text)], key=lambda m: m.start())
    for tag in tags:
        start = _tag_start(tag)
        if start is None:
            continue
        before = max((e for e in ends if e <= start), default=0)
        between = text[before:start]
        if len(between) > _HEADING_LENGTH + 20 or re.search("[，。；：]", between):
            continue  # 他对张三（某某公司经理）：… is running text
        cuts |= {start, before} | _byline_cut(between, before)
    return cuts


def _spoken_cuts(text: str) -> set[int]:
    """Where sentences begin that open with a tag which only the rest of the text explains: `…。张三：`, `…？答：`."""
    before = re.split("[：:]", text)[:-1]
    if sum(1 for part in before if _KEY_HINT.search(part[-42:])) < _LEAST_TAGS:
        return set()
    speakers = find_speakers(SENTENCE_END.sub(lambda end: end.group() + "\n", text))
    ends = [0, *(m.end() for m in SENTENCE_END.finditer(text))]
    cuts = {end for end in ends if speakers.tag(text[end : end + 80])}
    return cuts if len(cuts) >= _LEAST_TAGS else set()


def _tag_start(tag: re.Match[str]) -> int | None:
    if "role" not in tag.re.groupindex:
        return tag.start("name")
    name = name_at_end(tag["name"])
    return tag.end("name") - len(name) if name and is_post(tag["role"]) else None


def _byline_cut(between: str, offset: int) -> set[int]:
    """Where a byline (主持人 某某社主任 徐某某) ends and the heading glued behind its name begins."""
    byline = _BYLINE.match(between)
    if not byline:
        return set()
    rest = between[byline.start("name") :]
    length = next((n for n in (3, 2, 4) if is_person(rest[:n])), 0)
    return {offset + byline.start("name") + length} if length else set()


def _note_cut(text: str) -> set[int]:
    note = _END_NOTE.search(text[-60:])
    if not note:
        return set()
    start = max(len(text) - 60, 0) + note.start()
    return {start} if SENTENCE_END.search(text[:start][-4:]) else set()

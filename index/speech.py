"""Who says it: interview turns, and attribution inside running text."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from index.glued import is_host, speaker_tag
from index.models import Attribution, Block, Span, Turn
from index.names import ends_with_post, is_person, name_at_end
from index.patterns import HAN, SENTENCE_END

_SPOKEN = frozenset({"paragraph", "list_item", "question"})
_SAYS = r"(?:进一步)?(?:表示|认为|指出|说|介绍|强调|称|坦言|透露|建议|提醒|解释|告诉记者|补充道|回应|分析)"
_SAYING = re.compile(rf"{_SAYS}(?:道|，|：|,|:)")
_FOREIGN = re.compile(rf"(?P<name>[{HAN}]+(?:·[{HAN}]+)+){_SAYS}")
_CLAUSE_END = re.compile(r"[，。；：！？\n]")
_WHO_LENGTH = 60
_UNNAMED = re.compile(r"(?:相关|有关)?(?:负责人|负责同志|人士|官员|发言人|专家|工作人员|代表)$")
_OCCASION = re.compile(r"(?:日前|近日)?在[^，。]{2,16}(?:时|中|上|后|期间)$")
_LEAD = re.compile(r"^(?:此外|同时|对此|日前|近日|对于此|另外|其中|不过|但|而|据|当天|会上|会后|随后|当日)?[，,]?")


def find_turns(text: str, blocks: Sequence[Block]) -> tuple[list[Turn], list[Block]]:
    """Interview turns, and the blocks with their `turn`.

    A turn runs from its tag to the next tag, question, data box or heading of the rank of the one above it; a sub-heading
    inside an answer does not end it. `姓名：` alone is a tag once the name was introduced with its post.
    """
    turns: list[Turn] = []
    tagged: list[Block] = []
    posts: dict[str, str] = {}
    depth, current = 0, None
    for block in blocks:
        tag = _tag(text[block.start : block.end], posts) if block.kind in _SPOKEN else None
        if tag:
            name, role, size = tag
            posts.setdefault(name, role)
            current = len(turns)
            span = Span(block.start, block.start + size)
            turns.append(Turn(name, posts[name], is_host(name, role), span, block.start, block.end))
            depth = len(block.path)
        elif _ends_turn(block, depth):
            current = None
        if current is not None and block.kind in _SPOKEN:
            turns[current] = replace(turns[current], end=block.end)
            tagged.append(replace(block, turn=current))
        else:
            tagged.append(block)
    return turns, tagged


def _ends_turn(block: Block, depth: int) -> bool:
    if block.kind == "heading":
        return len(block.path) <= max(depth, 1)
    return block.kind in ("question", "data_box", "contents", "title") or (block.kind == "source")


def _tag(text: str, posts: dict[str, str]) -> tuple[str, str, int] | None:
    tag = speaker_tag(text)
    if tag:
        return tag
    bare = re.match(rf"([{HAN}]{{2,4}})[：:]", text)
    return (bare.group(1), posts[bare.group(1)], bare.end()) if bare and bare.group(1) in posts else None


def find_attributions(text: str, blocks: Sequence[Block]) -> list[Attribution]:
    """Statements that running text ascribes to somebody: `“…。”某大学教授张三表示，…`.

    Words in quotation marks before (or right after) the verb are `direct`; what follows to the end of the paragraph, or to
    the next speaker, is `reported`. Documents (《意见》提出) and crowds (学界一般认为) are no speakers.
    """
    found: list[Attribution] = []
    for block in blocks:
        if block.kind in ("paragraph", "list_item") and block.turn is None:
            body = text[block.start : block.end]
            if re.search(_SAYS, body):
                found += _in_paragraph(body, block.start)
    return found


def _in_paragraph(body: str, offset: int) -> Iterator[Attribution]:
    speakers = [(m, who) for m in _sayings(body) if (who := _speaker(body, m)) is not None]
    for k, (match, (name, role, start)) in enumerate(speakers):
        tag = Span(offset + start, offset + match.end())
        begin = _sentence_start(body, start)
        quote = _quotation_before(body, start)
        if quote:
            yield Attribution(offset + quote[0], offset + quote[1], name, role, "direct", tag)
        end = _sentence_start(body, speakers[k + 1][1][2]) if k + 1 < len(speakers) else len(body)
        next_quote = _quotation_before(body, speakers[k + 1][1][2]) if k + 1 < len(speakers) else None
        end = next_quote[0] if next_quote else end
        if match.re is _FOREIGN:
            # A thinker cited in passing (迈克尔·波特认为…): one sentence; a source quoted in news speaks to the paragraph's end.
            end = min(end, next((m.end() for m in SENTENCE_END.finditer(body, match.end())), len(body)))
        quoted = re.match(r"\s*“[^”]*”", body[match.end() :]) if body[match.end() - 1] in "：:，,道" else None
        spoken = match.end() + quoted.end() if quoted else match.end()
        if quoted:
            yield Attribution(offset + match.end(), offset + spoken, name, role, "direct", tag)
        if body[spoken:end].strip():
            yield Attribution(offset + (start if quote else begin), offset + end, name, role, "reported", tag)


def _sayings(body: str) -> list[re.Match[str]]:
    """Where somebody may be said to speak, in order: 某某表示， and 约翰·史密斯认为."""
    foreign = list(_FOREIGN.finditer(body)) if "·" in body else []
    taken = [m.span() for m in foreign]
    plain = (m for m in _SAYING.finditer(body) if not any(a <= m.start() < b for a, b in taken))
    return sorted([*foreign, *plain], key=lambda m: m.start())


def _speaker(body: str, match: re.Match[str]) -> tuple[str, str, int] | None:
    """(name, role, start of who) of a saying, None where it names nobody."""
    if match.re is _FOREIGN:
        # 海洋学家约翰·史密斯: the post is glued before the name.
        post = re.match(
            rf"[{HAN}]{{1,12}}(?:[学专作画]家|教授|博士|院士|总统|总理|部长|主任|主席|先生|女士)(?=[{HAN}]+·)",
            match["name"],
        )
        name = match["name"][post.end() if post else 0 :]
        return name, post.group() if post else "", match.start("name")
    start = max(match.start() - _WHO_LENGTH, 0)
    clause = [m.end() for m in _CLAUSE_END.finditer(body, start, match.start())]
    start = clause[-1] if clause else start
    who = body[start : match.start()]
    closing = max(who.rfind("”"), who.rfind("…"))
    if closing >= 0:
        who, start = who[closing + 1 :], start + closing + 1
    lead = _LEAD.match(who)
    cut = lead.end() if lead else 0
    who, start = who[cut:], start + cut
    who = _OCCASION.sub("", who)
    if not who:
        return None
    if _UNNAMED.search(who):
        return "", who, start
    name = name_at_end(who)
    role = who[: len(who) - len(name)] if name else ""
    if name and (ends_with_post(role) or (not role and is_person(name) and len(name) == 3)):
        return name, role, start
    return None


def _sentence_start(body: str, at: int) -> int:
    return max((m.end() for m in SENTENCE_END.finditer(body, 0, at) if m.end() <= at), default=0)


def _quotation_before(body: str, at: int) -> tuple[int, int] | None:
    """The quotation that ends right before `at`, if there is one."""
    if at == 0 or body[at - 1] != "”":
        return None
    opening = body.rfind("“", 0, at)
    depth = 0
    for k in range(at - 1, -1, -1):
        depth += (body[k] == "”") - (body[k] == "“")
        if depth == 0:
            opening = k
            break
    return (opening, at) if opening >= 0 else None

"""Who says it in running text: `“…。”某大学教授张三表示，…`, later `张三说`. Traditional text is read as its simplified form."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from index.models import Attribution, Block, Relation, Span
from index.patterns import HAN, SENTENCE_END
from index.people.names import ends_with_post, is_full_name, is_person, split_foreign, split_post
from index.people.persons import introduce, post_start, resolve
from index.simplified import simplify

_TRADITIONAL = (
    "說認稱紹調議應釋張訴補談嘆籲強進隨時確則還會「"  # of the verbs below: a text without them needs no other reading
)
_MARKS = str.maketrans("「」『』", "“”‘’")
_ADVERB = re.compile(
    r"(?:进一步|随后|随即|同时|特别|明确|再次|多次|一再|反复|补充|笑着|接着|直接|坦率地|[则也还又曾再均都就便])+$"
)
_SAYS = re.compile(
    r"(?P<verb>解释说|介绍说|补充说|回忆说|说|解释|介绍|回忆|表示|认为|指出|强调|称|坦言|直言|透露|建议|提醒|告诉记者|告诉本报记者|补充|回应|分析|主张|呼吁|感叹|谈到|提出|不赞成|不同意|赞成|反对)"
    r"(?P<stop>道?[，：,:。]|道)?"
)
# 张三主张先办…: without a stop only verbs that mean nothing else; the others behind a foreign name (约翰·史密斯说…).
_PLAIN = frozenset(
    ("认为", "表示", "指出", "强调", "主张", "建议", "透露", "坦言", "呼吁", "不赞成", "不同意", "赞成", "反对")
)
_LOOSE = frozenset(("说", "称", "解释", "介绍", "分析"))
_GOES_ON = re.compile(rf"(?![了过的者性书信会稿])[{HAN}“《\d]")
_FOREIGN = re.compile(rf"[{HAN}]+(?:·[{HAN}]{{1,8}}){{1,3}}$")
_NAME = re.compile(rf"[{HAN}]{{2,8}}|[{HAN}]{{1,8}}(?:·[{HAN}]{{1,8}})+")  # or a part of it, or with a title
_CLAUSE_END = re.compile(r"[，。；：！？\n]")
_WHO_LENGTH = 60
_UNNAMED = re.compile(r"(?:相关|有关)?(?:负责人|负责同志|人士|官员|发言人|专家|工作人员|代表)$")
_OCCASION = re.compile(
    rf"(?:在[^，。]{{2,16}}(?:时|中|上|后|期间)|[对向](?:此|外界|媒体|[^，。]{{0,10}}记者|《[^》]+》(?:记者)?|[^，。]{{2,8}})|[{HAN}]{{2}}地|当天|当日|日前|近日|当地时间|\d{{1,2}}日)$"
)
_QUOTED = re.compile(r"\s*“[^”]*”")
_LEAD = re.compile(
    r"\s*(?:此外|同时|对此|日前|近日|对于此|另外|其中|不过|但|而|据|正如|当天|会上|会后|随后|当日)?[，,]?\s*"
)
_PAPER = re.compile(
    r"（[^（）]*(?:记者|编辑|通讯员|截图|摄|图)[^（）]*）|\d日[电讯]"
)  # 新华社某地8日电（记者张三）某某大学教授李四
_TITLED = re.compile(
    rf"(?P<name>[{HAN}]{{2,4}})(?P<title>教授|博士|院士|研究员|局长|主任|院长|校长|会长|部长|市长|县长)$"
)
_NOTED = re.compile(rf"(?P<name>[{HAN}]{{2,4}})(?P<note>（(?P<role>[^（）]{{2,40}})）)$")


class Saying(NamedTuple):
    """A verb of speech: where it begins with its adverbs, where it ends with its stop ("" if it has none), its words."""

    start: int
    end: int
    stop: str
    verb: str


@dataclass(frozen=True)
class Who:
    """Who speaks: name ("" for an unnamed official), post, where the naming begins, and where else the post is told."""

    name: str
    role: str
    start: int
    introduced: Span | None = None
    foreign: bool = False


def find_attributions(text: str, blocks: Sequence[Block]) -> list[Attribution]:
    """Statements that running text ascribes to somebody.

    Words in quotation marks before (or right after) the verb are `direct`; what follows to the end of the paragraph, or to
    the next speaker, is `reported`. Documents (《意见》提出) and crowds (学界一般认为) are no speakers.
    """
    return _Finder(text).run(blocks)


class _Finder:
    """One document: its text as printed and as read (simplified, one kind of quotation marks; of the same length)."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.plain = simplify(text).translate(_MARKS) if any(c in text for c in _TRADITIONAL) else text
        self.known: dict[str, tuple[str, Span, str] | None] = {}

    def run(self, blocks: Sequence[Block]) -> list[Attribution]:
        found: list[Attribution] = []
        for block in blocks:
            if block.kind in ("paragraph", "list_item") and block.turn is None:
                found += self._in_paragraph(self.plain[block.start : block.end], block.start)
        return found

    def _in_paragraph(self, body: str, offset: int) -> Iterator[Attribution]:
        speakers = [(said, who) for said in _sayings(body) if (who := self._speaker(body, said, offset)) is not None]
        ends = [m.end() for m in SENTENCE_END.finditer(body)] if speakers else []
        for k, (said, who) in enumerate(speakers):
            following = speakers[k + 1][1].start if k + 1 < len(speakers) else None
            for start, end, relation in _said(body, ends, said, who, following):
                tag = Span(offset + who.start, offset + said.end)
                yield Attribution(offset + start, offset + end, who.name, who.role, relation, tag, who.introduced)

    def _speaker(self, body: str, said: Saying, offset: int) -> Who | None:
        """Who speaks at a saying, None where it names nobody."""
        start, end = _naming(body, said)
        if start == end:
            return None
        printed = self.text[offset + start : offset + end]
        if "·" in printed and _FOREIGN.search(printed):
            return self._foreign(printed, start)
        if said.verb in _LOOSE and not said.stop:
            return None
        if said.stop and _UNNAMED.search(body, start, end):
            return Who("", printed, start)
        return self._posted(printed, start) or self._bare(printed, start, said)

    def _posted(self, printed: str, start: int) -> Who | None:
        """Somebody named with a post: 市水务局局长张三, 张三（某局局长）, 张三教授."""
        named = split_post(printed)
        if named:
            lead = post_start(named.role)
            return Who(named.name, named.role[lead:].strip(), start + lead)
        noted = _NOTED.search(printed)
        if noted:  # 教授张三（某会会员）, 张三（某局局长）
            inner = self._posted(printed[: noted.start("note")], start)
            name = noted["name"]
            return inner or (
                Who(name, noted["role"], start + noted.start())
                if is_person(name) and ends_with_post(noted["role"])
                else None
            )
        titled = _TITLED.match(printed)
        if titled and is_person(titled["name"]):
            known = self._known(titled["name"])
            return Who(titled["name"], known[0] if known else titled["title"], start, known[1] if known else None)
        return None

    def _bare(self, printed: str, start: int, said: Saying) -> Who | None:
        """Somebody named without a post: introduced before, or with a full name."""
        lead = printed.rfind("的") + 1  # 长期在此研究的李女士
        known = self._known(printed[lead:])
        if known:
            return Who(known[2], known[0], start + lead, known[1])
        return Who(printed[lead:], "", start + lead) if said.stop and is_full_name(printed[lead:]) else None

    def _foreign(self, printed: str, start: int) -> Who | None:
        """海洋学家约翰·史密斯: with the post glued before the name, or introduced before."""
        match = _FOREIGN.search(printed)
        named = split_foreign(match.group()) if match else None
        if match is None or named is None:
            return None
        if named.role:
            lead = post_start(named.role)
            return Who(named.name, named.role[lead:], start + match.start() + lead, foreign=True)
        known = self._known(named.name)
        at = start + printed.index(named.name)
        return Who(named.name, known[0] if known else "", at, known[1] if known else None, foreign=True)

    def _known(self, name: str) -> tuple[str, Span, str] | None:
        """Post, place and whole name of somebody whom the text introduces: 馆长祝某某 before 祝某某说."""
        if not _NAME.fullmatch(name):
            return None
        if name not in self.known:
            told = introduce(self.text, name, wrapped=False) if f"·{name}" not in self.text else None
            found = (name, told) if told else resolve(self.text, name, wrapped=False)
            self.known[name] = (found[1].role, found[1].span, found[0]) if found and found[1].role else None
        return self.known[name]


def _sayings(body: str) -> list[Saying]:
    """Where somebody may be said to speak, in order: 某某表示， 约翰·史密斯认为, 某某则主张."""
    found = []
    for match in _SAYS.finditer(body):
        verb, stop = match["verb"], match["stop"] or ""
        if not stop and not ((verb in _PLAIN or verb in _LOOSE) and _GOES_ON.match(body, match.end())):
            continue
        adverb = _ADVERB.search(body, max(match.start() - 12, 0), match.start())
        found.append(Saying(adverb.start() if adverb else match.start(), match.end(), stop, verb))
    return found


def _naming(body: str, said: Saying) -> tuple[int, int]:
    """Range of the words that name the speaker: the clause before the verb, without a quotation, a lead-in and an occasion."""
    start = max(said.start - _WHO_LENGTH, 0)
    clauses = [m.end() for m in _CLAUSE_END.finditer(body, start, said.start)]
    start = clauses[-1] if clauses else start
    start = max(start, *(body.rfind(mark, start, said.start) + 1 for mark in "”…"))
    paper = max((m.end() for m in _PAPER.finditer(body, start, said.start)), default=start)
    lead = _LEAD.match(body, paper, said.start)
    start = lead.end() if lead else paper
    naming = body[start : said.start]
    while (shorter := _OCCASION.sub("", naming)) != naming:
        naming = shorter
    return start, start + len(naming)


def _said(
    body: str, ends: Sequence[int], said: Saying, who: Who, following: int | None
) -> Iterator[tuple[int, int, Relation]]:
    """The ranges that somebody says at a saying, with their relation; the next speaker is named from `following`.

    `ends`: where the sentences of the paragraph end.
    """
    quote = _quotation_before(body, who.start)
    if quote:
        yield (*quote, "direct")
    if said.stop == "。":
        return  # “…。”张三说。 What follows is the paper's own.
    end = len(body)
    if following is not None:
        next_quote = _quotation_before(body, following)
        end = next_quote[0] if next_quote else _sentence_start(ends, following)
    if who.foreign:
        # A thinker cited in passing (迈克尔·波特认为…): one sentence; a source quoted in news speaks to the paragraph's end.
        end = min(end, next(iter(ends[bisect_right(ends, said.end) :]), len(body)))
    quoted = _QUOTED.match(body, said.end) if said.stop else None
    spoken = quoted.end() if quoted else said.end
    if quoted:
        yield said.end, spoken, "direct"
    if body[spoken:end].strip():
        yield (who.start if quote else _sentence_start(ends, who.start)), end, "reported"


def _sentence_start(ends: Sequence[int], at: int) -> int:
    before = bisect_right(ends, at)
    return ends[before - 1] if before else 0


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

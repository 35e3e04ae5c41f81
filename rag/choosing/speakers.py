"""Who speaks in the documents: names a question mentions, and questions for a speaker's post."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from index.models import Document, Span
from index.people.names import ends_with_post
from rag.asking.questions import Question
from rag.finding.evidence import Found, Unit
from rag.language.lexicon import fold

_POST = re.compile(
    r"职务|职位|头衔|身份|什么人|是干(?:什么|啥)的|是做(?:什么|啥)的|任职|供职|就职|在哪(?:里|儿|家|个)?(?:单位|机构|公司|俱乐部|大学|高校|研究院)?(?:工作|上班|任)|任(?:什么|何)职|担任|(?:何许人|什么来[头历]|何方神圣)|是哪(?:里|儿|家|个)(?:单位|机构)?的|哪个单位|什么单位|所属单位|所在(?:的)?(?:单位|机构|公司|学校)|(?:单位|机构)是(?:哪|什么)|来自哪"
)
_WHO = re.compile(r"是谁[呀啊呢嘛吗]?[？?。]?$")  # 张三是谁: his post, not a name
_HOST = re.compile(r"(?:主持人|主持)(?:是谁|叫什么|的名字)|谁(?:来)?(?:主持|担任主持)")


def spoken_by(question: Question, documents: Sequence[Document]) -> Question:
    """The question with its speaker, where it names one person who speaks in the documents and asks for nobody's name."""
    if question.speaker or question.kind == "who_said" or _POST.search(question.asked):
        return question
    host = _said_by_host(question, documents)
    if host:
        return replace(question, speaker=host)
    names = {turn.name for d in documents for turn in d.turns if turn.name and not turn.host}
    names |= {said.name for d in documents for said in d.attributions if said.name}
    named = [name for name in names if name in question.asked]
    if len(named) != 1:
        return question
    called = _post_before(question.asked, named[0])
    terms = [t for t in question.terms if t not in named[0] and named[0] not in t]
    if called:
        rest = fold(question.asked.replace(called + named[0], " "))
        terms = [t for t in terms if t in rest]
    subject = question.content.replace(called + named[0], " ")
    return replace(question, speaker=named[0], terms=tuple(terms), content=subject if called else question.content)


def _post_before(asked: str, name: str) -> str:
    """The post that a question calls a speaker by (…研究所所长李明华), "" where it gives none: it is not asked about."""
    before = re.split(r"[，,。；;、？?\s]", asked.partition(name)[0])[-1]
    return before if before and ends_with_post(before) else ""


_SAYS = r"(?:女士|先生)?(?:认为|指出|表示|说|评价|判断|主张|介绍|强调|怎么看|如何看|提出|建议|谈到|提到|透露)"


def _said_by_host(question: Question, documents: Sequence[Document]) -> str:
    """The host whose words a question asks for, "" elsewhere: a host asks, and says nothing that is evidence."""
    hosts = {turn.name.strip("（）()") for d in documents for turn in d.turns if turn.host and turn.name}
    named = next((h for h in sorted(hosts, key=len) if re.search(re.escape(h) + _SAYS, question.asked)), "")
    called = re.search(rf"主持人(?P<name>[\u4e00-\u9fff]{{0,4}}?){_SAYS}", question.asked)
    return (called["name"] or "主持人") if called else named


class Post(NamedTuple):
    """Where the text gives somebody's post, as a unit, and the post as printed there ("" for a host's name)."""

    unit: Unit
    role: str


def posts(question: Question, documents: Sequence[Document], found: Sequence[Found]) -> list[Post]:
    """The places where the text gives the post of a person the question asks about, or the host's name."""
    if _HOST.search(question.asked):
        tags = [(d, turn.tag) for d in documents for turn in d.turns if turn.host and turn.name not in ("", "主持人")]
        return [Post(unit, "") for unit in _units(tags, found)[:1]]
    told = list(_tags(question, documents))
    if not _POST.search(question.asked):
        who = _WHO.search(question.asked)
        told = [one for one in told if who and question.asked[: who.start()].endswith(one.name)]
    places = [(one.document, _bare(one)) for one in told]
    return [Post(unit, one.role) for unit, one in zip(_units(places, found), told, strict=True)]


class _Tag(NamedTuple):
    document: Document
    place: Span
    name: str
    role: str


def _tags(question: Question, documents: Sequence[Document]) -> Iterator[_Tag]:
    for document in documents:
        for turn in document.turns:
            if turn.name and turn.role and turn.name in question.asked:
                yield _Tag(document, turn.introduced or turn.tag, turn.name, turn.role)
        for said in document.attributions:
            if said.name and said.role and said.name in question.asked:
                yield _Tag(document, said.introduced or said.tag, said.name, said.role)


def _bare(tag: _Tag) -> Span:
    """The part of a tag from the name to the post, without 表示， or the colon; all of it where one is not printed as such."""
    text = tag.document.text(*tag.place)
    parts = [(at, at + len(part)) for part in (tag.name, tag.role) if (at := text.find(part)) >= 0]
    if len(parts) < 2:
        return tag.place
    end = max(b for _, b in parts)
    end += text[end : end + 1] in ("）", ")")
    return Span(tag.place.start + min(a for a, _ in parts), tag.place.start + end)


def place_of(document: Document, tag: Span, found: Sequence[Found]) -> Unit:
    """A span of a document that introduces somebody, as a unit."""
    return _units([(document, tag)], found)[0]


def _units(
    tags: Iterator[tuple[Document, Span]] | Sequence[tuple[Document, Span]], found: Sequence[Found]
) -> list[Unit]:
    units = []
    for document, tag in tags:
        block = next((i for i, b in enumerate(document.blocks) if b.start <= tag.start < b.end), None)
        path = " ".join(document.blocks[block].path) if block is not None else ""
        text = document.text(*tag)
        own = next((f for f in found if f.chunk.document == document.id), found[0])
        chunk = replace(own.chunk, document=document.id, table_row=None)  # the tag is no row, whatever was found first
        units.append(
            Unit(document, own._replace(chunk=chunk), (tag,), text, None, block, path, text, "", None, truncated=False)
        )
    return units

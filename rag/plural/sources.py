"""Questions put to several sources (两份材料分别怎么说, 甲和乙的看法一致吗): what is asked of each, and which sources are meant."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.models import Article, Document
from index.people.names import is_person
from rag.finding.evidence import Unit
from rag.language.lexicon import content, fold, terms

_PAPERS = r"材料|资料|文件|文档|报道|文章|报告|来源|稿件|出处|公报|说法|表述"
_PEOPLE = r"专家|学者|嘉宾|教授|受访者|研究员|发言人|代表|作者"
_SEVERAL = r"(?:这|那|各|几|两|二|三|四|五|多|不同|有关|上述|以上|全部|所有)+(?:个|份|篇|处|次|位|家|种|名|方|项)?的?"
_UNNAMED = re.compile(
    rf"(?:综合|对照|根据|结合|查阅|在)?(?<![哪有]){_SEVERAL}(?:(?P<papers>{_PAPERS})|(?P<people>{_PEOPLE}))(?:之间|当中|里面|里|中)?|(?:各处|多处|几处|不同地方|前后几处)(?:的)?(?=说|写|数|口径|表述|给)"
)
_ALIKE = r"(?:一致|一样|相同|相符|吻合|矛盾|冲突|分歧|不同|不一样|差别|差异|出入|异同|对得上|能对上|对上|打架|区别)"
_AGREEMENT = re.compile(_ALIKE)
_TOLD = r"(?:看法|观点|意见|说法|表述|口径|数字|数据|主张|态度|判断|评价|建议|结论|立场|定义|界定)"
_NAME = r"(?:《[^《》]{2,60}》|[^，,。；;？?、和与跟同《》]{2,24}?)"
_BOTH = re.compile(
    rf"(?:^|[，,。；;？?：:]|根据|按照)(?P<a>{_NAME})(?:的{_TOLD})?(?:和|与|跟|同|、)(?P<b>{_NAME})"
    rf"(?P<after>(?:两人|二人|两位|二者|两者)?(?:(?:都|分别|各自|各|说|写|讲|给出|公布|提供|发布|统计|提到|认为)|的?{_TOLD}|在[^，。？]{{2,24}}?[上方面中]|对[^，。？]{{2,24}}?的?{_TOLD}))"
)
_FRAME = re.compile(
    rf"^(?:关于|对于|对|在|就|有关)|(?:上|方面|问题上|这个问题上|一事上|这件事上)?的?{_TOLD}?(?:之间)?(?:是否|是不是|有没有|存在|有什么|有何|有哪些|哪里|能不能|能|算)*{_ALIKE}(?:吗|呢|的地方|之处)?$"
    rf"|(?:的?{_TOLD})?(?:都|分别|各自|各)?(?:是)?(?:怎么|如何|怎样|什么)?(?:说|讲|写|表述|描述|看待|记载)?(?:的|了)?(?:是)?(?:什么)?(?:吗|呢)?$"
)
_EACH = re.compile(r"分别|各自|各(?=是|有|出|支|怎|说|持)|两人|二人")
_LEAST = 2  # characters of what asks something
_TURNS = re.compile(r"前者.*后者")


@dataclass(frozen=True)
class Source:
    """A source that a question names: who speaks, or the documents meant by a title or an issuer. `label`: as the question has it."""

    label: str
    speaker: str = ""
    documents: tuple[str, ...] = ()

    def tells(self, unit: Unit) -> bool:
        """Whether a unit of evidence is this source's: said by it, standing in it, or telling of it by name."""
        if self.speaker:
            return unit.speaker is not None and unit.speaker.name == self.speaker
        return unit.document.id in self.documents if self.documents else self.label in unit.text


@dataclass(frozen=True)
class Told:
    """A question put to several sources. `rest`: what is asked of each of them; `named`: the sources, () for all that say anything.

    `by_speaker`: the sources are people, not documents; `agree`: whether they say the same is asked as well.
    """

    rest: str
    named: tuple[Source, ...] = ()
    by_speaker: bool = False
    agree: bool = False


def told_by_several(text: str, documents: Sequence[Document]) -> Told | None:
    """What a question asks of several sources; None where it asks no several. `documents`: among which sources are looked for."""
    if _TURNS.search(text):
        return None  # 前者说…，后者说…: two questions, not one
    clauses = [c for c in re.split(r"(?<=[，,。；;？?：:])", text) if c.strip()]
    named = next(((n, found) for n, c in enumerate(clauses) if (found := _named(c, documents))), None)
    if named:
        at, (sources, without) = named
        return _told(clauses, at, without, sources, by_speaker=all(s.speaker for s in sources))
    unnamed = next(((n, m) for n, c in enumerate(clauses) if (m := _UNNAMED.search(c))), None)
    if unnamed is None:
        return None
    at, match = unnamed
    clause = clauses[at]
    without = _EACH.sub("", clause[: match.start()] + clause[match.end() :])
    return _told(clauses, at, without, (), by_speaker=match["people"] is not None)


def _told(clauses: Sequence[str], at: int, without: str, named: tuple[Source, ...], *, by_speaker: bool) -> Told | None:
    others = [c for n, c in enumerate(clauses) if n != at]
    agree = any(_AGREEMENT.search(c) for c in clauses)
    asked = [bare for c in others if (bare := _bare(c)) and len(terms(content(bare))) > 0]
    if not asked:
        asked = [_bare(without)]
    rest = "，".join(asked)
    return Told(rest, named, by_speaker, agree) if len(rest) >= _LEAST else None


def _bare(clause: str) -> str:
    """A clause without what only frames it (关于…, …的看法是否一致)."""
    clause = clause.strip("，,。；;？?：: ")
    for _ in range(3):
        clause = _FRAME.sub("", clause).strip("，, 的")
    return clause


def _named(clause: str, documents: Sequence[Document]) -> tuple[tuple[Source, ...], str] | None:
    """The two sources that a clause names, and the clause without them; None where it names no two."""
    match = _BOTH.search(clause)
    if match is None:
        return None
    sources = tuple(s for part in (match["a"], match["b"]) if (s := source_of(part, documents)))
    if len(sources) < 2 or sources[0] == sources[1]:
        return None
    after = re.sub(r"^(?:都|分别|各自|各|说|写|讲|给出|公布|提供|发布|两人|二人)+的?", "", match["after"])
    without = clause[: match.start("a")] + after + clause[match.end() :]
    return sources, _EACH.sub("", without)


def source_of(label: str, documents: Sequence[Document]) -> Source | None:
    """The source that words of a question mean: a person who speaks, else the documents of a title, an issuer, an agency heard."""
    label = re.sub(rf"的?{_TOLD}$", "", label.strip("《》 "))
    person = next((name for name in sorted(set(_speakers(documents)), key=len, reverse=True) if name in label), "")
    if person:
        return Source(person, speaker=person)
    key = fold(label)
    meant = tuple(d.id for d in documents if any(_means(key, article) for article in d.articles))
    meant = meant or tuple(d.id for d in documents if key in fold(d.clean.text[:_OPENING]))
    if len(key) > 1 and (meant or is_person(label)):
        return Source(label, documents=meant)
    return None


_OPENING = 200


def _speakers(documents: Sequence[Document]) -> Iterator[str]:
    for document in documents:
        yield from (turn.name for turn in document.turns if turn.name and not turn.host)
        yield from (said.name for said in document.attributions if said.name)


def _means(key: str, article: Article) -> bool:
    """Whether a short name means an article: its characters stand in order in the title (全球趋势报告), or it is its issuer's."""
    title, issuer = fold(article.title.value or ""), fold(article.issuer.value or "")
    return (len(key) > 3 and _in_order(key, title)) or (len(key) > 1 and key in issuer)


def _in_order(key: str, title: str) -> bool:
    rest = iter(title)
    return all(character in rest for character in key)

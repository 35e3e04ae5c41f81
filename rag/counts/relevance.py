"""How much of a question a table carries, and what of it is lost there."""

import re
from collections.abc import Sequence
from functools import lru_cache

from index.models import Document
from rag.counts.asked import Asked, names_a_table, names_table
from rag.counts.conditions import Reading
from rag.finding.bounds import owner_names
from rag.finding.features import Lens
from rag.language.aliases import others
from rag.language.gazetteer import places_inside
from rag.language.lexicon import bigrams, credit, fold, rarity, share_of_bigrams, terms
from rag.language.places import names_place, places_in
from rag.language.words import is_name
from rag.tables.columns import Column, short_name, view_of
from rag.tables.plans import Filter, Plan

_TABLE_LABEL = re.compile(r"附[表图](?:\s*\d+)?|[图表]\s*\d+(?:\s*[-－–.]\s*\d+)?")
_LABEL = re.compile(r"^[附表图\s\d\-—－–.:：]+")
_NAMED = 0.5  # share of a table's name that a question must hold to be about all its rows
_ROWS_ARE = 0.8  # credit from which a table's name or heads tell what its rows are
_MET = 0.5
_SHORT_NOUN = 2
_ABOUT = 0.1  # share of a table's name, by rarity, that a question must hold to be about its rows at all
_KEPT = 512
_NOUN_ENDS = re.compile(r"[的有是在被属位由为达占]|入选|进入|上榜|列入")
_SAYS_NOTHING = re.compile(
    r"(?:除|外|还|只|仅|唯一|另|各|每|按|共|最|总|数|量|目|个|位|是|在|了|的|里|中|有|到|分别|合计|平均|占|比|排|第|名|次|序|哪|几|多|少|大|小|高|低|早|晚|超过|以上|以下|以后|以前|一共|列|张|表|单|下|头|这|那|些|干|做|搞|上)+"
)


class Relevance:
    """One question on one table. `counted`: the noun that is counted; `asking`: the words that only ask (最多, 排第几)."""

    def __init__(self, lens: Lens, document: Document, number: int, counted: str, asking: Sequence[str]) -> None:
        self._lens = lens
        self._question = lens.question
        self._document = document
        self._number = number
        self._view = view_of(document, number)
        self._counted = counted
        self._asking = "|".join(map(fold, asking))
        self._asked = fold(lens.question.asked)
        self._name = fold(_LABEL.sub("", self._view.table.name))

    def about_all(self) -> bool:
        """Whether a question is about the table as such: it holds most of its name."""
        grams = bigrams(self._name)
        share = sum(g in self._asked for g in grams) / len(grams) if grams else 0.0
        return self.labelled() or (share >= _NAMED and (names_a_table(self._question) or share >= _ROWS_ARE))

    def labelled(self) -> bool:
        """Whether a question gives the table's label: 附表, 表3-4."""
        label = _TABLE_LABEL.match(self._view.table.name)
        return label is not None and re.sub(r"\s", "", label.group()) in re.sub(r"\s", "", self._question.asked)

    def names_it(self) -> bool:
        """Whether a question names this very table."""
        return self.labelled() or (names_a_table(self._question) and self.about_all())

    def rows_are(self, reading: Reading, noun: str = "") -> bool:
        """Whether what is counted is what the rows are: 集群 of a table of 集群, not 企业 that stand in a cell of it."""
        counted = noun or self._counted
        if not counted:
            return True
        counted = _NOUN_ENDS.split(fold(counted))[0] if noun else fold(counted)
        names = [self._view.columns[j] for j in range(min(3, len(self._view.columns)))] + [
            self._view.columns[self._view.name]
        ]
        named = fold(self._view.table.name + " " + " ".join(c.head for c in self._view.columns))
        if len(counted) < _SHORT_NOUN:
            return True
        return (
            any(2 * sum(key.endswith(counted[-2:]) for key in c.keys) > len(c.keys) for c in names)
            or credit(counted, named) >= _ROWS_ARE
            or (not noun and any(counted in w for w in reading.words))
        )

    def names_rows(self, noun: str) -> bool:
        """Whether a noun is what the rows are called: 区域医疗中心 of 区域医疗中心名单, 机器人企业 under 企业名称."""
        noun = _NOUN_ENDS.split(fold(noun))[0]
        column = self._view.columns[self._view.name]
        if len(noun) <= _SHORT_NOUN:
            return False
        return noun in self._name or noun[-2:] in fold(column.head) or noun[-2:] == _ending(column)

    def told(self, reading: Reading) -> str:
        """What the table and the conditions say, folded: for the words of the question that are carried."""
        table = self._view.table
        title = self._document.article_at(table.start).title.value or ""
        block = next((b for b in self._document.blocks if b.start <= table.start < b.end), None)
        heads = " ".join(c.head for c in self._view.columns)
        path = " ".join(block.path) if block else ""
        named = " ".join(reading.words)
        ending = _ending(self._view.columns[self._view.name])
        return fold("|".join([table.name, heads, title, path, named, ending]))

    def foreign(self, reading: Reading) -> bool:
        """Whether the table's rows are of something narrower than asked: its name restricts them to what the question does not name."""
        asked = self._asked + "|" + "|".join(c.words for c in reading.conditions)
        narrow = any(
            share_of_bigrams(kind, asked) < _NAMED and not any(p in places_inside(kind) for p in self._question.places)
            for kind in restrictions(self._document, self._number)
        )
        weights = _weights_of(self._name)
        total = sum(weights.values())
        return narrow or (total > 0 and sum(w * credit(t, asked) for t, w in weights.items()) < _ABOUT * total)

    def about_rows(self, reading: Reading) -> bool:
        """Whether a question that names no value still is about the rows: it names the table or what the rows are."""
        if any(isinstance(c, Filter) for c in reading.conditions) or names_a_table(self._question):
            return True
        column = self._view.columns[self._view.name]
        nouns = [_ending(column), re.sub(r"名称|名$|名单", "", column.head)]
        return any(len(noun) > 1 and noun in self._asked for noun in nouns)

    def lost(self, told: str, reading: Reading) -> bool:
        """Whether the question names a place, year or rare name that neither the table nor a condition has."""
        question = self._question
        words = "".join(reading.words)
        places = any(
            not names_place(p, told) and not names_place(p, words) and p not in ("中国", "全国")
            for p in question.places
        )
        bounded = "".join(c.words for c in reading.conditions)
        article = self._document.article_at(self._view.table.start)
        dated = told + bounded + (article.date.value or "")
        years = any(y not in dated for y in question.years)
        names = any(
            is_name(t, rarity(t)) and credit(t, told) < _MET and t not in bounded
            for t in question.terms
            if not names_table(t)
            and not _SAYS_NOTHING.fullmatch(t)
            and t not in self._asking
            and not any(w in t for w in reading.words)
        )
        owners = any(
            w not in told and w not in bounded and not any(w in said or said in w for said in reading.words)
            for w in owner_names(self._asked)
        )
        return places or years or names or owners

    def coverage(self, told: str, asked: Asked, plan: Plan, reading: Reading) -> float:
        """The share (0..1, by rarity) of the question that table, conditions and the words that ask carry."""
        grouped = [asked.by] if plan.by is not None else []  # 洲 of a matrix whose columns are 欧洲, 亚洲
        words = [fold(w) for w in (*asked.words, *reading.words, *grouped) if w]
        total = sum(self._lens.rarity.values())
        met = sum(weight * self._met(term, told, words) for term, weight in self._lens.rarity.items())
        return met / total if total else 1.0

    def _met(self, term: str, told: str, words: Sequence[str]) -> float:
        if any(term in w or (w in term and len(w) > 1) for w in words) or _SAYS_NOTHING.fullmatch(term):
            return 1.0
        return max(credit(term, told), 1.0 if any(o in told for o in others(term)) else 0.0)


def restrictions(document: Document, number: int) -> frozenset[str]:
    """What a table's name restricts its rows to: places, and values of a column of another table of the document.

    亚洲新能源汽车集群 beside a table with 亚洲 and 新能源汽车 in its columns holds some of the 集群 only.
    """
    key = (document.sha256, number)
    found = _RESTRICTIONS.get(key)
    if found is None:
        if len(_RESTRICTIONS) >= _KEPT:
            _RESTRICTIONS.clear()
        name = fold(_LABEL.sub("", document.tables[number].name))
        others = (view_of(document, n) for n in range(len(document.tables)) if n != number)
        columns = (c for view in others for j, c in enumerate(view.columns) if view.matrix or j != view.name)
        values = {
            core for c in columns if c.kind == "text" and c.derived is None for core in map(short_name, c.distinct)
        }
        kinds = {v for v in values if len(v) >= _SHORT_NOUN and v in name and not v[0].isdigit()}
        found = _RESTRICTIONS[key] = frozenset(kinds | set(places_in(name)))
    return found


@lru_cache(maxsize=1024)
def _weights_of(name: str) -> dict[str, float]:
    """The words of a table's name with their weight, without numbers, what stands in brackets, and words for a table."""
    bare = re.sub(r"\([^()]*\)", " ", name)
    return {t: rarity(t) ** 2 for t in terms(bare) if not t[0].isdigit() and not names_table(t)}


def _ending(column: Column) -> str:
    """What most names end in: 集群, 基地."""
    ends = [key[-2:] for key in column.keys if len(key) > 2]
    best = max(set(ends), key=lambda e: (ends.count(e), e), default="")
    return best if best and 2 * ends.count(best) > len(column.keys) else ""


_RESTRICTIONS: dict[tuple[str, int], frozenset[str]] = {}

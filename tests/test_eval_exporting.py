"""What is written for other tools says what we say: ir_measures, BEIR's and ragas' readers; and what the cases leave out."""

import csv
import hashlib
import json
import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import ir_measures
import pytest
from ir_measures import RR, Success, nDCG

from eval.coverage import as_markdown, uncovered
from eval.drafts import complete, squeezed
from eval.exporting import passage_id, rank, reference, text_of, to_beir, to_ragas, to_trec
from eval.models import WAYS, AnswerSpec, Case, Evidence, Found, Nugget, Range, Suite, Way
from eval.runner import run_suite
from eval.systems import our_system
from index.settings import IndexSettings
from tests.libraries import write, write_stories
from tests.rag_kit import INTERVIEW, NEWS, TABLES

MEASURES = [Success @ 1, Success @ 3, Success @ 5, Success @ 10, RR @ 10, nDCG @ 10]
DOCUMENTS = ("甲 文", "b%20c", 'd"e')  # names that would break columns
WIDTH = 20


class Drawn:
    """A system whose passages are equal slices of made-up texts and whose rankings are drawn by lot."""

    def __init__(self, suite: Suite, chance: random.Random) -> None:
        places = [(name, at) for name, text in suite.raw.items() for at in range(0, len(text), WIDTH)]
        self._passages = [Found(name, _halves(at, chance)) for name, at in places]
        self._rankings = {
            (case.question, way): chance.sample(self._passages, chance.randint(0, 10))
            for case in suite.cases
            for way in WAYS
        }

    def ask(self, question: str) -> Mapping[str, object]:
        return {"status": "refused", "answer": f"不知{question}"}

    def search(self, question: str, limit: int, how: Way) -> list[Found]:
        return self._rankings[question, how][:limit]

    def passages(self) -> list[Found]:
        return self._passages


def _halves(at: int, chance: random.Random) -> tuple[Range, ...]:
    middle = at + chance.randint(1, WIDTH)
    spans = (Range(at, middle), Range(middle + 1, at + WIDTH))
    return tuple(span for span in spans if span.start < span.end)


def drawn_suite(chance: random.Random) -> Suite:
    """Cases with one to three quotes of any length: some lie in one passage, some in so many that none holds half."""
    raw = {name: "".join(chance.choices("甲乙丙丁戊己庚辛\n", k=WIDTH * 8)) for name in DOCUMENTS}
    cases = [
        Case(f"题 {n}", "number", f"问{n}", answerable=n % 7 > 0, evidence=_quotes(raw, chance)) for n in range(12)
    ]
    return Suite("drawn", tuple(cases), frozenset(), raw, dict.fromkeys(raw, "0"))


def _quotes(raw: Mapping[str, str], chance: random.Random) -> tuple[Evidence, ...]:
    quotes = []
    for _ in range(chance.randint(1, 3)):
        name = chance.choice(DOCUMENTS)
        start = chance.randrange(len(raw[name]) - 1)
        end = min(len(raw[name]), start + chance.choice((5, 15, 60)))
        if raw[name][start:end].strip():
            quotes.append(Evidence(name, "0", raw[name][start:end], (Range(start, end),), chance.randint(1, 2)))
    return tuple(quotes) or (Evidence(DOCUMENTS[0], "0", raw[DOCUMENTS[0]], (Range(0, len(raw[DOCUMENTS[0]])),)),)


def read_qrels(path: Path) -> list[ir_measures.Qrel]:
    return list(ir_measures.read_trec_qrels(str(path)))  # type: ignore[no-untyped-call]


def read_run(path: Path) -> list[ir_measures.ScoredDoc]:
    return list(ir_measures.read_trec_run(str(path)))  # type: ignore[no-untyped-call]


@pytest.mark.parametrize("seed", range(25))
def test_our_retrieval_metrics_are_those_that_ir_measures_finds_in_the_files(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    suite = drawn_suite(chance)
    system = Drawn(suite, chance)
    to_trec(suite, system.passages(), rank(suite, system), tmp_path)
    ours = {o.id.replace(" ", "%20"): o.scores for o in run_suite(suite, system) if "RR@10(words)" in o.scores}
    assert len(ours) == sum(case.answerable for case in suite.cases)
    qrels = read_qrels(tmp_path / "qrels.txt")
    assert {q.query_id for q in qrels} == ours.keys()
    for way in WAYS:
        run = read_run(tmp_path / f"{way}.run")
        theirs = list(ir_measures.iter_calc(MEASURES, qrels, run))
        assert len(theirs) == len(MEASURES) * len(ours)
        for metric in theirs:
            assert metric.value == pytest.approx(ours[metric.query_id][f"{metric.measure}({way})"], abs=2e-6), metric
        for measure, value in ir_measures.calc_aggregate(MEASURES, qrels, run).items():
            mean = sum(scores[f"{measure}({way})"] for scores in ours.values()) / len(ours)
            assert value == pytest.approx(mean, abs=2e-6)


def test_drawn_cases_are_of_all_kinds() -> None:
    seen: set[object] = set()
    for seed in range(25):
        chance = random.Random(seed)
        suite = drawn_suite(chance)
        system = Drawn(suite, chance)
        for outcome in run_suite(suite, system):
            scores = outcome.scores
            seen |= {(scores.get("RR@10(fused)"), scores.get("nDCG@10(fused)") == 1.0)}
    assert {(None, False), (0.0, False), (1.0, False), (1.0, True), (0.5, False)} <= seen


def read_beir(folder: Path) -> tuple[dict[str, Any], dict[str, str], dict[str, dict[str, int]]]:
    """Corpus, queries and qrels as BEIR's GenericDataLoader reads them (beir/datasets/data_loader.py)."""
    with (folder / "corpus.jsonl").open(encoding="utf8") as file:
        corpus = {entry["_id"]: entry for entry in map(json.loads, file)}
    with (folder / "queries.jsonl").open(encoding="utf8") as file:
        queries = {entry["_id"]: entry["text"] for entry in map(json.loads, file)}
    qrels: dict[str, dict[str, int]] = {}
    with (folder / "qrels" / "test.tsv").open(encoding="utf-8") as file:
        rows = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_MINIMAL)
        assert next(rows) == ["query-id", "corpus-id", "score"]
        for query, passage, grade in rows:
            qrels.setdefault(query, {})[passage] = int(grade)
    return corpus, queries, qrels


def test_beirs_loader_finds_passages_questions_and_which_holds_which(tmp_path: Path) -> None:
    chance = random.Random(7)
    suite = drawn_suite(chance)
    passages = Drawn(suite, chance).passages()
    to_beir(suite, passages, tmp_path)
    corpus, queries, qrels = read_beir(tmp_path)
    assert len(corpus) == len(passages)
    assert list(queries.values()) == [case.question for case in suite.cases]
    for found in passages:
        entry = corpus[passage_id(found)]
        wanted = "".join(suite.raw[found.document][a:b] for a, b in found.spans)
        assert entry["text"].replace(" ", "") == wanted
        assert entry["title"] == entry["metadata"]["document"] == found.document
    for case in suite.cases:
        name = case.id.replace(" ", "%20")
        relevant = {passage_id(found) for found in passages if holds_half(suite, case, found)}
        assert {p for p, grade in qrels.get(name, {}).items() if grade} == (relevant if case.answerable else set())
        assert (name in qrels) == case.answerable


def holds_half(suite: Suite, case: Case, found: Found) -> bool:
    """Whether a passage holds half of the characters of a quote, counted one by one."""
    for evidence in case.evidence:
        quote = [i for a, b in evidence.spans for i in range(a, b) if not suite.raw[evidence.doc][i].isspace()]
        shared = sum(any(a <= i < b for a, b in found.spans) for i in quote)
        if evidence.doc == found.document and 2 * shared >= len(quote):
            return True
    return False


def test_a_case_that_no_passage_holds_counts_as_missed(tmp_path: Path) -> None:
    raw = {"d": "甲" * 100}
    gold = (Evidence("d", "0", "甲" * 100, (Range(0, 100),)),)
    suite = Suite("s", (Case("q", "number", "问", answerable=True, evidence=gold),), frozenset(), raw, {"d": "0"})
    passages = [Found("d", (Range(n, n + 10),)) for n in range(0, 100, 10)]
    to_trec(suite, passages, {"words": {"q": passages}}, tmp_path)
    assert (tmp_path / "qrels.txt").read_text("utf-8") == "q 0 d#0-10 0\n"
    run, qrels = read_run(tmp_path / "words.run"), read_qrels(tmp_path / "qrels.txt")
    assert ir_measures.calc_aggregate([RR @ 10, nDCG @ 10], qrels, run) == {RR @ 10: 0.0, nDCG @ 10: 0.0}


def test_a_ranking_with_a_passage_that_the_system_does_not_have_is_refused(tmp_path: Path) -> None:
    suite = drawn_suite(random.Random(1))
    strange = Found("b%20c", (Range(3, 4),))
    with pytest.raises(ValueError, match="检索结果 b%2520c#3-4 不在系统给出的全部段落之中"):
        to_trec(suite, [], {"words": {"题 1": [strange]}}, tmp_path)


def test_passages_have_names_of_their_own() -> None:
    one = Found("d", (Range(0, 3), Range(5, 9)))
    assert passage_id(one) != passage_id(Found("d", (Range(0, 4), Range(5, 9))))
    assert passage_id(Found("d", (Range(0, 9),))) == "d#0-9"


def test_lines_are_joined_and_cells_kept_apart() -> None:
    raw = "先进制造\n业集群\n\n二\t三 the\nend"
    spans = [raw.index(part) for part in ("先进制造", "业集群", "二", "三 the", "end")]
    lengths = (4, 3, 1, 5, 3)
    assert (
        text_of(raw, [Range(a, a + n) for a, n in zip(spans, lengths, strict=True)]) == "先进制造业集群 二 三 the end"
    )


def test_what_our_own_system_finds_is_among_its_passages(tmp_path: Path) -> None:
    documents = write_stories(tmp_path / "documents")
    texts = {path.stem: path.read_text("utf-8") for path in sorted(documents.iterdir())}
    quote = "渔民可以向合作社申请贷款。"
    at = texts["d0"].index(quote)
    gold = (Evidence("d0", "0", quote, (Range(at, at + len(quote)),)),)
    case = Case("q", "how", "渔民怎样申请贷款？", answerable=True, evidence=gold)
    suite = Suite("s", (case,), frozenset(), texts, dict.fromkeys(texts, "0"))
    with our_system(documents, IndexSettings(workers=1)) as system:
        to_trec(suite, system.passages(), rank(suite, system), tmp_path)
    lines = (tmp_path / "fused.run").read_text("utf-8").splitlines()
    assert [line.split()[3] for line in lines] == [str(n + 1) for n in range(len(lines))]
    assert lines


# -- ragas


def test_ragas_gets_question_answer_contexts_and_gold(tmp_path: Path) -> None:
    first = Evidence("a", "0", "产值9.5万亿元", (Range(0, 8),), 1)
    reprint = Evidence("b", "0", "产值9.5万亿元", (Range(4, 12),), 1)
    second = Evidence("a", "0", "共80个", (Range(9, 13),), 2)
    cases = (
        Case("q1", "number", "产值？", answerable=True, answers=(("9.5万亿元", "9.5万亿"), ("80个",)), evidence=(first, reprint, second)),
        Case("q2", "off_topic", "天气？", answerable=False),
        Case("q3", "list", "有何？", answerable=True, nuggets=(Nugget("vital", ("产值", "值")), Nugget("okay", ("80个",))), evidence=(first,)),
    )  # fmt: skip
    records: dict[str, dict[str, Any]] = {
        "q1": {
            "answer": "产值9.5万亿元。[1] 共80个。[2]",
            "refusal": None,
            "passages": [{"text": "一"}, {"text": "二"}],
        },
        "q2": {"answer": "", "refusal": {"message": "文档没有谈到天气"}, "passages": []},
    }
    to_ragas(Suite("s", cases, frozenset(), {}, {}), records, tmp_path / "ragas.jsonl")
    lines = [json.loads(line) for line in (tmp_path / "ragas.jsonl").read_text("utf-8").splitlines()]
    assert lines[0] == {
        "user_input": "产值？",
        "retrieved_contexts": ["一", "二"],
        "response": "产值9.5万亿元。 共80个。",
        "reference": "9.5万亿元；80个",
        "reference_contexts": ["产值9.5万亿元", "共80个"],
    }
    assert (lines[1]["response"], lines[1]["reference_contexts"]) == ("文档没有谈到天气", [])
    assert "拒答" in lines[1]["reference"]
    assert (lines[2]["response"], lines[2]["reference"]) == ("", "产值；80个")


def test_the_reference_of_a_yes_no_case_says_yes_or_no() -> None:
    case = Case("q", "yes_no", "有吗？", answerable=True, answers=(("没有",),), answer_spec=AnswerSpec(value=False))
    assert reference(case) == "否；没有"


# -- what the cases leave out


def suite_over(documents: Path, *quotes: tuple[str, str]) -> Suite:
    texts = {path.stem: path.read_text("utf-8") for path in documents.iterdir()}
    hashes = {name: _sha256(documents / f"{name}.txt") for name in texts}
    evidence = [{"doc": doc, "quote": quote} for doc, quote in quotes]
    draft = {"id": "q", "type": "list", "question": "问", "answerable": True, "evidence": evidence}
    return Suite("s", (complete(draft, squeezed(texts), texts, hashes),), frozenset(), texts, hashes)


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_sections_tables_and_turns_without_evidence_are_listed_by_document(tmp_path: Path) -> None:
    documents = write(tmp_path / "documents", news=NEWS, talk=INTERVIEW, tables=TABLES)
    quotes = ("news", "总投资38亿元"), ("talk", "支持合作社共用移动冷库")
    news, tables, talk = uncovered(suite_over(documents, *quotes), documents)
    assert [(s.kind, s.name) for s in news.uncovered] == [
        ("section", "（无小标题）2024年，海州港完成集装箱吞吐量612.5万标…")
    ]
    assert [(s.kind, s.name) for s in tables.uncovered] == [("table", "表 1 沿海渔港基本情况")]
    assert [s.kind for s in talk.uncovered] == ["turn"]
    assert talk.uncovered[0].name.startswith("周文博：冷链物流的短板主要在产地。")
    assert (news.sections, tables.sections, talk.sections) == (2, 1, 2)
    start = NEWS.index("2024年，海州港")
    end = NEWS.index("## 码头建设")
    assert news.uncovered[0].characters == len("".join(NEWS[start:end].split()))


def test_every_part_is_covered_by_quotes_from_each(tmp_path: Path) -> None:
    documents = write(tmp_path / "documents", news=NEWS, tables=TABLES)
    quotes = ("news", "同比增长8.3%"), ("news", "总投资38亿元"), ("tables", "沙埕渔港\t福建省\t85")
    assert [one.uncovered for one in uncovered(suite_over(documents, *quotes), documents)] == [(), ()]


def test_the_markdown_names_what_is_left(tmp_path: Path) -> None:
    documents = write(tmp_path / "documents", talk=INTERVIEW)
    told = as_markdown(uncovered(suite_over(documents, ("talk", "支持合作社共用移动冷库")), documents))
    assert "## talk\n\n共 2 个部分，1 个没有题（占正文字数的" in told
    assert "| 访谈发言 | 周文博：冷链物流的短板主要在产地。" in told


def test_documents_that_have_changed_since_are_refused(tmp_path: Path) -> None:
    documents = write(tmp_path / "documents", news=NEWS)
    suite = suite_over(documents, ("news", "总投资38亿元"))
    write(documents, news=NEWS + "又及。")
    with pytest.raises(ValueError, match="文档“news”不是“s”这套题出题时的版本"):
        uncovered(suite, documents)

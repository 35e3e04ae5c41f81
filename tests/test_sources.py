"""The standing of sources, and searching only some of them."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jsonschema
import numpy as np
import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from api.app import create_app
from api.cli import main
from api.schemas import answer_schema
from index.building import build_library
from index.chunking import ChunkSettings, chunk
from index.decoding import fingerprint
from index.filters import FilterError, SourceFilter, dated, last_day
from index.library import Library, strike
from index.manifest import ManifestError, read_manifest
from index.models import Article, Fact
from index.search.meaning import MeaningIndex
from index.settings import IndexSettings
from index.standing import level_of
from rag.assistant import Assistant, open_assistant
from rag.finding.evidence import Found, sentence_unit, speaker_of
from rag.proof.standing import standing_of
from rag.records import record
from rag.settings import AnswerSettings
from tests.browser import INSTALL, browse, chromium, serving
from tests.libraries import SETTINGS, LetterEmbedder
from tests.rag_kit import INTERVIEW, TABLES
from tests.rag_kit import assistant as kit
from tests.texts import document

NOTICE = "# 关于冷库建设的通知\n\n2024年，全市新建冷库12座。各区要在年底前完成验收。\n"
PAPER = "# 冷库布局研究\n\n本文统计，2022年全市新建冷库9座。冷库布局以产地为主。\n"
NEWS = "# 冷库建设提速\n\n记者获悉，2023年全市新建冷库10座。\n\n# 相关新闻：渔港扩建\n\n2021年，渔港新建泊位7个，新建冷库3座。\n"
OLD = "# 冷库管理暂行办法\n\n冷库应当每年检修2次。本办法自2020年1月1日起废止。\n"
LOST = "# 冷库杂记\n\n全市老旧冷库有31座。\n"


def fact(value: str | None) -> dict[str, Any]:
    return {"value": value, "how": "inferred" if value else "unknown"}


def entry(folder: Path, name: str, *articles: dict[str, Any]) -> dict[str, Any]:
    sha = fingerprint((folder / f"{name}.txt").read_bytes())
    return {"file": f"{name}.txt", "sha256": sha, "articles": list(articles)}


def article(issuer: str | None, kind: str | None, day: str | None, **more: Any) -> dict[str, Any]:  # noqa: ANN401
    return {"issuer": fact(issuer), "kind": fact(kind), "date": fact(day), **more}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("documents")
    for name, text in (("notice", NOTICE), ("paper", PAPER), ("news", NEWS), ("old", OLD), ("lost", LOST)):
        (place / f"{name}.txt").write_text(text, "utf-8")
    second = article("临川市渔业局", "公告", "2021年5月", begins=NEWS.index("# 相关新闻"))
    documents = [
        entry(place, "notice", article("临川市商务局", "通知", "2024 年 3 月 2 日")),
        entry(place, "paper", article("江北大学学报", "论文", "2022年", title=fact("冷库布局研究"))),
        entry(place, "news", article("临川日报", "新闻", "2023年12月"), second),
        entry(
            place,
            "old",
            article(
                "商务部",
                "办法",
                "2018年",
                title=fact("冷库管理暂行办法"),
                superseded_by=fact("《冷库管理办法》（2021年）"),
            ),
        ),
    ]
    (place / "manifest.json").write_text(json.dumps({"schema_version": 1, "documents": documents}), "utf-8")
    return place


@pytest.fixture(scope="module")
def asker(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    library = tmp_path_factory.mktemp("library")
    build_library(folder, library, IndexSettings())
    return open_assistant(library, IndexSettings(), AnswerSettings())


@pytest.fixture(scope="module")
def client(asker: Assistant) -> Iterator[TestClient]:
    with TestClient(create_app(lambda: asker, AnswerSettings()), raise_server_exceptions=False) as client:
        yield client


@pytest.mark.parametrize(
    ("issuer", "kind", "level"),
    [
        ("国务院办公厅", "意见", "central"),
        ("工业和信息化部", None, "central"),
        ("国家发展改革委", "通知", "central"),
        ("国家市场监督管理总局", "公告", "central"),
        ("江苏省人民政府", "通知", "local"),
        ("浙江省发展和改革委员会", "规划", "local"),
        ("北京市经济和信息化局", None, "local"),
        ("工业和信息化部工业文化发展中心", "报告", "institution"),
        ("中国物流与采购联合会", "报告", "institution"),
        ("经济日报", "访谈", "press"),
        ("综合新华社、中新网消息", "新闻", "press"),
        ("江北大学学报", "论文", "academic"),
        (None, "论文", "academic"),
        (None, "新闻", "press"),
        (None, "通知", None),
        (None, None, None),
    ],
)
def test_the_level_is_inferred_from_issuer_then_kind(issuer: str | None, kind: str | None, level: str | None) -> None:
    found = level_of(Article(0, 1, Fact(None, "unknown"), Fact(issuer, "text"), Fact(kind, "text")))
    assert (found.value, found.how) == (level, "inferred" if level else "unknown")


def test_a_manifest_says_the_level_and_a_wrong_one_is_refused(folder: Path, tmp_path: Path) -> None:
    told = article("某处", None, None, level={"value": "central", "how": "inferred", "source": "主管单位"})
    for name in ("notice.txt",):
        (tmp_path / name).write_bytes((folder / name).read_bytes())
    manifest = tmp_path / "manifest.json"
    manifest.write_text(json.dumps({"schema_version": 1, "documents": [entry(tmp_path, "notice", told)]}))
    assert read_manifest(tmp_path)["notice.txt"].articles[0].level.value == "central"
    told["level"]["value"] = "中央"
    manifest.write_text(json.dumps({"schema_version": 1, "documents": [entry(tmp_path, "notice", told)]}))
    with pytest.raises(ManifestError, match="level"):
        read_manifest(tmp_path)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("本办法自2020年1月1日起废止。", "本办法自2020年1月1日起废止"),
        ("本通知已被《新的通知》替代。", "本通知已被《新的通知》替代"),
        ("本规定有效期届满，本规定自2021年起失效。", "本规定自2021年起失效"),
        ("本意见已废止。", "本意见已废止"),
        ("本办法自2020年1月1日起施行，原《冷库办法》同时废止。", ""),
        ("《冷库办法》自2020年1月1日起废止。", ""),
        ("专家认为，旧标准应当废止。", ""),
        ("本办法施行后，此前的规定不再执行。", ""),
    ],
)
def test_a_documents_own_words_say_whether_it_is_in_force(text: str, words: str) -> None:
    doc = document(f"# 冷库管理办法\n\n第一条 冷库应当每年检修两次。\n\n{text}\n")
    ended = standing_of(doc, doc.articles[0]).superseded
    assert (ended.words if ended else "") == words
    if ended:
        assert "".join(doc.raw[a:b] for a, b in ended.spans) == words


def test_a_label_on_the_title_says_so_too() -> None:
    doc = document("# 冷库管理办法（已废止）\n\n冷库应当每年检修两次。\n")
    ended = standing_of(doc, doc.articles[0]).superseded
    assert ended is not None
    assert ended.words == "（已废止）"


def test_every_citation_says_what_its_source_is_and_how_it_is_known(asker: Assistant) -> None:
    answer = record(asker.ask("2024年全市新建冷库多少座？"))
    assert answer["citations"][0]["standing"] == {
        "issuer": "inferred",
        "kind": {"value": "通知", "how": "inferred"},
        "level": {"value": "local", "how": "inferred"},
    }
    jsonschema.validate(json.loads(json.dumps(answer)), answer_schema())
    assert not [n for n in answer.get("notes", []) if "佐证" in n]


@pytest.mark.parametrize(
    ("question", "note"),
    [
        ("2023年全市新建冷库多少座？", "所引均为媒体报道，没有官方文件佐证"),
        ("全市老旧冷库有多少座？", "所引均为发布者不明的文档，没有官方文件佐证"),
        ("冷库应当每年检修几次？", "《冷库管理暂行办法》已被替代或废止（据资料清单：《冷库管理办法》（2021年））"),
    ],
)
def test_weak_support_and_lapsed_documents_are_said(asker: Assistant, question: str, note: str) -> None:
    answer = asker.ask(question)
    assert answer.status != "refused"
    assert note in answer.notes


def cited(answer: dict[str, Any]) -> set[str]:
    return {c["document"] for c in answer["citations"]} | {p["document"] for p in answer["passages"]}


@pytest.mark.parametrize(
    ("sources", "documents"),
    [
        (SourceFilter(issuers=("日报",)), {"news"}),
        (SourceFilter(kinds=("通知", "论文")), {"notice", "paper"}),
        (SourceFilter(levels=("local",)), {"notice", "news"}),
        (SourceFilter(as_of="2022-12-31"), {"paper", "news", "old", "lost"}),
        (SourceFilter(levels=("press",), as_of="2022"), set()),
    ],
)
def test_nothing_but_what_a_filter_admits_is_retrieved_or_quoted(
    asker: Assistant, sources: SourceFilter, documents: set[str]
) -> None:
    for question in ("全市新建冷库多少座？", "2021年渔港新建泊位几个？", "冷库"):
        answer = record(asker.ask(question, sources=sources))
        assert cited(answer) <= documents
        assert answer["filters"]
        assert answer["notes"]
        jsonschema.validate(json.loads(json.dumps(answer)), answer_schema())
    found = {passage.document for passage in asker.search("冷库", 50, sources=sources)}
    assert found == documents


def test_of_a_file_of_two_articles_only_the_admitted_one_answers(asker: Assistant) -> None:
    asked = "2023年全市新建冷库多少座？"
    assert asker.ask(asked, sources=SourceFilter(issuers=("渔业局",))).status == "refused"
    answer = asker.ask("2021年渔港新建泊位几个？", sources=SourceFilter(issuers=("渔业局",)))
    assert (answer.status, answer.short_answer) == ("answered", "7个")
    assert asker.ask("2021年渔港新建泊位几个？", sources=SourceFilter(issuers=("日报",))).status == "refused"


def test_an_article_that_is_struck_out_has_no_evidence_no_speaker_and_no_row() -> None:
    text = f"# 渔港\n\n渔港有泊位7个。\n\n# 相关新闻：访谈\n\n{INTERVIEW.partition('冷链物流怎么走')[2]}\n{TABLES}"
    doc = document(text)
    assert (len(doc.articles), len(doc.turns) > 2, len(doc.tables)) == (2, True, 1)
    kept = strike(doc, (True, False))
    speakers = {s.name for n in range(len(kept.sentences)) if (s := speaker_of(kept, kept.sentences[n]))}
    units = [
        sentence_unit(kept, Found(chunk(doc, ChunkSettings())[0], 0, 1.0, 0.0), n) for n in range(len(doc.sentences))
    ]
    assert [unit.text for unit in units if unit] == ["渔港有泊位7个。"]
    assert (speakers, kept.tables[0].rows, kept.raw, kept.clean) == (set(), (), doc.raw, doc.clean)
    assert strike(doc, (True, True)) is doc


def test_without_a_filter_an_answer_is_byte_for_byte_as_ever(asker: Assistant, client: TestClient) -> None:
    question = "2024年全市新建冷库多少座？"
    plain = json.dumps(record(asker.ask(question)))
    assert json.dumps(record(asker.ask(question, sources=SourceFilter()))) == plain
    sent = client.post("/v1/ask", json={"question": question, "issuers": [], "as_of": ""})
    assert json.dumps(sent.json()) == plain
    assert "filters" not in json.loads(plain)


def test_undated_documents_stay_and_are_named(asker: Assistant) -> None:
    answer = asker.ask("全市老旧冷库有多少座？", sources=SourceFilter(as_of="2022-06-30"))
    assert answer.short_answer == "31座"
    assert "《冷库杂记》未注明日期，不能确定不晚于2022-06-30" in answer.notes
    coarse = asker.ask("2022年全市新建冷库多少座？", sources=SourceFilter(as_of="2022-06-30"))
    assert "《冷库布局研究》只知日期为2022年，不能确定不晚于2022-06-30" in coarse.notes


def test_over_http_a_wrong_filter_names_field_value_and_remedy(client: TestClient) -> None:
    for field, value, remedy in (
        ("as_of", "2024-13-01", "2024-12-31"),
        ("as_of", "去年", "2024-12-31"),
        ("as_of", 2024, "2024-12-31"),
        ("levels", ["省级"], "central"),
        ("levels", "central", "列表"),
        ("issuers", "国务院", "列表"),
        ("issuers", [" "], "列表"),
        ("issuers", ["\u200b"], "列表"),
        ("kinds", ["x" * 101], "列表"),
        ("kinds", ["通知"] * 21, "列表"),
    ):
        for path, key in (("/v1/ask", "question"), ("/v1/search", "query")):
            response = client.post(path, json={key: "冷库", field: value})
            body = response.json()
            assert (response.status_code, body["field"]) == (422, field)
            assert remedy in body["remedy"]


def test_over_http_the_filters_work_alike_for_ask_stream_and_search(client: TestClient) -> None:
    body = {"issuers": ["商务局"], "kinds": ["通知"], "levels": ["local"], "as_of": "2024-12"}
    answer = client.post("/v1/ask", json={"question": "新建冷库多少座？", **body}).json()
    assert cited(answer) == {"notice"}
    assert answer["filters"] == body
    streamed = client.post("/v1/ask/stream", json={"question": "新建冷库多少座？", **body}).text
    assert json.loads(streamed.strip().split("data: ")[-1]) == answer
    found = client.post("/v1/search", json={"query": "冷库", **body}).json()["passages"]
    assert {p["document"] for p in found} == {"notice"}
    listed = {d["id"]: d["articles"] for d in client.get("/v1/documents").json()["documents"]}
    assert [a["issuer"] for a in listed["news"]] == ["临川日报", "临川市渔业局"]


def test_the_command_line_filters_and_refuses_what_is_no_filter(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = ["--library", str(tmp_path / "library")]
    assert main(["build", "--documents", str(folder), *place]) == 0
    capsys.readouterr()
    assert (
        main(["ask", "2022年全市新建冷库多少座？", "--kind", "论文", "--level", "学术", "--as-of", "2024", *place]) == 0
    )
    out = capsys.readouterr().out
    assert "江北大学学报（推断），论文（推断），学术（推断），2022年（推断）" in out
    assert "只检索文种含“论文”、级别为学术、日期不晚于2024的文档" in out
    assert main(["search", "冷库", "--issuer", "商务局", "--json", *place]) == 0
    assert {hit["document"] for hit in json.loads(capsys.readouterr().out)["hits"]} == {"notice"}
    batch = tmp_path / "q.jsonl"
    batch.write_text('{"id": 1, "question": "全市新建冷库多少座？"}\n', "utf-8")
    out_file = tmp_path / "a.jsonl"
    assert main(["ask", "--batch", str(batch), "--out", str(out_file), "--kind", "通知", *place]) == 0
    assert cited(json.loads(out_file.read_text("utf-8"))) == {"notice"}
    for more, reused in ((["--kind", "通知"], 1), (["--kind", "论文"], 0), ([], 0)):
        main(["ask", "--batch", str(batch), "--out", str(out_file), *more, *place])
        assert f"沿用 {reused}" in capsys.readouterr().err
    assert main(["ask", "冷库？", "--issuer", " ", *place]) == 2
    assert "发布者的筛选条件是空的" in capsys.readouterr().err
    for wrong in (["--as-of", "2024-02-30"], ["--level", "省"]):
        with pytest.raises(SystemExit) as left:
            main(["ask", "x", *wrong])
        assert left.value.code == 2
        assert wrong[1] in capsys.readouterr().err


DAYS = st.dates(date(1950, 1, 1), date(2049, 12, 31))


@given(DAYS, DAYS)
def test_a_full_date_is_then_or_later(day: date, limit: date) -> None:
    expected = "then" if day <= limit else "later"
    for printed in (day.isoformat(), f"{day.year} 年 {day.month} 月 {day.day} 日", f"{day.year}.{day.month}.{day.day}"):
        assert dated(printed, limit.isoformat()) == expected


@given(st.integers(1950, 2049), st.integers(1, 12), DAYS)
def test_a_coarse_date_is_unknown_only_where_the_limit_lies_within_it(year: int, month: int, limit: date) -> None:
    first, last = date(year, month, 1), last_day(f"{year}-{month:02}")
    expected = "then" if last <= limit else "later" if first > limit else "unknown"
    assert dated(f"{year}年{month}月", limit.isoformat()) == expected
    whole = "then" if limit >= date(year, 12, 31) else "later" if limit.year < year else "unknown"
    assert dated(f"{year}年", limit.isoformat()) == whole
    assert dated("日前", limit.isoformat()) == dated(None, limit.isoformat()) == "unknown"


def test_dates_in_han_digits_are_read() -> None:
    assert dated("二〇二四年", "2024") == "then"
    assert dated("二〇二五年", "2024") == "later"


def test_no_filter_can_be_made_of_nothing() -> None:
    for wrong in (
        {"issuers": ("",)},
        {"kinds": ("\u200b",)},
        {"as_of": "2024-2-1"},
        {"as_of": "0000"},
        {"levels": ("x",)},
    ):
        with pytest.raises(FilterError):
            SourceFilter(**wrong)


@given(st.integers(0, 2**32 - 1), st.integers(1, 40))
def test_filtered_search_by_meaning_is_exact(seed: int, k: int) -> None:
    """Filtered before ranking: the best of those allowed, not those allowed of the best."""
    rng = np.random.default_rng(seed)
    vectors = rng.normal(size=(60, 8)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    allowed = rng.random(60) < 0.2
    index = MeaningIndex.build(vectors)
    found = index.search(vectors[0], k, allowed)
    exact = index.scores(vectors[0], np.arange(60, dtype=np.int64))
    wanted = [int(i) for i in np.argsort(-exact, kind="stable") if allowed[i] and exact[i] > 0][:k]
    assert {s.chunk for s in found} == set(wanted)


def test_filtering_comes_before_ranking(folder: Path, tmp_path: Path) -> None:
    """A hundred louder documents of another kind do not push the one that is asked for out of the candidates."""
    for path in folder.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    for n in range(150):
        (tmp_path / f"loud{n}.txt").write_text(f"# 冷库 冷库 冷库\n\n冷库冷库冷库冷库，冷库{n}。\n", "utf-8")
    build_library(tmp_path, tmp_path / "library", SETTINGS, embedder=LetterEmbedder())
    library = Library.open(tmp_path / "library", SETTINGS, LetterEmbedder())
    part = library.within(SourceFilter(kinds=("通知",)))
    for how in ("words", "meaning", "fused"):
        assert {hit.chunk.document for hit in part.search("冷库", 3, how)} == {"notice"}
    assert [summary.id for summary in part.documents()] == ["notice"]


def test_a_shelf_that_cannot_be_searched_in_part_says_so() -> None:
    with pytest.raises(TypeError, match="FakeShelf"):
        kit().ask("海州港？", sources=SourceFilter(kinds=("通知",)))


@pytest.mark.skipif(chromium() is None, reason=INSTALL)
def test_the_page_filters_shows_the_standing_and_keeps_the_filter_in_its_address(asker: Assistant) -> None:
    with serving(lambda: asker) as address, browse() as page:
        page.open(f"{address}/")
        page.click("document.querySelector('#scope summary')")
        page.until("document.querySelectorAll('#scope-kind option').length > 3")
        page.run("document.querySelector('#scope-kind').value = '论文'")
        page.run("document.querySelector('#scope-kind').dispatchEvent(new Event('input', {bubbles: true}))")
        assert page.run("document.querySelector('#scope-told').textContent") == "文种 论文"
        page.run("document.querySelector('#question').value = '2022年全市新建冷库多少座？'")
        page.click("document.querySelector('#send')")
        page.until("document.querySelectorAll('.sources li').length > 0")
        assert "江北大学学报（推断） · 论文（推断） · 学术（推断） · 2022年（推断）" in page.run(
            "document.querySelector('.sources .about').textContent"
        )
        assert "只检索文种含“论文”的文档" in page.run("document.querySelector('.notes').textContent")
        assert page.run("new URLSearchParams(location.search).get('kind')") == "论文"
        page.open("about:blank")
        page.open(f"{address}/?q={quote('全市新建冷库多少座？')}&level=local&as_of=2024-12-31")
        page.until("document.querySelectorAll('.sources li').length > 0")
        assert page.run("document.querySelector('#scope-told').textContent") == "级别 地方，截至 2024-12-31"
        page.click("document.querySelector('#scope summary')")
        page.click("document.querySelector('#scope-clear')")
        assert page.run("document.querySelector('#scope-told').textContent") == "全部资料"
        assert page.problems == []

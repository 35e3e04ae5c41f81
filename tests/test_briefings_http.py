"""Briefings over HTTP, by a real server: the life of a job, restarts, arrangements, exports, bad input."""

import json
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from api.jobs import QUEUED
from api.schemas_briefings import BriefingJobOut, BriefingsOut, JobOut, RecheckOut
from rag.assistant import Assistant
from rag.briefing.records import briefing_of
from rag.drafts.writing import ExtractiveWriter
from rag.settings import AnswerSettings
from tests.briefing_kit import TOPIC, Gate, call, drafted, placed, state, submit, until
from tests.browser import serving
from tests.rag_kit import INTERVIEW, NEWS, TABLES, FakeShelf, assistant, document

ROOT = Path(__file__).parent.parent
QUESTIONS = ["海州港2024年集装箱吞吐量是多少？", "浙江省有几个渔港？", "火星上有几座港口？"]
UNKNOWN = "0" * 32


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with serving(assistant) as address:
        yield address


@pytest.fixture
def job(address: str) -> Any:  # noqa: ANN401
    return drafted(address, questions=QUESTIONS, length=200)


def arrange(address: str, job: Any, sections: object, revision: object = None) -> Any:  # noqa: ANN401
    body = {"revision": job["revision"] if revision is None else revision, "sections": sections}
    return call(address, "POST", f"/v1/briefings/{job['id']}/arrangement", body)


# The life of a job


def test_a_topic_becomes_a_briefing_that_fits_the_published_schema(address: str, job: Any) -> None:  # noqa: ANN401
    schema = call(address, "GET", "/schemas/briefing.json").json
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(job["briefing"], schema)
    assert schema["$id"] == "urn:jizheng:briefing:1"
    BriefingJobOut.model_validate(job)
    assert [gap["text"] for gap in job["briefing"]["uncovered"]] == QUESTIONS[2:]
    assert sorted(shown for _, shown in job["numbers"]) == list(range(1, len(job["numbers"]) + 1))


@pytest.mark.parametrize("form", ["专题简报", "问答摘编", "数据速览", "对比分析"])
def test_every_form_fits_the_schema(address: str, form: str) -> None:
    made = drafted(address, "海州港与沿海渔港", form=form, questions=QUESTIONS)
    jsonschema.validate(made["briefing"], call(address, "GET", "/schemas/briefing.json").json)
    assert made["form"] == form


def test_a_job_tells_its_progress_and_a_cancelled_one_ends() -> None:
    gate = Gate()
    with serving(gate) as address:
        name = submit(address)
        running = until(address, name, "running")
        while not running["progress"]["step"]:
            running = state(address, name)
        JobOut.model_validate({key: value for key, value in running.items() if key in JobOut.model_fields})
        assert running["progress"] == {"step": "等待资料库", "done": 0, "of": 1}
        assert call(address, "POST", f"/v1/briefings/{name}/cancel").json["status"] == "cancelled"
        waiting = submit(address)
        assert call(address, "POST", f"/v1/briefings/{waiting}/cancel").json["status"] == "cancelled"
        gate.is_open = True
        last = drafted(address)
        assert state(address, name)["status"] == "cancelled"
        assert state(address, waiting)["briefing"] is None
        assert call(address, "POST", f"/v1/briefings/{name}/cancel").status == 200
        done = call(address, "POST", f"/v1/briefings/{last['id']}/cancel")
        assert (done.status, done.json["remedy"]) == (409, "不再需要的可用 DELETE 删除")


def test_a_job_deleted_while_it_runs_leaves_nothing(tmp_path: Path) -> None:
    gate = Gate()
    with serving(gate, tmp_path) as address:
        name = submit(address)
        until(address, name, "running")
        assert call(address, "DELETE", f"/v1/briefings/{name}").status == 204
        gate.is_open = True
        kept = drafted(address)["id"]
        assert call(address, "GET", f"/v1/briefings/{name}").status == 404
    assert {path.name for path in tmp_path.iterdir()} == {".lock", f"{kept}.json", f"{kept}.briefing.json"}


def test_a_topic_that_cannot_be_drafted_is_refused_at_once(address: str) -> None:
    refused = call(address, "POST", "/v1/briefings", {"topic": "？？？"})
    assert (refused.status, refused.json["field"]) == (422, "topic")
    assert "没有可以检索的词语" in refused.json["detail"]


def test_a_library_that_cannot_be_opened_fails_the_job_with_the_remedy() -> None:
    from index.storage.store import LibraryError

    def broken() -> Assistant:
        raise LibraryError("资料库不存在")

    with serving(broken) as address:
        assert "jizheng build" in until(address, submit(address), "failed")["error"]


def test_a_full_queue_answers_429_and_takes_jobs_again_when_one_is_gone() -> None:
    gate = Gate()
    with serving(gate) as address:
        until(address, submit(address), "running")
        waiting = [submit(address) for _ in range(QUEUED)]
        refused = call(address, "POST", "/v1/briefings", {"topic": TOPIC})
        assert refused.status == 429
        assert int(refused.headers["retry-after"]) > 0
        assert refused.headers["content-type"] == "application/problem+json"
        call(address, "POST", f"/v1/briefings/{waiting[0]}/cancel")
        assert call(address, "POST", "/v1/briefings", {"topic": TOPIC}).status == 202


def test_the_list_is_paged_newest_first() -> None:
    with serving(assistant) as address:
        names = [drafted(address, length=200)["id"] for _ in range(5)][::-1]
        first = call(address, "GET", "/v1/briefings?limit=2").json
        BriefingsOut.model_validate(first)
        second = call(address, "GET", f"/v1/briefings?limit=2&before={first['next']}").json
        third = call(address, "GET", f"/v1/briefings?limit=2&before={second['next']}").json
        assert [job["id"] for page in (first, second, third) for job in page["briefings"]] == names
        assert (first["total"], third["next"]) == (5, None)
        assert call(address, "GET", "/v1/briefings?limit=5").json["next"] is None


# Restarts


def test_what_waited_or_ran_when_the_service_stopped_is_drafted_after_a_restart(tmp_path: Path) -> None:
    with serving(Gate(), tmp_path) as address:
        names = [submit(address, questions=QUESTIONS), submit(address, length=300)]
        until(address, names[0], "running")
    with serving(assistant, tmp_path) as address:
        jobs = [until(address, name, "done") for name in names]
    assert [job["request"]["questions"] for job in jobs] == [QUESTIONS, []]
    assert [job["briefing"]["commission"]["length"] for job in jobs] == [1200, 300]


def test_drafts_arrangements_and_verdicts_survive_a_restart(tmp_path: Path) -> None:
    with serving(assistant, tmp_path) as address:
        job = drafted(address, questions=QUESTIONS)
        sections = [{**placed(job)[0], "heading": "另一个标题"}]
        changed = arrange(address, job, sections).json
        call(address, "POST", f"/v1/briefings/{job['id']}/verify")
        before = state(address, job["id"])
    with serving(assistant, tmp_path) as address:
        after = state(address, job["id"])
    assert after == before
    assert (after["revision"], after["checked"]["revision"]) == (1, 1)
    assert after["briefing"]["sections"][0]["heading"] == "另一个标题"
    assert len(changed["dropped"]) == len(job["briefing"]["sections"]) - 1


def test_damaged_files_are_told_as_failed_and_disturb_nothing(tmp_path: Path) -> None:
    with serving(assistant, tmp_path) as address:
        names = [drafted(address, length=200)["id"] for _ in range(5)]
    job, other, draft, forged, sound = names
    (tmp_path / f"{job}.json").write_bytes((tmp_path / f"{job}.json").read_bytes()[:40])
    (tmp_path / f"{other}.json").write_bytes((tmp_path / f"{sound}.json").read_bytes())
    (tmp_path / f"{draft}.briefing.json").write_bytes(b"")
    path = tmp_path / f"{forged}.briefing.json"
    path.write_text(path.read_text(encoding="utf-8").replace("港", "巷", 1), encoding="utf-8")
    (tmp_path / f".{sound}.json.x.part").write_bytes(b"half")
    (tmp_path / f"{UNKNOWN}.briefing.json").write_bytes(b"an orphan")
    (tmp_path / "readme.json").write_bytes(b"somebody else's")
    with serving(assistant, tmp_path) as address:
        listed = {one["id"]: one for one in call(address, "GET", "/v1/briefings").json["briefings"]}
        assert set(listed) == set(names)
        for name in (job, other, draft, forged):
            told = state(address, name)
            assert told["status"] == "failed"
            assert "已损坏" in told["error"]
            assert call(address, "GET", f"/v1/briefings/{name}/export?format=json").status == 409
            assert call(address, "POST", f"/v1/briefings/{name}/verify").status == 409
            assert arrange(address, told, []).status == 409
            assert call(address, "DELETE", f"/v1/briefings/{name}").status == 204
        assert state(address, sound)["status"] == "done"
        assert drafted(address)["status"] == "done"
    left = {path.name for path in tmp_path.iterdir()} - {".lock"}
    assert not any(name.startswith((".", *names[:4], UNKNOWN)) for name in left)
    assert "readme.json" in left


def test_a_folder_that_cannot_be_used_keeps_briefings_while_the_service_runs(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with serving(assistant, tmp_path / "file" / "briefings") as address:
        assert drafted(address)["status"] == "done"


def test_a_disk_that_cannot_be_written_is_told_and_what_was_there_stays(tmp_path: Path) -> None:
    folder = tmp_path / "briefings"
    with serving(assistant, folder) as address:
        job = drafted(address)
        shutil.move(folder, tmp_path / "away")
        refused = call(address, "POST", "/v1/briefings", {"topic": TOPIC})
        assert (refused.status, refused.headers["content-type"]) == (507, "application/problem+json")
        assert refused.json["remedy"].startswith("请检查磁盘空间")
        assert call(address, "GET", "/v1/briefings").json["total"] == 1
        shutil.move(tmp_path / "away", folder)
        assert state(address, job["id"]) == job
        assert drafted(address)["status"] == "done"


def test_two_services_never_share_a_folder(tmp_path: Path) -> None:
    with serving(assistant, tmp_path) as first:
        kept = drafted(first)["id"]
        with serving(assistant, tmp_path) as second:
            assert call(second, "GET", f"/v1/briefings/{kept}").status == 404
            assert drafted(second)["status"] == "done"
        assert call(first, "GET", "/v1/briefings").json["total"] == 1
    with serving(assistant, tmp_path) as third:
        assert state(third, kept)["status"] == "done"


def test_a_service_that_is_killed_takes_its_jobs_up_again(tmp_path: Path) -> None:
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "port.txt").write_text(NEWS, encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    places = ["--library", str(tmp_path / "data" / "library"), "--documents", str(tmp_path / "documents")]
    command = [sys.executable, "-m", "api.cli", "serve", "--port", str(port), *places]
    address = f"http://127.0.0.1:{port}"

    def start() -> subprocess.Popen[bytes]:
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        ends = time.monotonic() + 60
        while time.monotonic() < ends:
            try:
                call(address, "GET", "/healthz")
                return process
            except OSError:
                time.sleep(0.05)
        raise AssertionError("the service never answered")

    process = start()
    try:
        name = submit(address)  # while the library is being built
        process.send_signal(signal.SIGKILL)
        process.wait(timeout=20)
        assert (tmp_path / "data" / "briefings" / f"{name}.json").exists()
        process = start()
        assert until(address, name, "done")["topic"] == TOPIC
    finally:
        process.terminate()
        process.wait(timeout=20)


# Arrangements


def test_an_arrangement_is_what_is_shown_exported_and_numbered(address: str, job: Any) -> None:  # noqa: ANN401
    sections = placed(job)[::-1]
    sections[0] = {**sections[0], "heading": "改过的标题"}
    changed = arrange(address, job, sections).json
    assert [one["id"] for one in changed["briefing"]["sections"]] == [one["id"] for one in sections]
    exported = call(address, "GET", f"/v1/briefings/{job['id']}/export?format=json")
    assert exported.json == changed["briefing"]
    assert briefing_of(exported.json).sections[0].heading == "改过的标题"
    kept = changed["arrangement"]["sections"]
    assert [one["heading"] for one in kept] == ["改过的标题"] + [None] * (len(sections) - 1)
    again = arrange(address, changed, kept).json
    assert again["briefing"] == changed["briefing"]
    assert arrange(address, again, again["original"]["sections"]).json["briefing"] == job["briefing"]


def test_a_line_left_out_becomes_an_alternative_and_a_section_left_out_can_come_back(address: str, job: Any) -> None:  # noqa: ANN401
    first = next(one for one in placed(job) if one["lines"])
    line = first["lines"][0]
    changed = arrange(address, job, [{"id": first["id"], "lines": first["lines"][1:]}]).json
    assert line in changed["briefing"]["sections"][0]["alternatives"]
    assert line not in {row["line"] for row in changed["briefing"]["figures"]}
    back = arrange(address, changed, placed(job)).json
    assert back["briefing"] == job["briefing"]
    assert back["dropped"] == []


def test_rows_of_key_figures_are_left_out_by_number_and_brought_back(address: str, job: Any) -> None:  # noqa: ANN401
    whole = job["briefing"]["figures"]
    last = len(whole) - 1
    assert last > 0
    assert job["rows"] == list(range(len(whole)))
    body = {"revision": 0, "sections": placed(job), "figures": [last]}
    changed = call(address, "POST", f"/v1/briefings/{job['id']}/arrangement", body).json
    BriefingJobOut.model_validate(changed)
    assert changed["briefing"] == {**job["briefing"], "figures": whole[-1:]}
    assert (changed["rows"], changed["row_count"]) == ([last], len(whole))
    assert changed["arrangement"]["figures"] == [last]
    again = {"revision": 1, **changed["original"]}
    back = call(address, "POST", f"/v1/briefings/{job['id']}/arrangement", again).json
    assert back["briefing"] == job["briefing"]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"figures": [999]}, "没有第 999 项"),
        ({"figures": [0, 0]}, "给出了两次"),
        ({"figures": [-1]}, "figures"),
        ({"figures": ["0"]}, "figures"),
        ({"figures": 0}, "figures"),
        ({"tables": [0]}, "没有第 0 项"),
        ({"tables": [True]}, "tables"),
    ],
)
def test_rows_and_tables_that_are_not_there_are_refused(
    address: str,
    job: Any,  # noqa: ANN401
    changed: dict[str, Any],
    said: str,
) -> None:
    sections = placed(job)
    body = {"revision": 0, "sections": sections, "figures": changed.get("figures")}
    sections[0] |= {"tables": changed.get("tables")}
    reply = call(address, "POST", f"/v1/briefings/{job['id']}/arrangement", body)
    assert reply.status == 422
    assert said in reply.json["detail"]


def test_of_two_arrangements_at_once_one_is_kept_and_one_refused(address: str, job: Any) -> None:  # noqa: ANN401
    start, statuses = threading.Barrier(8), []

    def send(sections: list[dict[str, Any]]) -> None:
        start.wait()
        statuses.append(arrange(address, job, sections).status)

    threads = [threading.Thread(target=send, args=(placed(job)[: n % 2 + 1],)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [200] + [409] * 7
    stale = arrange(address, job, placed(job))
    assert (stale.json["field"], stale.json["value"]) == ("revision", "0")
    assert "修订 1" in stale.json["detail"]
    assert state(address, job["id"])["revision"] == 1


@pytest.mark.parametrize(
    ("sections", "said"),
    [
        ([{"id": "S1", "lines": ["L999"]}], "没有语句“L999”"),
        ([{"id": "S99", "lines": []}], "没有章节“S99”"),
        ([{"id": "S1", "lines": ["L1", "L1"]}], "语句“L1”出现了两次"),
        ([{"id": "S1", "lines": []}, {"id": "S1", "lines": []}], "章节“S1”出现了两次"),
        ([{"id": "S1"}], "缺少“sections[0].lines”"),
        ([{"id": "S1", "lines": ["L1"], "heading": "甲\n乙"}], "不合要求"),
        ([{"id": "S1", "lines": ["L1"], "heading": "字" * 101}], "不合要求"),
        ([{"id": "S1", "lines": "L1"}], "不合要求"),
        ("S1", "不合要求"),
        ([{"id": "S1", "lines": ["<b>"]}], "“sections[0].lines[0]”的值“<b>”不合要求"),
        ([{"id": "S1", "lines": ["\ud800"]}], "不合要求"),
        ([{"id": "../S1", "lines": []}], "不合要求"),
    ],
)
def test_what_is_not_in_the_briefing_is_refused_by_name(address: str, job: Any, sections: object, said: str) -> None:  # noqa: ANN401
    reply = arrange(address, job, sections)
    assert (reply.status, reply.json["field"][:8]) == (422, "sections")
    assert said in reply.json["detail"]
    assert state(address, job["id"])["revision"] == 0


@pytest.mark.parametrize("revision", [-1, "0", 1.5, True, 10**30])
def test_a_revision_that_is_none_is_refused(address: str, job: Any, revision: object) -> None:  # noqa: ANN401
    reply = arrange(address, job, placed(job), revision)
    assert (reply.status, reply.json["field"]) == (422, "revision")


# Exports and checking again


@pytest.mark.parametrize(("format", "media"), [("docx", "openxmlformats"), ("md", "text/markdown")])
def test_word_and_markdown_are_exported(address: str, job: Any, format: str, media: str) -> None:  # noqa: ANN401, A002
    pytest.importorskip("rag.briefing.word")
    reply = call(address, "GET", f"/v1/briefings/{job['id']}/export?format={format}&evidence=comments&gbt=2015")
    assert reply.status == 200
    assert media in reply.headers["content-type"]
    assert reply.data


def test_an_export_has_a_file_name_and_is_no_page(address: str) -> None:
    job = drafted(address, '海州港/"建设"<b>')
    reply = call(address, "GET", f"/v1/briefings/{job['id']}/export?format=json")
    told = reply.headers["content-disposition"]
    assert told.startswith("attachment; filename=\"briefing.json\"; filename*=UTF-8''")
    assert all(sign not in told.split("''")[1] for sign in '/\\"<>')
    assert reply.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("query", ["format=pdf", "format=", "format=json&evidence=all", "format=json&gbt=1987"])
def test_an_unknown_way_of_exporting_is_refused_with_the_known_ones(address: str, job: Any, query: str) -> None:  # noqa: ANN401
    reply = call(address, "GET", f"/v1/briefings/{job['id']}/export?{query}")
    assert reply.status == 422
    assert "之一" in reply.json["remedy"]


def test_checking_again_gives_a_verdict_for_every_line(address: str, job: Any) -> None:  # noqa: ANN401
    found = call(address, "POST", f"/v1/briefings/{job['id']}/verify").json
    RecheckOut.model_validate(found)
    assert found["holds"] is True
    shown = [name for one in placed(job) for name in one["lines"]]
    assert [one["line"] for one in found["lines"]][: len(shown)] == shown
    assert [one["line"] for one in found["figures"]] == [row["line"] for row in job["briefing"]["figures"]]
    assert state(address, job["id"])["checked"]["summary"] == {"holds": len(found["lines"])}


def test_checking_again_sees_a_document_that_was_changed_since(tmp_path: Path) -> None:
    def changed() -> Assistant:
        settings = AnswerSettings()
        news = NEWS.replace("612.5万标箱", "512.5万标箱")
        shelf = FakeShelf([document(news, "port"), document(INTERVIEW, "cold_chain"), document(TABLES, "fishing")])
        return Assistant(shelf, ExtractiveWriter(settings), settings)

    with serving(assistant, tmp_path) as address:
        job = drafted(address, questions=QUESTIONS)
    with serving(changed, tmp_path) as address:
        found = call(address, "POST", f"/v1/briefings/{job['id']}/verify").json
        listed = call(address, "GET", "/v1/briefings").json["briefings"][0]["checked"]
    texts = {line["id"]: line["claim"]["text"] for line in job["briefing"]["lines"]}
    bad = [texts[one["line"]] for one in found["lines"] if not one["holds"]]
    assert bad
    assert all("612.5" in text for text in bad)
    assert (found["holds"], listed["holds"]) == (False, False)
    assert listed["summary"]["altered"] == len(bad)


# Bad input


@pytest.mark.parametrize(
    "name",
    [
        UNKNOWN,
        "x" * 32,
        "0" * 31,
        "0" * 33,
        "A" * 32,
        "..",
        "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
        "..%5c..%5cx",
        "%00",
        "forms.toml",
        "%D9%A0" * 32,
    ],
)
@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", ""), ("DELETE", ""), ("POST", "/cancel"), ("POST", "/verify"), ("GET", "/export?format=json")],
)
def test_an_id_that_is_none_is_404(address: str, name: str, method: str, path: str) -> None:
    reply = call(address, method, f"/v1/briefings/{name}{path}")
    assert reply.status in (404, 405)
    assert reply.headers["content-type"] == "application/problem+json"


def test_a_template_comes_inline_never_as_a_path(address: str, tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text('name = "甲"\ntitle = "乙"\n[[section]]\nheading = "丙"\naspects = []\n', encoding="utf-8")
    for form in (str(path), f"../{path.name}", "own.toml", "专题简报.toml", ""):
        reply = call(address, "POST", "/v1/briefings", {"topic": TOPIC, "form": form})
        assert (reply.status, reply.json["field"]) == (422, "form")
    section = {"heading": "{topic}的数据", "aspects": ["figures"], "probes": ["{topic}吞吐量"], "weight": 1.5}
    template = {"name": "我的", "figures": 3, "title": "{topic}一览", "section": [section]}
    job = drafted(address, template=template)
    assert (job["title"], job["form"]) == ("海州港的建设一览", "我的")
    assert job["briefing"]["commission"]["form"] == "我的"
    assert [one["heading"] for one in job["briefing"]["sections"]] == ["海州港的建设的数据"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "topic"),
        ({"topic": ""}, "topic"),
        ({"topic": " "}, "topic"),
        ({"topic": 5}, "topic"),
        ({"topic": "甲\n乙"}, "topic"),
        ({"topic": "\x00"}, "topic"),
        ({"topic": "\ud800"}, "topic"),
        ({"topic": "字" * 201}, "topic"),
        ({"topic": TOPIC, "length": 199}, "length"),
        ({"topic": TOPIC, "length": 20001}, "length"),
        ({"topic": TOPIC, "length": "1200"}, "length"),
        ({"topic": TOPIC, "length": 1200.5}, "length"),
        ({"topic": TOPIC, "questions": ["甲"] * 31}, "questions"),
        ({"topic": TOPIC, "questions": [""]}, "questions"),
        ({"topic": TOPIC, "questions": "甲"}, "questions"),
        ({"topic": TOPIC, "outline": ["一、"]}, "outline"),
        ({"topic": TOPIC, "outline": ["甲\n乙"]}, "outline"),
        ({"topic": TOPIC, "levels": ["nonsense"]}, "levels"),
        ({"topic": TOPIC, "as_of": "2024-13"}, "as_of"),
        ({"topic": TOPIC, "template": "甲"}, "template"),
        ({"topic": TOPIC, "template": {}}, "template"),
        (
            {
                "topic": TOPIC,
                "template": {"name": "\ud800", "title": "甲", "section": [{"heading": "甲", "aspects": []}]},
            },
            "template",
        ),
        ({"topic": TOPIC, "template": {"name": "甲", "title": "甲", "section": [], "x": "\ud800"}}, "template"),
        ({"topic": TOPIC, "template": {"\ud800": 1}}, "template"),
        (
            {
                "topic": TOPIC,
                "template": {"name": "\u001b[31m", "title": "甲", "section": [{"heading": "甲", "aspects": []}]},
            },
            "template",
        ),
        ({"topic": TOPIC, "template": {"name": "甲", "title": "甲", "section": []}}, "template"),
        (
            {"topic": TOPIC, "template": {"name": "甲", "title": "甲", "section": [{"heading": "{x}", "aspects": []}]}},
            "template",
        ),
        (
            {
                "topic": TOPIC,
                "template": {"name": "甲", "title": "甲", "section": [{"heading": "{topic:>99999}", "aspects": []}]},
            },
            "template",
        ),
        (
            {
                "topic": TOPIC,
                "template": {
                    "name": "甲",
                    "title": "甲",
                    "section": [{"heading": "甲", "weight": -0.5, "aspects": []}],
                },
            },
            "template",
        ),
        (
            {
                "topic": TOPIC,
                "template": {"name": "甲", "title": "甲", "section": [{"heading": "甲", "aspects": ["nonsense"]}]},
            },
            "template",
        ),
        ([], "body"),
    ],
)
def test_bad_requests_name_the_field_and_the_remedy(address: str, body: object, field: str) -> None:
    reply = call(address, "POST", "/v1/briefings", body)
    assert (reply.status, re.split(r"\W", reply.json["field"])[0]) == (422, field)
    assert reply.headers["content-type"] == "application/problem+json"
    assert reply.json["remedy"]


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=101", "limit=x", "limit=-1", "limit=٣", "before=x", f"before={UNKNOWN}"]
)
def test_a_page_that_is_none_is_refused(address: str, query: str) -> None:
    from urllib.parse import quote

    reply = call(address, "GET", f"/v1/briefings?{quote(query, safe='=')}")
    assert (reply.status, reply.json["field"]) == (422, query.split("=", maxsplit=1)[0])


def test_braces_in_topics_questions_and_outlines_are_words(address: str) -> None:
    job = drafted(
        address,
        "{topic}海州港{0}",
        outline=["{x}建设", "{topic:>99999999}"],
        questions=["{y}海州港2024年吞吐量是多少？"],
    )
    told = json.dumps(job, ensure_ascii=False)
    assert "{x}建设" in told
    assert "{topic:>99999999}" in told


def test_the_interface_is_described(address: str) -> None:
    paths = call(address, "GET", "/openapi.json").json["paths"]
    body = paths["/v1/briefings"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert {"topic", "form", "template", "length", "questions", "outline", "issuers"} <= set(body["properties"])
    assert "$ref" not in json.dumps(body)
    assert set(paths["/v1/briefings/{id}"]) == {"get", "delete"}

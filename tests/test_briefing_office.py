"""Briefings through LibreOffice: pages as they come out, and a Word file that another program saved again, verified.

The real thing: the shipped model, a library of the five documents, briefings of several forms.
"""

import re
import shutil
import subprocess
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from index.building import build_library
from index.settings import IndexSettings
from rag.assistant import Assistant, open_assistant
from rag.briefing.drafting import brief
from rag.briefing.manuscript import manuscript
from rag.briefing.models import Briefing, Commission
from rag.briefing.proof import read_word
from rag.briefing.proving import saved_briefing
from rag.briefing.word import WordOptions, docx_bytes
from rag.briefing.word.options import EvidenceAs
from rag.proof.originals import Originals
from rag.proof.reproving import reprove
from rag.settings import AnswerSettings
from tests.texts import SEEDS
from tests.word_kit import INSTALL, OFFICE, briefing, changed, office, write_documents

TOPICS = (
    ("专题简报", "先进制造业集群", ("2024年国家先进制造业集群名单有多少个集群？", "法国有多少个先进制造业集群？")),
    ("数据速览", "产业集群促进机构", ()),
    ("对比分析", "德国和日本的产业集群", ()),
    ("问答摘编", "国外先进制造业集群", ("程楠怎么看先进制造业集群？", "国家先进制造业集群2018年的产值是多少？")),
)
needs_office = pytest.mark.skipif(OFFICE is None or shutil.which("pdftoppm") is None, reason=INSTALL)


@pytest.fixture(scope="module")
def asker(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    library = tmp_path_factory.mktemp("library")
    build_library(SEEDS, library, IndexSettings())
    return open_assistant(library, IndexSettings(), AnswerSettings())


@pytest.fixture(scope="module")
def real(asker: Assistant) -> Briefing:
    form, topic, questions = TOPICS[0]
    return brief(Commission(topic, form, 1200, questions), asker)


@pytest.mark.parametrize(("form", "topic", "questions"), TOPICS)
def test_whole_briefings_hold_as_json_and_as_word_files(
    asker: Assistant, form: str, topic: str, questions: tuple[str, ...]
) -> None:
    made = brief(Commission(topic, form, 1200, questions), asker)
    by_word = read_word(docx_bytes(made), "简报.docx")
    assert by_word.unproven == saved_briefing(made).unproven == ()
    assert by_word.answers == saved_briefing(made).answers
    originals = Originals(SEEDS)
    assert [a.answer for a in by_word.answers if not reprove(a, originals).holds] == []
    assert len(by_word.answers) > 8


@pytest.fixture(scope="module")
def pdf(real: Briefing, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("office")
    (folder / "brief.docx").write_bytes(docx_bytes(real))
    return office(folder, folder / "brief.docx", "pdf")


def text_of(pdf: Path, *more: str) -> str:
    done = subprocess.run(["pdftotext", *more, str(pdf), "-"], check=True, capture_output=True, timeout=60)
    return done.stdout.decode()


@needs_office
def test_the_pages_have_every_line_and_the_page_numbers(real: Briefing, pdf: Path) -> None:
    pages = text_of(pdf, "-layout").rstrip("\f").split("\f")
    assert 5 <= len(pages) <= 30
    numbers = [re.search(r"—\s*(\d+)\s*—", page) for page in pages]
    assert [int(n[1]) if n else 0 for n in numbers] == list(range(1, len(pages) + 1))
    assert all("草稿" in page for page in pages)
    letters = Counter(re.sub(r"\s+", "", "".join(pages)))
    shown = "".join(run.text for e in manuscript(real).elements for run in e.runs)
    wanted = Counter(re.sub(r"\s+", "", shown))
    assert not wanted - letters


@needs_office
def test_a_full_line_has_28_characters_and_a_full_page_22_lines(tmp_path: Path) -> None:
    text = "港" * 28 * 60
    made = replace(briefing(), figures=(), uncovered=(), left_out=(), disagreements=(), sections=())
    made = replace(made, notes=("标记",))
    file = tmp_path / "grid.docx"
    plain = docx_bytes(made, WordOptions(evidence="none", table=False))
    body = f'<w:p><w:pPr><w:pStyle w:val="BriefBody"/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p><w:sectPr>'
    file.write_bytes(changed(plain, lambda xml: xml.replace("<w:sectPr>", body, 1)))
    pages = text_of(office(tmp_path, file, "pdf"), "-layout").rstrip("\f").split("\f")
    lines = [line.strip() for line in pages[1].split("\n") if set(line.strip()) == {"港"}]
    assert [len(line) for line in lines] == [28] * 22


@needs_office
def test_headings_are_numbered_in_the_pages(pdf: Path) -> None:
    text = text_of(pdf)
    assert "一、关键数据" in text
    assert re.search(r"^二、\S", text, re.MULTILINE)
    assert re.search(r"^[①②③]$", text, re.MULTILINE)


@needs_office
def test_the_pages_become_pictures(pdf: Path, tmp_path: Path) -> None:
    command = ["pdftoppm", "-r", "30", "-f", "1", "-l", "2", "-png", str(pdf), str(tmp_path / "page")]
    subprocess.run(command, check=True, timeout=60)
    pictures = sorted(tmp_path.glob("page*.png"))
    assert len(pictures) == 2
    assert all(picture.stat().st_size > 2000 for picture in pictures)


@needs_office
def test_a_file_that_libreoffice_saved_again_still_verifies(tmp_path: Path) -> None:
    folder = write_documents(tmp_path / "documents")
    kinds: tuple[EvidenceAs, ...] = ("annex", "comments")
    for evidence in kinds:
        file = tmp_path / f"{evidence}.docx"
        file.write_bytes(docx_bytes(briefing(), WordOptions(evidence=evidence)))
        again = office(tmp_path, file, "docx:MS Word 2007 XML").read_bytes()
        saved = read_word(again, "简报.docx")
        assert saved.unproven == ()
        assert len(saved.answers) == len(saved_briefing(briefing()).answers)
        assert all(reprove(answer, Originals(folder)).holds for answer in saved.answers)
        altered = changed(again, lambda text: re.sub(r"(生产性泊位(?:<[^>]*>)*)46", r"\g<1>48", text, count=1))
        assert any("48个" in text for text, _ in read_word(altered, "简报.docx").unproven)

"""A made-up briefing over made-up documents, and Word files taken apart and put together again without the product's own code."""

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from lxml import etree

from index.chunking import ChunkSettings, chunk
from rag.asking.questions import analyse
from rag.briefing.models import (
    Briefing,
    Commission,
    Disagreement,
    FigureRow,
    Line,
    Nature,
    Section,
    Sheet,
    SheetRow,
    Uncovered,
)
from rag.briefing.pool import Pool
from rag.drafts.statements import statement_of
from rag.finding.evidence import Found, Unit, units_of
from rag.models import Whole
from rag.proof.quoting import cite
from tests.rag_kit import INTERVIEW, NEWS, TABLES, assistant, document

TEXTS = {"port": NEWS, "cold_chain": INTERVIEW, "fishing": TABLES}
COUNT = "沿海渔港基本情况表中浙江有几个渔港？"
QUESTION = "海州港2019年的吞吐量是多少？"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
OFFICE = shutil.which("soffice")
INSTALL = "LibreOffice or poppler is missing: apt-get install -y libreoffice-writer-nogui poppler-utils"


def write_documents(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in TEXTS.items():
        (folder / f"{name}.txt").write_text(text, "utf-8")
    return folder


@cache
def _units() -> tuple[Unit, ...]:
    documents = [document(text, name) for name, text in TEXTS.items()]
    return tuple(u for d in documents for c in chunk(d, ChunkSettings()) for u in units_of(Found(c, 0, 1.0, 0.0), d))


def unit(words: str) -> Unit:
    return next(u for u in _units() if words in u.text)


@cache
def briefing() -> Briefing:
    """Sentences, a speaker, a count, key figures of a result and a plan, a table, values that differ, a gap."""
    documents = {name: document(text, name) for name, text in TEXTS.items()}
    pool = Pool(documents.__getitem__)

    def line(words: str) -> Line:
        found = pool.add(statement_of(analyse("情况"), unit(words)))
        assert found
        return found

    result, plan, berths = line("612.5万标箱"), line("800万标箱"), line("生产性泊位46个")
    spoken = line("冷链物流的短板主要在产地")
    spare = line("光伏电站")
    counted = pool.answer(assistant().ask(COUNT))
    rows = tuple(
        SheetRow(cells, pool.number(cite(unit(cells[0]))))
        for cells in (("石浦渔港", "浙江省", "120"), ("沙埕渔港", "福建省", "85"))
    )
    sheet = Sheet(
        "表 1 沿海渔港基本情况", ("渔港名称", "所在省份", "泊位数"), rows, Whole("unknown", "原表现存3行，这里列出2行")
    )
    return Briefing(
        commission=Commission("海州港", questions=(COUNT, QUESTION)),
        title="关于海州港的专题简报",
        sections=(
            Section("S1", "发展现状", (result.id, berths.id), (spare.id,), (sheet,)),
            Section("S2", "存在问题", (spoken.id,)),
            Section("S3", COUNT, tuple(one.id for one in counted)),
        ),
        lines=pool.lines,
        citations=pool.citations,
        figures=(
            _figure(result, "海州港完成集装箱吞吐量612.5万标箱", "612.5万标箱", "2024年", "achieved"),
            _figure(plan, "海州港集装箱吞吐量力争突破800万标箱", "800万标箱", "2027年", "planned"),
        ),
        disagreements=(Disagreement("2024年", ("612.5万标箱", "800万标箱"), (result.id, plan.id)),),
        uncovered=(Uncovered("question", QUESTION, "资料中没有2019年的数据"),),
        left_out=("国外经验",),
        notes=(),
        library="made-up-1",
    )


def _figure(line: Line, clause: str, value: str, when: str, nature: Nature) -> FigureRow:
    start = line.claim.text.index(value)
    number = line.claim.citations[0]
    return FigureRow(line.id, start, start + len(value), clause, value, when, "text", "", nature, number)


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def changed(data: bytes, change: Callable[[str], str], part: str = "word/document.xml") -> bytes:
    """A file with one part rewritten."""
    files = parts(data)
    before = files[part].decode()
    after = change(before)
    assert after != before, "the change changes nothing"
    return zipped(files | {part: after.encode()})


def xml(data: bytes, part: str) -> etree._Element:
    return etree.fromstring(parts(data)[part])


def words(element: etree._Element) -> str:
    return "".join(t.text or "" for t in element.iter(f"{W}t"))


def paragraph_with(text: str) -> re.Pattern[str]:
    """The w:p of a document's XML that holds a text, nothing of its neighbours."""
    return re.compile(rf"<w:p>(?:(?!</w:p>).)*{re.escape(text)}(?:(?!</w:p>).)*</w:p>")


def office(folder: Path, file: Path, to: str) -> Path:
    """A file as LibreOffice makes it of another one, with a profile of its own."""
    out = folder / "made"
    command = [str(OFFICE), f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    subprocess.run(
        [*command, "--convert-to", to, "--outdir", str(out), str(file)], check=True, capture_output=True, timeout=240
    )
    return out / f"{file.stem}.{to.split(':', maxsplit=1)[0]}"

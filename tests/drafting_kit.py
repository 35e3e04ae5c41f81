"""Real briefings for tests, drafted once a run, and units of made-up text."""

import atexit
import hashlib
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from index.building import build_library
from index.chunking import ChunkSettings, chunk
from index.loading import Source
from index.models import Document
from index.reading import read
from index.settings import IndexSettings
from rag.assistant import Assistant, open_assistant
from rag.briefing.drafting import brief
from rag.briefing.gathering import Candidate
from rag.briefing.models import Briefing, Commission
from rag.finding.evidence import Found, Unit, units_of
from rag.settings import AnswerSettings

ROOT = Path(__file__).parent
FOLDERS = {"seeds": ROOT.parent / "seeds", "vectors": ROOT / "vectors" / "documents", "made_up": ROOT / "made_up"}
COMMISSIONS: Mapping[str, tuple[str, Commission]] = {
    "fishery": ("vectors", Commission("青屿市海洋渔业")),
    "fishery figures": ("vectors", Commission("东屿省渔业", "数据速览", 800)),
    "museums": (
        "vectors",
        Commission("博物馆发展", "问答摘编", 1500, ("2024年全省博物馆接待观众多少人次？", "博物馆门票收入多少？")),
    ),
    "sports": (
        "vectors",
        Commission(
            "全民健身",
            questions=("体育场地数量超过2万个的市有几个？", "2023年青屿市产量超过20万吨的区县有几个？"),
        ),
    ),
    "growth": (
        "vectors",
        Commission("水产品总产量", "数据速览", 600, ("2024年青屿市水产品总产量比2023年增加了多少？",)),
    ),
    "harbour": (
        "vectors",
        Commission("青屿港", "问答摘编", 800, ("2021年至2023年青屿港集装箱吞吐量各是多少？",)),
    ),
    "two towns": ("vectors", Commission("青屿市和白鹭市渔业", "对比分析")),
    "water": ("vectors", Commission("节水行动", outline=("总体目标", "重点行动", "水价政策", "国外经验"))),
    "ports": ("made_up", Commission("港口发展", "专题简报", 1000)),
    "old age": ("made_up", Commission("养老服务", "问答摘编", 1200)),
    "ice and snow": ("made_up", Commission("冰雪产业", "数据速览", 900)),
    "computing": ("made_up", Commission("算力中心建设", outline=("发展现状", "存在问题"))),
    "clusters": (
        "seeds",
        Commission(
            "先进制造业集群", questions=("江苏省有多少个国家先进制造业集群？", "国家先进制造业集群的数量有什么变化？")
        ),
    ),
    "promoters": ("seeds", Commission("集群促进机构", "问答摘编", 1500)),
    "regions": ("seeds", Commission("东部地区和西部地区先进制造业集群", "对比分析", 1500)),
    "abroad": ("seeds", Commission("德国和日本的产业集群", "对比分析", 1200)),
    "upgrading": ("seeds", Commission("制造业数字化转型", "数据速览", 1000)),
}


@cache
def assistant_on(name: str) -> Assistant:
    """An assistant with the shipped model over a real library of one of the folders."""
    folder = Path(tempfile.mkdtemp(prefix="briefing-kit-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    build_library(FOLDERS[name], folder, IndexSettings())
    return open_assistant(folder, IndexSettings(), AnswerSettings())


@cache
def real(name: str) -> Briefing:
    """The briefing of a commission by its name."""
    library, commission = COMMISSIONS[name]
    return brief(commission, assistant_on(library))


def documents_of(name: str) -> dict[str, Document]:
    """The documents that the briefing of a commission cites, by id."""
    library = assistant_on(COMMISSIONS[name][0]).library
    return {c.document: library.document(c.document) for c in real(name).citations}


def document(raw: str, name: str = "made_up") -> Document:
    """A document read from a text in memory."""
    return read(Source(name, f"{name}.txt", hashlib.sha256(raw.encode()).hexdigest(), "utf-8", raw))


def units(doc: Document) -> Iterator[Unit]:
    """All units of a document, in reading order."""
    for n, one in enumerate(chunk(doc, ChunkSettings())):
        yield from units_of(Found(one, n, 1.0, 0.3), doc)


def unit(raw: str, part: str = "", name: str = "made_up") -> Unit:
    """The unit of a text that holds `part`, by default the first."""
    return next(u for u in units(document(raw, name)) if part in u.text)


def candidates(raw: str, name: str = "made_up", near: float = 0.8) -> list[Candidate]:
    """All units of a text as candidates, each as near."""
    return [Candidate(u, near, {}) for u in units(document(raw, name))]


def bare(text: str) -> str:
    """A text without white space."""
    return re.sub(r"\s+", "", text)

"""A small library in memory for tests of answering: texts are read by the real reader, found by plain overlap of bigrams."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from index.chunking import ChunkSettings, chunk
from index.loading import Source
from index.models import Chunk, Document
from index.reading import read
from rag.assistant import Assistant
from rag.drafts.writing import ExtractiveWriter, Writer
from rag.finding.retrieval import Way
from rag.settings import AnswerSettings

NEWS = """# 海州港集装箱吞吐量再创新高

2024年，海州港完成集装箱吞吐量612.5万标箱，同比增长8.3%。全港共有生产性泊位46个，其中万吨级以上泊位21个。

海州市交通运输局表示，到2027年，海州港集装箱吞吐量力争突破800万标箱。

## 码头建设

青口港区三期码头于2023年5月18日开工建设，由海州港务集团承建，总投资38亿元。该码头采用全自动化装卸系统。项目建成后将新增通过能力120万标箱。

为什么要建设自动化码头？主要原因是人工成本上升，传统码头作业效率难以提高。

港口绿色转型采取了以下举措。一是推广岸电设施，靠港船舶岸电使用率达到92%。二是更新电动集卡，累计投用260辆。三是建设光伏电站，年发电量1500万千瓦时。
"""

INTERVIEW = """# 冷链物流怎么走

## 短板在哪里

主持人：据说全国共有200座冷库。我国冷链物流的短板是什么？

周文博（江北大学物流研究所所长）：冷链物流的短板主要在产地。全国产地冷库容量只占总容量的9%，果蔬采后损失率高达两成。所谓冷链物流，是指食品在生产、贮藏、运输、销售各环节始终处于规定低温环境的物流方式。

主持人：下一步应当怎么做？

林小燕（国家食品物流协会副会长）：应当加快建设产地预冷设施。支持合作社共用移动冷库，降低使用成本。
"""

TABLES = """表 1 沿海渔港基本情况

渔港名称\t所在省份\t泊位数\t主要鱼种
石浦渔港\t浙江省\t120\t带鱼、小黄鱼
沙埕渔港\t福建省\t85\t鱿鱼
岱山渔港\t浙江省\t66\t梭子蟹

资料来源：渔业年鉴
"""


def document(text: str, name: str = "made_up") -> Document:
    return read(Source(name, f"{name}.txt", hashlib.sha256(text.encode()).hexdigest(), "utf-8", text))


@dataclass(frozen=True)
class FakeHit:
    chunk: Chunk
    score: float
    words: float
    meaning: float
    sum: float


@dataclass(frozen=True)
class Title:
    id: str
    title: str | None


class FakeShelf:
    """A shelf whose search shares no code with the library's."""

    version = "made-up-1"

    def __init__(self, documents: Sequence[Document]) -> None:
        self._documents = {d.id: d for d in documents}
        self._chunks = {d.id: chunk(d, ChunkSettings()) for d in documents}

    def search(self, query: str, top_k: int, how: Way = "fused") -> list[FakeHit]:
        grams = {query[i : i + 2] for i in range(len(query) - 1)}
        scored = [(float(sum(g in c.key for g in grams)), c) for cs in self._chunks.values() for c in cs]
        found = sorted((s for s in scored if s[0] > 0), key=lambda s: (-s[0], s[1].document, s[1].number))
        return [FakeHit(c, score, score, 0.0 if how == "words" else 0.3, score) for score, c in found[:top_k]]

    def spread(self, strings: Sequence[str]) -> list[int]:
        keys = [c.key.lower() for cs in self._chunks.values() for c in cs]
        return [sum(s.lower() in key for key in keys) for s in strings]

    def document(self, id: str) -> Document:  # noqa: A002
        return self._documents[id]

    def chunks(self, id: str) -> tuple[Chunk, ...]:  # noqa: A002
        return self._chunks[id]

    def documents(self) -> list[Title]:
        return [Title(d.id, d.articles[0].title.value) for d in self._documents.values()]


@cache
def shelf() -> FakeShelf:
    return FakeShelf([document(NEWS, "port"), document(INTERVIEW, "cold_chain"), document(TABLES, "fishing")])


def assistant(writer: Writer | None = None) -> Assistant:
    settings = AnswerSettings()
    return Assistant(shelf(), writer or ExtractiveWriter(settings), settings)

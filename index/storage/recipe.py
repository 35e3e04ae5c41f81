"""What a library is made with, in names: two libraries of the same recipe and documents are the same, byte for byte."""

from dataclasses import asdict

from index.chunking import CHUNKER
from index.search.terms import TERMS
from index.settings import IndexSettings

# The version of reading (lines, joins, structure, tables): raise it whenever the same bytes come out as another document.
# It stands here, for opening a library must not import the reader.
READER = "reading-6"
RULES = "jurisdictions-1"  # raise it whenever the same titles are taken for rules of other places
NAMES = {
    "model": "模型",
    "terms": "词项",
    "reader": "读取规则",
    "chunker": "切分规则",
    "rules": "适用地域规则",
    "chunks": "片段大小",
}


def recipe(settings: IndexSettings, model: str) -> dict[str, str]:
    """The recipe of these settings, with the model's own name."""
    sizes = " ".join(f"{name}={value}" for name, value in sorted(asdict(settings.chunks).items()))
    return {"model": model, "terms": TERMS, "reader": READER, "chunker": CHUNKER, "rules": RULES, "chunks": sizes}


def differences(wanted: dict[str, str], found: dict[str, str]) -> list[str]:
    """What differs, in words (Chinese); [] for the same recipe."""
    return [
        f"{NAMES.get(name, name)}为“{found.get(name, '无')}”，现用“{wanted.get(name, '无')}”"
        for name in sorted(wanted.keys() | found.keys())
        if wanted.get(name) != found.get(name)
    ]

"""What is known about the documents of a folder beside their text: `manifest.json`, written by whoever collected them."""

import json
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from index.standing import Level

MANIFEST = "manifest.json"


class ManifestError(Exception):
    """The manifest of a folder cannot be used; the message names the place and the remedy (Chinese)."""


class KnownFact(BaseModel):
    """A value and how it is known: read in the text at `spans` (raw offsets), inferred from `source`, or unknown."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    value: str | None = None
    how: Literal["text", "inferred", "unknown"] = "unknown"
    spans: tuple[tuple[int, int], ...] = ()
    source: str = ""


class KnownLevel(KnownFact):
    """The level of a source."""

    value: Level | None = None


class KnownArticle(BaseModel):
    """One article of a file; it begins at the raw offset `begins`.

    `superseded_by`: what has taken its place, or in words that it is no longer in force.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    begins: int = Field(0, ge=0)
    title: KnownFact = KnownFact()
    issuer: KnownFact = KnownFact()
    kind: KnownFact = KnownFact()
    date: KnownFact = KnownFact()
    copyright: KnownFact = KnownFact()
    level: KnownLevel = KnownLevel()
    superseded_by: KnownFact = KnownFact()


class KnownDocument(BaseModel):
    """The manifest's entry for one file. `sha256` ties it to the bytes it was written for."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    file: str
    sha256: str
    articles: tuple[KnownArticle, ...] = Field(min_length=1)
    note: str = ""


class Manifest(BaseModel):
    """A folder's manifest."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    schema_version: Literal[1]
    documents: tuple[KnownDocument, ...]


def read_manifest(folder: Path) -> dict[str, KnownDocument]:
    """The manifest entries of a folder by file name ({} where there is no manifest).

    Raises:
        ManifestError: the file is no manifest, or names a file twice.
    """
    path = folder / MANIFEST
    if not path.is_file():
        return {}
    try:
        manifest = Manifest.model_validate(json.loads(path.read_bytes()))
    except (ValueError, ValidationError, RecursionError) as error:
        raise ManifestError(f"清单 {path} 不能使用：{error}。请修正或移走该文件后重试。") from error
    known = {entry.file: entry for entry in manifest.documents}
    if len(known) < len(manifest.documents):
        raise ManifestError(f"清单 {path} 中有文件出现两次。请删去重复的条目。")
    return known

"""The documents of a folder as verifying needs them: raw text and hash, read when asked for. No library, no model."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from index.decoding import decode, fingerprint
from index.models import UNKNOWN, Article, Fact, How
from rag.proof.tracing import squeeze

if TYPE_CHECKING:
    from index.models import Document

_TEXT = (".txt", ".md")
_BOM = b"\xef\xbb\xbf"


class OriginalsError(Exception):
    """A folder cannot serve for verifying; the message names value and remedy (Chinese)."""


@dataclass(frozen=True)
class Original:
    """A document as it lies in the folder now. `id` is its file's stem, `sha256` of its bytes, `raw` as contract.md says."""

    id: str
    file: str
    sha256: str
    encoding: str
    raw: str

    @cached_property
    def squeezed(self) -> str:
        """Its characters as words are looked for in it (`rag.proof.tracing.squeeze`)."""
        return squeeze(self.raw)[0]

    @cached_property
    def document(self) -> "Document":
        """Its structure, read again: who speaks, what is furniture, the rows of tables."""
        from index.loading import Source  # noqa: PLC0415 - most receipts need the characters only
        from index.reading import read  # noqa: PLC0415

        return read(Source(self.id, self.file, self.sha256, self.encoding, self.raw))


def variants(raw: str) -> Iterator[tuple[str, bytes]]:
    """A text with other line endings, with and without a last one, in every encoding that is read: (text, bytes)."""
    lines = raw.replace("\r\n", "\n").replace("\r", "\n")
    for ending in ("\n", "\r\n", "\r"):
        for text in dict.fromkeys((lines, lines.rstrip("\n"), lines.rstrip("\n") + "\n")):
            changed = text.replace("\n", ending)
            utf8 = changed.encode()
            yield from ((changed, data) for data in (utf8, _BOM + utf8, changed.encode("gb18030")))


class Originals:
    """The documents of a folder by id. A file is read once, and only when it is asked for.

    Raises:
        OriginalsError: the folder is missing or holds no document.
    """

    def __init__(self, folder: Path) -> None:
        if not folder.is_dir():
            raise OriginalsError(f"文件夹“{folder}”不存在。请用 --documents 指定存放原始文档的文件夹")
        self._folder = folder
        self._files: dict[str, list[Path]] = {}
        for path in sorted(p for p in folder.rglob("*") if p.is_file() and not p.name.startswith(".")):
            self._files.setdefault(path.stem, []).append(path)
        self._read: dict[str, Original | None] = {}
        self._earlier: dict[tuple[str, str], str | None] = {}

    def get(self, id: str) -> Original | None:  # noqa: A002 - the contract's word
        """A document by its id; None where the folder holds none.

        Raises:
            OriginalsError: two files have this stem, or the file cannot be read as text.
        """
        if id not in self._read:
            self._read[id] = self._load(id)
        return self._read[id]

    def others(self, id: str) -> Iterator[Original]:  # noqa: A002
        """All readable documents but one."""
        for name in self._files:
            try:
                found = self.get(name) if name != id else None
            except OriginalsError:
                continue  # it is not cited: whoever cites it is told
            if found:
                yield found

    def by_hash(self, sha256: str) -> Original | None:
        """The document whose bytes have a hash, whatever its name is now."""
        return next((o for o in self.others("") if o.sha256 == sha256), None)

    def article_of(self, sha256: str, offset: int) -> Article | None:
        """What the folder's manifest says of the article at a raw offset of a file with these bytes; None where it says nothing.

        Of its places only `start` is set: the raw offset at which the article begins.
        """
        articles = self._manifest.get(sha256, [])
        return next((a for a in reversed(articles) if a.start <= offset), articles[0] if articles else None)

    @cached_property
    def _manifest(self) -> dict[str, list[Article]]:
        """Read without the library's own checks: a manifest that cannot be used says nothing."""
        try:
            entries = json.loads((self._folder / "manifest.json").read_bytes())["documents"]
            return {entry["sha256"]: _articles(entry["articles"]) for entry in entries}
        except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
            return {}

    def before(self, original: Original, sha256: str) -> str | None:
        """The raw text whose bytes had this hash, if only line endings, the last of them, or the encoding have changed since."""
        key = (original.id, sha256)
        if key not in self._earlier:
            found = (text for text, data in variants(original.raw) if fingerprint(data) == sha256)
            self._earlier[key] = next(found, None)
        return self._earlier[key]

    def _load(self, id: str) -> Original | None:  # noqa: A002
        paths = [p for p in self._files.get(id, []) if p.suffix.lower() in _TEXT] or [
            p for p in self._files.get(id, []) if _converted(p)
        ]
        if len(paths) > 1:
            names = "、".join(p.relative_to(self._folder).as_posix() for p in paths)
            raise OriginalsError(f"文件主名相同（{names}），不知应核对哪一份。请移走或改名其中的文件")
        return _original(paths[0], paths[0].relative_to(self._folder).as_posix()) if paths else None


def _articles(told: list[dict[str, Any]]) -> list[Article]:
    """The articles of a manifest's entry, in order; the first begins with the file."""
    ordered = sorted(told, key=lambda article: int(article.get("begins") or 0))
    starts = [0, *(int(article["begins"]) for article in ordered[1:])]
    return [
        Article(start, start, **{name: _fact(article.get(name)) for name in _FACTS})
        for start, article in zip(starts, ordered, strict=True)
    ]


_FACTS = ("title", "issuer", "kind", "date", "level", "superseded_by")


def _fact(told: Any) -> Fact:  # noqa: ANN401 - any JSON value
    value, how = (told.get("value"), told.get("how", "unknown")) if isinstance(told, dict) else (None, "unknown")
    known: dict[str, How] = {one: one for one in get_args(How)}
    return Fact(value, known[how]) if isinstance(value, str) and how in known else UNKNOWN


def _converted(path: Path) -> bool:
    """Whether a file is of a format whose raw text is an extraction (contract.md); its reader is found where reading is."""
    from index.loading import READERS  # noqa: PLC0415 - plain text, the usual case, needs none

    return path.suffix.lower() in READERS


def _original(path: Path, file: str) -> Original:
    data = path.read_bytes()
    if path.suffix.lower() not in _TEXT:
        from index.loading import READERS  # noqa: PLC0415

        raw, encoding = READERS[path.suffix.lower()](data, file)
    else:
        try:
            raw, encoding = decode(data)
        except UnicodeDecodeError as error:
            reason = f"既不是 UTF-8 也不是 GB18030（第 {error.start + 1} 个字节处无法解码）"
            raise OriginalsError(f"文档“{file}”{reason}。请放回原来的文件") from error
    return Original(path.stem, file, fingerprint(data), encoding, raw)

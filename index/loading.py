"""Files of a folder -> raw text: bytes strictly decoded, nothing skipped silently."""

import codecs
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from index.decoding import decode, fingerprint
from index.manifest import MANIFEST, KnownDocument, read_manifest

__all__ = [
    "READERS",
    "Listing",
    "LoadError",
    "Problem",
    "Source",
    "decode",
    "fingerprint",
    "known_entry",
    "list_folder",
    "load",
    "read_text",
]

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffe\uffff]")
_PRIVATE = re.compile(r"[\ue000-\uf8ff\U000f0000-\U0010ffff]")


@dataclass(frozen=True)
class Problem:
    """A file that could not be used: why, and what to do about it (Chinese)."""

    file: str
    reason: str
    remedy: str


class LoadError(Exception):
    """A file cannot be read as text; `problem` says why and what to do."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(f"{problem.file}：{problem.reason}。{problem.remedy}")
        self.problem = problem


@dataclass(frozen=True)
class Source:
    """A stored file as text. `id` is its stem, `file` its path below the folder, `known` its manifest entry."""

    id: str
    file: str
    sha256: str
    encoding: str
    raw: str
    known: KnownDocument | None = None


@dataclass(frozen=True)
class Listing:
    """The files of a folder: those to read (sorted), problems found by name alone, and files of other formats."""

    folder: Path
    files: tuple[Path, ...]
    problems: tuple[Problem, ...]
    unread: tuple[str, ...]
    known: dict[str, KnownDocument]


def read_text(data: bytes, file: str) -> tuple[str, str]:
    """Raw text and encoding of a plain-text file.

    Raises:
        LoadError: empty, binary, UTF-16/32 or undecodable.
    """
    if not data.strip():
        raise LoadError(Problem(file, "文件为空", "请检查导出步骤，或移走该文件"))
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise LoadError(Problem(file, "编码为 UTF-16", "请另存为 UTF-8 或 GB18030 文本"))
    if b"\0" in data:
        raise LoadError(Problem(file, "是二进制文件，不是文本（含空字节）", "请先转换为 UTF-8 文本"))
    try:
        raw, encoding = decode(data)
    except UnicodeDecodeError as error:
        reason = f"既不是 UTF-8 也不是 GB18030（第 {error.start + 1} 个字节处无法解码）"
        raise LoadError(Problem(file, reason, "请用原软件另存为 UTF-8 文本")) from error
    if not raw.strip():
        raise LoadError(Problem(file, "文件为空", "请检查导出步骤，或移走该文件"))
    # Random bytes often decode as GB18030: into control characters, or its four-byte corners that no text uses.
    odd = len(_CONTROL.findall(raw)) + (len(_PRIVATE.findall(raw)) if encoding == "gb18030" else 0)
    if odd > max(2, len(raw) // 100):
        raise LoadError(Problem(file, f"像是二进制文件（{odd} 个控制符或未定义字符）", "请先转换为 UTF-8 文本"))
    return raw, encoding


READERS: dict[str, Callable[[bytes, str], tuple[str, str]]] = {".txt": read_text, ".md": read_text}


def list_folder(folder: Path) -> Listing:
    """What a folder holds, by name; the files themselves are not read.

    Raises:
        LoadError: the folder is missing. ManifestError: its manifest cannot be used.
    """
    if not folder.is_dir():
        raise LoadError(Problem(str(folder), "文件夹不存在", "请用 --documents 指定存放文档的文件夹"))
    known = read_manifest(folder)
    paths = sorted(p for p in folder.rglob("*") if not p.is_dir() and p != folder / MANIFEST)
    readable = [p for p in paths if p.suffix.lower() in READERS and not p.name.startswith(".")]
    chosen = set(readable)
    unread = tuple(p.relative_to(folder).as_posix() for p in paths if p not in chosen)
    counts = Counter(p.stem for p in readable)
    problems = [_duplicate(stem, readable, folder) for stem in sorted(counts) if counts[stem] > 1]
    files = tuple(p for p in readable if counts[p.stem] == 1)
    present = {p.relative_to(folder).as_posix() for p in readable}
    problems += [
        Problem(file, "清单中有此文件，文件夹中没有", f"请补上文件，或从 {MANIFEST} 中删去")
        for file in sorted(set(known) - present)
    ]
    return Listing(folder, files, tuple(problems), unread, known)


def _duplicate(stem: str, paths: list[Path], folder: Path) -> Problem:
    names = "、".join(p.relative_to(folder).as_posix() for p in paths if p.stem == stem)
    return Problem(names, f"文件主名相同（{stem}），引文无法区分，均未收入", "请给其中的文件改名")


def load(path: Path, listing: Listing) -> Source:
    """Read one file of a listing.

    Raises:
        LoadError: it cannot be read as text.
    """
    file = path.relative_to(listing.folder).as_posix()
    try:
        data = path.read_bytes()
    except OSError as error:
        raise LoadError(Problem(file, f"无法读取（{error.strerror}）", "请检查权限或链接")) from error
    raw, encoding = READERS[path.suffix.lower()](data, file)
    return Source(path.stem, file, fingerprint(data), encoding, raw, known_entry(listing, file, fingerprint(data)))


def known_entry(listing: Listing, file: str, sha256: str) -> KnownDocument | None:
    """The manifest entry of a file, if it was written for these bytes."""
    entry = listing.known.get(file)
    return entry if entry and entry.sha256 == sha256 else None

"""Library versions on disk: sealed with the sha256 of every file, made current in one step, checked before use.

```
<library>/current             the id of the version in use, then that of the one before it
<library>/versions/<id>/…     files of a version and its manifest.json; the id is the sha256 of what the manifest says
<library>/building-<pid>/     a version being written; rubbish once its owner is gone
<library>/build.lock          held by the running build; names its owner
```
"""

import fcntl
import hashlib
import json
import logging
import os
import re
import shutil
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import msgspec

FORMAT = "jizheng-library-1"
MANIFEST, CURRENT, VERSIONS, LOCK, BUILDING = "manifest.json", "current", "versions", "build.lock", "building-"
REMEDY = "请运行 jizheng build 重新建立资料库"
_BLOCK = 1 << 20
_ID = re.compile(r"[0-9a-f]{64}")
_log = logging.getLogger(__name__)


class LibraryError(Exception):
    """A library cannot be opened or built; the message says why and what to do (Chinese)."""


class DamageError(LibraryError):
    """A version is not what was written."""


class Entry(msgspec.Struct, frozen=True):
    """A file of a version: hexadecimal sha256 and size in bytes."""

    sha256: str
    bytes: int


class Manifest(msgspec.Struct, frozen=True):
    """What a version holds and what it was made with. No time, no place: the same input gives the same bytes."""

    format: str
    version: str
    config: dict[str, str]
    files: dict[str, Entry]


def seal(folder: Path, config: dict[str, str]) -> Manifest:
    """Write the manifest of a finished folder and bring everything to the disk."""
    names = sorted(path.name for path in folder.iterdir() if path.name != MANIFEST)
    files = {name: Entry(sha256, (folder / name).stat().st_size) for name, sha256 in _hashes(folder, names).items()}
    manifest = Manifest(FORMAT, _version(config, files), config, files)
    (folder / MANIFEST).write_bytes(_written(manifest))
    for path in [*folder.iterdir(), folder]:
        _sync(path)
    return manifest


def check(folder: Path) -> Manifest:
    """The manifest of a version whose every file is as it was written.

    Raises:
        DamageError: naming the version and the file.
    """
    name = folder.name[:12]
    try:
        data = (folder / MANIFEST).read_bytes()
        manifest = msgspec.json.decode(data, type=Manifest)
    except (OSError, msgspec.DecodeError) as error:
        raise DamageError(f"资料库版本 {name} 的 {MANIFEST} 缺失或损坏（{error}）") from error
    if manifest.format != FORMAT:
        raise DamageError(f"资料库版本 {name} 的格式“{manifest.format}”不是“{FORMAT}”")
    if data != _written(manifest) or not manifest.version == _version(manifest.config, manifest.files) == folder.name:
        raise DamageError(f"资料库版本 {name} 的 {MANIFEST} 与版本号不符")
    for file, entry in manifest.files.items():
        _check_size(folder / file, entry, name)
    try:
        hashes = _hashes(folder, list(manifest.files))
    except OSError as error:
        raise DamageError(f"资料库版本 {name} 不能读取（{error}）") from error
    for file, found in hashes.items():
        if found != manifest.files[file].sha256:
            raise DamageError(f"资料库版本 {name} 的文件 {file} 内容已损坏（sha256 不符）")
    return manifest


def open_current(library: Path) -> tuple[Path, Manifest]:
    """The folder and manifest of the current version; where that is damaged, of the newest sound one before it.

    Raises:
        LibraryError: there is none.
    """
    damages: list[str] = []
    for folder in _candidates(library):
        try:
            manifest = check(folder)
        except DamageError as error:
            damages.append(str(error))
            continue
        for damage in damages:
            _log.warning("%s；改用版本 %s。%s。", damage, manifest.version[:12], REMEDY)
        return folder, manifest
    if damages:
        raise LibraryError(f"资料库“{library}”不能使用：{'；'.join(damages)}。{REMEDY}。")
    raise LibraryError(f"“{library}”中没有资料库。{REMEDY}，或用 --library 指定资料库的文件夹。")


def pointers(library: Path) -> list[str]:
    """The ids in `current`: the version in use and the one before; [] without any."""
    try:
        lines = (library / CURRENT).read_text("ascii", errors="replace").split()
    except OSError:
        return []
    return [line for line in lines if _ID.fullmatch(line)]


def publish(library: Path, building: Path, manifest: Manifest) -> bool:
    """Make a sealed folder the current version; False if it already was. Keeps the version before it, removes older ones."""
    target = library / VERSIONS / manifest.version
    before = pointers(library)
    _move_in(building, target)
    changed = before[:1] != [manifest.version]
    kept = [manifest.version, *(before[:1] if changed else before[1:2])]
    if changed:
        _point(library, kept)
    for folder in target.parent.iterdir():
        if folder.name not in kept:
            shutil.rmtree(folder, ignore_errors=True)
    return changed


@contextmanager
def building(library: Path) -> Iterator[Path]:
    """A fresh folder to build in, for one build at a time; removed at the end with whatever is left in it.

    Raises:
        LibraryError: another build holds the lock, or the folder cannot be written.
    """
    try:
        (library / VERSIONS).mkdir(parents=True, exist_ok=True)
        lock = os.open(library / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise LibraryError(f"文件夹“{library}”不能写入（{error.strerror}）。请用 --library 指定别处。") from error
    try:
        _own(lock, library)
        _clear(library)
        folder = library / f"{BUILDING}{os.getpid()}"
        folder.mkdir()
        try:
            yield folder
        finally:
            _clear(library)
    finally:
        os.close(lock)


def _own(lock: int, library: Path) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        owner = os.pread(lock, 200, 0).decode("utf-8", "replace").strip()
        raise LibraryError(f"资料库“{library}”正在由另一进程建立（{owner}）。请等它结束，或结束它后重试。") from None
    started = time.strftime("%Y-%m-%d %H:%M:%S")
    os.ftruncate(lock, 0)
    os.pwrite(lock, f"进程 {os.getpid()}，主机 {socket.gethostname()}，开始于 {started}\n".encode(), 0)


def _clear(library: Path) -> None:
    """Remove what builds have left; only the owner of the lock may."""
    for rubbish in library.glob(f"{BUILDING}*"):
        shutil.rmtree(rubbish, ignore_errors=True)


def _candidates(library: Path) -> list[Path]:
    """Folders of versions, the current one first, then the one before, then the rest, newest first."""
    versions = library / VERSIONS
    named = [versions / version for version in pointers(library)]
    found = [path for path in versions.iterdir() if _ID.fullmatch(path.name)] if versions.is_dir() else []
    return [*named, *sorted(set(found) - set(named), key=_newest_first)]


def _newest_first(folder: Path) -> tuple[int, str]:
    try:
        return -folder.stat().st_mtime_ns, folder.name
    except OSError:  # a build has just removed it
        return 0, folder.name


def _move_in(folder: Path, target: Path) -> None:
    """Put a sealed folder in its place; a sound version of the same content is left there, a damaged one gives way."""
    if target.is_dir():
        try:
            check(target)
        except DamageError:
            target.rename(folder.with_name(f"{folder.name}-damaged"))
        else:
            return
    folder.rename(target)
    _sync(target.parent)


def _point(library: Path, versions: list[str]) -> None:
    new = library / f"{CURRENT}.new"
    new.write_text("".join(f"{version}\n" for version in versions), "ascii")
    _sync(new)
    new.replace(library / CURRENT)
    _sync(library)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _check_size(path: Path, entry: Entry, name: str) -> None:
    if not path.is_file():
        raise DamageError(f"资料库版本 {name} 缺少文件 {path.name}")
    size = path.stat().st_size
    if size != entry.bytes:
        raise DamageError(f"资料库版本 {name} 的文件 {path.name} 有 {size} 字节，应有 {entry.bytes} 字节")


def _written(manifest: Manifest) -> bytes:
    return msgspec.json.format(msgspec.json.encode(manifest, order="sorted")) + b"\n"


def _version(config: dict[str, str], files: dict[str, Entry]) -> str:
    said = [FORMAT, sorted(config.items()), [(name, file.sha256, file.bytes) for name, file in sorted(files.items())]]
    return hashlib.sha256(json.dumps(said, ensure_ascii=True).encode()).hexdigest()


def _hashes(folder: Path, names: list[str]) -> dict[str, str]:
    """sha256 of files; two at a time, since hashing leaves the interpreter free."""
    with ThreadPoolExecutor(2) as pool:
        return dict(zip(names, pool.map(_hash, [folder / name for name in names]), strict=True))


def _hash(path: Path) -> str:
    digest = hashlib.sha256()
    block = bytearray(_BLOCK)
    with path.open("rb", buffering=0) as file:
        while count := file.readinto(block):
            digest.update(memoryview(block)[:count])
    return digest.hexdigest()

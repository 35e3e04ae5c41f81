"""Library versions on disk: sealed, checked, swapped in one step."""

import logging
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NamedTuple

import pytest

from index.building import build_library
from index.library import Library
from index.storage.store import LibraryError, building, check, open_current, pointers, publish, seal
from tests.libraries import SETTINGS, LetterEmbedder, write_stories

ROOT = Path(__file__).parent.parent
CONFIG = {"model": "none"}
Damage = Callable[[Path], None]


def publish_text(library: Path, text: str) -> str:
    """A version of two files; gives its id."""
    with building(library) as folder:
        (folder / "a.bin").write_text(text, "utf-8")
        (folder / "b.bin").write_text("always the same", "utf-8")
        manifest = seal(folder, CONFIG)
        publish(library, folder, manifest)
    return manifest.version


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def empty(path: Path) -> None:
    path.write_bytes(b"")


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def remove(path: Path) -> None:
    path.unlink()


def test_the_version_published_last_is_opened(tmp_path: Path) -> None:
    publish_text(tmp_path, "one")
    second = publish_text(tmp_path, "two")
    folder, manifest = open_current(tmp_path)
    assert (manifest.version, (folder / "a.bin").read_text("utf-8")) == (second, "two")


def test_the_same_content_is_the_same_version_wherever_it_is_built(tmp_path: Path) -> None:
    assert publish_text(tmp_path / "x", "one") == publish_text(tmp_path / "y", "one")


def test_another_recipe_is_another_version(tmp_path: Path) -> None:
    (tmp_path / "a.bin").write_text("one", "utf-8")
    assert seal(tmp_path, {"model": "a"}).version != seal(tmp_path, {"model": "b"}).version


def test_the_version_before_is_kept_and_older_ones_are_removed(tmp_path: Path) -> None:
    versions = [publish_text(tmp_path, text) for text in ("one", "two", "three")]
    assert pointers(tmp_path) == [versions[2], versions[1]]
    assert sorted(p.name for p in (tmp_path / "versions").iterdir()) == sorted(versions[1:])


def test_publishing_the_current_version_again_keeps_the_one_before(tmp_path: Path) -> None:
    versions = [publish_text(tmp_path, text) for text in ("one", "two", "two")]
    assert pointers(tmp_path) == [versions[1], versions[0]]


@pytest.mark.parametrize("file", ["a.bin", "b.bin", "manifest.json"])
@pytest.mark.parametrize("damage", [cut, empty, flip, remove])
def test_a_damaged_version_is_named_and_the_one_before_serves(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, file: str, damage: Damage
) -> None:
    first = publish_text(tmp_path, "one")
    second = publish_text(tmp_path, "two")
    damage(tmp_path / "versions" / second / file)
    with caplog.at_level(logging.WARNING):
        assert open_current(tmp_path)[1].version == first
    assert second[:12] in caplog.text
    assert file in caplog.text


def test_without_a_sound_version_every_damage_is_named(tmp_path: Path) -> None:
    for text in ("one", "two"):
        flip(tmp_path / "versions" / publish_text(tmp_path, text) / "b.bin")
    with pytest.raises(LibraryError, match=r"b\.bin.*b\.bin.*jizheng build"):
        open_current(tmp_path)


def test_a_folder_without_a_library_names_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match=r"没有资料库.*jizheng build"):
        open_current(tmp_path / "nowhere")


@pytest.mark.parametrize("text", ["", "garbage", "../../etc\n", "f" * 64])
def test_a_pointer_to_nothing_leads_to_the_newest_sound_version(tmp_path: Path, text: str) -> None:
    version = publish_text(tmp_path, "one")
    (tmp_path / "current").write_text(text, "utf-8")
    assert open_current(tmp_path)[1].version == version


def test_a_version_under_another_name_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "versions" / publish_text(tmp_path, "one")
    with pytest.raises(LibraryError, match="与版本号不符"):
        check(folder.rename(folder.with_name("0" * 64)))


def test_a_damaged_version_is_replaced_by_building_it_again(tmp_path: Path) -> None:
    version = publish_text(tmp_path, "one")
    flip(tmp_path / "versions" / version / "a.bin")
    assert publish_text(tmp_path, "one") == version
    assert open_current(tmp_path)[1].version == version


def test_a_second_build_fails_at_once_and_names_the_owner(tmp_path: Path) -> None:
    with building(tmp_path), pytest.raises(LibraryError, match=f"另一进程.*进程 {os.getpid()}"), building(tmp_path):
        pass
    publish_text(tmp_path, "afterwards it is free again")


def test_a_build_that_fails_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), building(tmp_path) as folder:
        (folder / "half").with_name("missing").read_text("utf-8")
    assert list(tmp_path.glob("building-*")) == []


def test_what_a_killed_build_left_is_removed_by_the_next(tmp_path: Path) -> None:
    (tmp_path / "building-1").mkdir(parents=True)
    (tmp_path / "building-1" / "half").write_text("x", "utf-8")
    publish_text(tmp_path, "one")
    assert list(tmp_path.glob("building-*")) == []


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(LibraryError, match="不能写入"), building(tmp_path / "file"):
        pass


BUILDER = """
import sys
from pathlib import Path
from index.building import build_library
from tests.libraries import SETTINGS, LetterEmbedder
embedder = LetterEmbedder()
print("ready", flush=True)
for folder in sys.stdin:
    build_library(Path(folder.strip()), Path(sys.argv[1]), SETTINGS, embedder=embedder)
    print("built", flush=True)
"""


@contextmanager
def builder(library: Path) -> "Iterator[Builder]":
    """A process that builds what it is told to; killed at the end."""
    arguments = [sys.executable, "-c", BUILDER, str(library)]
    with subprocess.Popen(arguments, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdin
            assert process.stdout
            process.stdout.readline()
            yield Builder(process.stdin, process.stdout)
        finally:
            process.send_signal(signal.SIGKILL)


class Builder(NamedTuple):
    orders: IO[str]
    answers: IO[str]

    def start(self, folder: Path) -> None:
        self.orders.write(f"{folder}\n")
        self.orders.flush()


def test_a_build_killed_at_any_moment_leaves_the_old_version_or_the_new(tmp_path: Path) -> None:
    library = tmp_path / "library"
    folders = [write_stories(tmp_path / str(year), year) for year in (2020, 2021)]
    expected, took = [], 0.0
    with builder(library) as process:
        for folder in folders:
            began = time.monotonic()
            process.start(folder)
            process.answers.readline()
            took = time.monotonic() - began
            expected.append(open_current(library)[1].version)
    moments = random.Random(1)
    for n in range(20):
        with builder(library) as process:
            process.start(folders[n % 2])
            time.sleep(moments.uniform(0, 1.2 * took))
        opened = Library.open(library, SETTINGS, LetterEmbedder())
        assert opened.version in expected
        assert len(opened.search("渔业合作社", 4)) == 4
    assert build_library(folders[0], library, SETTINGS, embedder=LetterEmbedder()).version == expected[0]
    assert list(library.glob("building-*")) == []

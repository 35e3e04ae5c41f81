"""Documents and their chunks on disk: one compressed record each, read one at a time."""

import zlib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from index.models import Chunk, Document
from index.storage.summaries import Summary

RECORDS, PLACES, FIRST_CHUNKS, SUMMARIES = (
    "documents.bin",
    "documents.places.npy",
    "documents.chunks.npy",
    "summaries.bin",
)
FILES = (RECORDS, PLACES, FIRST_CHUNKS, SUMMARIES)
_LEVEL = 6
_CACHED = 64  # documents held decoded
_CACHED_CHUNKS = 4096
_LENGTH_BYTES = 4

_encode = msgspec.msgpack.Encoder().encode
_documents = msgspec.msgpack.Decoder(Document)
_chunks = msgspec.msgpack.Decoder(tuple[Chunk, ...])
_each_chunk = msgspec.msgpack.Decoder(tuple[msgspec.Raw, ...])
_chunk = msgspec.msgpack.Decoder(Chunk)
_summaries = msgspec.msgpack.Decoder(tuple[Summary, ...])


def pack(document: Document, chunks: tuple[Chunk, ...]) -> bytes:
    """One record: chunks and document, each compressed by itself: a search reads a chunk or two of many long documents."""
    first, rest = (zlib.compress(_encode(part), _LEVEL) for part in (chunks, document))
    return len(first).to_bytes(_LENGTH_BYTES, "little") + first + rest


class ArchiveWriter:
    """Writes records in order, then the tables that find them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._records = (folder / RECORDS).open("wb")
        self._places = [0]
        self._first_chunks = [0]
        self._summaries: list[Summary] = []

    @property
    def chunks(self) -> int:
        """Number of chunks so far: the number of the next document's first chunk."""
        return self._first_chunks[-1]

    def add(self, record: bytes, summary: Summary) -> None:
        """Append a record as `pack` made it."""
        self._records.write(record)
        self._places.append(self._places[-1] + len(record))
        self._first_chunks.append(self._first_chunks[-1] + summary.chunks)
        self._summaries.append(summary)

    def finish(self) -> tuple[Summary, ...]:
        """Write the tables; gives the summaries of all documents."""
        self._records.close()
        np.save(self._folder / PLACES, np.array(self._places, np.int64))
        np.save(self._folder / FIRST_CHUNKS, np.array(self._first_chunks, np.int64))
        (self._folder / SUMMARIES).write_bytes(zlib.compress(_encode(self._summaries), _LEVEL))
        return tuple(self._summaries)

    def close(self) -> None:
        """Let the file go, finished or not."""
        self._records.close()


class Archive:
    """The documents of a version. Safe to read from several threads; files removed while open stay readable."""

    def __init__(self, folder: Path) -> None:
        self._records = np.memmap(folder / RECORDS, np.uint8, "r")
        self._places: NDArray[np.int64] = np.load(folder / PLACES)
        self._first_chunks: NDArray[np.int64] = np.load(folder / FIRST_CHUNKS)
        self._packed_summaries = (folder / SUMMARIES).read_bytes()
        self._cached_document = lru_cache(_CACHED)(self._read_document)
        self._cached_chunks = lru_cache(_CACHED)(self._read_chunks)
        self._cached_packed_chunks = lru_cache(_CACHED)(self._read_packed_chunks)
        self._cached_chunk = lru_cache(_CACHED_CHUNKS)(self._read_chunk)

    def __len__(self) -> int:
        return len(self._places) - 1

    def record(self, number: int) -> bytes:
        """The record of a document as it is stored."""
        return bytes(self._records[self._places[number] : self._places[number + 1]])

    def document(self, number: int) -> Document:
        """A document by its number."""
        return self._cached_document(number)

    def chunks(self, number: int) -> tuple[Chunk, ...]:
        """The chunks of a document by its number."""
        return self._cached_chunks(number)

    def range(self, number: int) -> tuple[int, int]:
        """The library-wide numbers [first, end) of a document's chunks."""
        return int(self._first_chunks[number]), int(self._first_chunks[number + 1])

    def chunks_numbered(self, numbers: Sequence[int]) -> list[Chunk]:
        """Chunks by their library-wide numbers."""
        documents = np.searchsorted(self._first_chunks, numbers, side="right") - 1
        return [
            self._cached_chunk(int(document), number - int(self._first_chunks[document]))
            for document, number in zip(documents, numbers, strict=True)
        ]

    def summaries(self) -> tuple[Summary, ...]:
        """What is known of each document, in order."""
        return _summaries.decode(zlib.decompress(self._packed_summaries))

    def _read_document(self, number: int) -> Document:
        return _documents.decode(zlib.decompress(self._halves(number)[1]))

    def _read_chunks(self, number: int) -> tuple[Chunk, ...]:
        return _chunks.decode(zlib.decompress(self._halves(number)[0]))

    def _read_packed_chunks(self, number: int) -> tuple[msgspec.Raw, ...]:
        return _each_chunk.decode(zlib.decompress(self._halves(number)[0]))

    def _read_chunk(self, number: int, place: int) -> Chunk:
        return _chunk.decode(self._cached_packed_chunks(number)[place])

    def _halves(self, number: int) -> tuple[bytes, bytes]:
        """Chunks and document as they are stored."""
        record = self.record(number)
        end = _LENGTH_BYTES + int.from_bytes(record[:_LENGTH_BYTES], "little")
        return record[_LENGTH_BYTES:end], record[end:]

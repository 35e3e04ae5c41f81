"""The receipts of a briefing inside its Word document: a custom XML part with the whole record, and which bookmark holds which line."""

import base64
import binascii
import hashlib
import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree

from rag.briefing.models import Briefing, BriefingError
from rag.briefing.records import briefing_of, record
from rag.briefing.references import STANDARDS
from rag.briefing.word.layout import Block
from rag.briefing.word.options import EVIDENCE_AS, WordOptions
from rag.briefing.word.xml import declared, root_of

NAMESPACE = "urn:jizheng:briefing:1"
_DATASTORE = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"
_ID = "{6A1B6E0C-5A35-4E0B-9C41-6D0F7B1E2A11}"  # of the kind of part, as Word asks for one
LARGEST = 64_000_000  # bytes of a record


class ReceiptsError(Exception):
    """The receipts of a Word document cannot be used; the message says why (Chinese)."""


@dataclass(frozen=True)
class Receipts:
    """What a document says of itself: the briefing, how it was written."""

    briefing: Briefing
    options: WordOptions


def receipts_part(briefing: Briefing, options: WordOptions, blocks: Sequence[Block]) -> bytes:
    """The custom XML part: the record (JSON, deflated, base64), its sha256, and the places of lines."""
    data = json.dumps(record(briefing), ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    root = root_of(NAMESPACE, "receipts")
    told = {"evidence": options.evidence, "standard": options.standard, "table": str(options.table).lower()}
    for name, value in told.items():
        root.set(name, value)
    kept = etree.SubElement(root, f"{{{NAMESPACE}}}record", sha256=hashlib.sha256(data).hexdigest())
    kept.text = base64.b64encode(zlib.compress(data, 9)).decode("ascii")
    for block in blocks:
        for piece in (*block.pieces, *(cell for row in block.rows for cell in row)):
            if piece.key and piece.line:
                etree.SubElement(root, f"{{{NAMESPACE}}}place", bookmark=piece.key, line=piece.line)
    return declared(root)


def properties_part() -> bytes:
    """What Word needs beside a custom XML part to keep it."""
    root = etree.Element(f"{{{_DATASTORE}}}datastoreItem", nsmap={"ds": _DATASTORE})
    root.set(f"{{{_DATASTORE}}}itemID", _ID)
    schemas = etree.SubElement(root, f"{{{_DATASTORE}}}schemaRefs")
    etree.SubElement(schemas, f"{{{_DATASTORE}}}schemaRef").set(f"{{{_DATASTORE}}}uri", NAMESPACE)
    return declared(root)


def receipts_in(root: etree._Element) -> Receipts:
    """The receipts of a part's root element.

    Raises:
        ReceiptsError: they are cut off, altered, or of another version.
    """
    kept = root.find(f"{{{NAMESPACE}}}record")
    if kept is None:
        raise ReceiptsError("收据部分没有 record")
    try:
        data = _inflated(base64.b64decode(kept.text or "", validate=True))
        if hashlib.sha256(data).hexdigest() != kept.get("sha256"):
            raise ReceiptsError("收据的指纹（sha256）与内容不符")
        return Receipts(briefing_of(_json(data)), _options(root))
    except (binascii.Error, zlib.error, UnicodeError, ValueError, RecursionError) as error:
        raise ReceiptsError(f"收据不能解码（{error}）") from error
    except BriefingError as error:
        raise ReceiptsError(str(error)) from error


def _json(data: bytes) -> Any:  # noqa: ANN401 - any JSON value
    return json.loads(data.decode("utf-8", "surrogatepass"))


def _inflated(data: bytes) -> bytes:
    reader = zlib.decompressobj()
    found = reader.decompress(data, LARGEST)
    if reader.unconsumed_tail or not reader.eof:
        raise ReceiptsError(f"收据展开后超过 {LARGEST} 字节，或不完整")
    return found


def _options(root: etree._Element) -> WordOptions:
    evidence = next((e for e in EVIDENCE_AS if e == root.get("evidence")), None)
    standard = next((s for s in STANDARDS if s == root.get("standard")), None)
    if evidence is None or standard is None:
        raise ReceiptsError("收据没有写明证据的形式或著录标准")
    return WordOptions(evidence, standard, root.get("table") != "false")

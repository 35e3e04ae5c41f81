"""A .docx file opened with care: it may be anybody's. Its sizes are checked before anything is unpacked; entities and networks are off."""

import io
import posixpath
import zipfile
import zlib
from collections.abc import Sequence

from lxml import etree

LARGEST_FILE, LARGEST_PART, LARGEST_WHOLE, MOST_PARTS = 50_000_000, 64_000_000, 200_000_000, 4000  # bytes; parts
_OLE = b"\xd0\xcf\x11\xe0"


class WordError(Exception):
    """A file is no .docx that can be read; the message says why and the remedy (Chinese)."""


class Package:
    """The parts of a file, unpacked when asked for, within limits."""

    def __init__(self, data: bytes) -> None:
        if data.startswith(_OLE):
            raise WordError("文件已加密，或是旧版的 .doc。请先在 Word 中去掉密码，另存为 .docx")
        if len(data) > LARGEST_FILE:
            raise WordError(f"文件有 {len(data)} 字节，上限 {LARGEST_FILE}")
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise WordError("文件不是 .docx（不是有效的压缩包）。请给出集证导出的文件") from error
        found = self._archive.infolist()
        names = [info.filename for info in found]
        whole = sum(info.file_size for info in found)
        if len(found) > MOST_PARTS or whole > LARGEST_WHOLE or any(i.file_size > LARGEST_PART for i in found):
            raise WordError(f"文件展开后有 {whole} 字节、{len(found)} 个部分，超过上限，不予打开")
        if any(info.flag_bits & 1 for info in found):
            raise WordError("文件已加密。请先去掉密码")
        if len({name.lower() for name in names}) < len(names):
            raise WordError("文件中有重名的部分，不知应核对哪一个")
        self._names = {name.lower(): name for name in names}
        self._parsed: dict[str, etree._Element] = {}

    def main(self) -> str:
        """The name of the document's part."""
        found = next((name for kind, name in self.related("") if kind == "officeDocument"), None)
        if found is None:
            raise WordError("文件中没有 Word 正文（_rels/.rels 未指向文档）。请给出集证导出的 .docx")
        return found

    def related(self, part: str) -> list[tuple[str, str]]:
        """Kinds and names of the parts that a part ("" for the package) refers to, those inside the file."""
        folder, file = posixpath.split(part)
        listed = posixpath.join(folder, "_rels", f"{file}.rels")
        if listed.lower() not in self._names:
            return []
        found = []
        for one in self.xml(listed):
            if isinstance(one.tag, str) and one.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, one.get("Target") or "")).lstrip("/")
                found.append(((one.get("Type") or "").rsplit("/", 1)[-1], target))
        return found

    def all(self, home: Sequence[tuple[str, str]], kind: str) -> list[etree._Element]:
        """The roots of the parts of a kind that there are."""
        return [self.xml(name) for found, name in home if found == kind and name.lower() in self._names]

    def first(self, home: Sequence[tuple[str, str]], kind: str) -> etree._Element | None:
        """The root of the first part of a kind."""
        return next(iter(self.all(home, kind)), None)

    def xml(self, part: str) -> etree._Element:
        """The root of a part."""
        if part not in self._parsed:
            self._parsed[part] = _parsed(self._data(part), part)
        return self._parsed[part]

    def _data(self, part: str) -> bytes:
        name = self._names.get(part.lower())
        if name is None:
            raise WordError(f"文件不完整：缺少 {part}")
        try:
            with self._archive.open(name) as opened:
                data = opened.read(LARGEST_PART + 1)
        # ValueError: a damaged name in the local header is no UTF-8.
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError) as error:
            raise WordError(f"文件已损坏：{part} 不能解压（{error}）") from error
        if len(data) > LARGEST_PART:
            raise WordError(f"{part} 展开后超过 {LARGEST_PART} 字节，不予打开")
        return data


def _parsed(data: bytes, part: str) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise WordError(f"文件已损坏：{part} 不是有效的 XML（{error}）") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise WordError(f"{part} 中有文档类型声明（DOCTYPE），Word 文件不应有，不予打开")
    return root

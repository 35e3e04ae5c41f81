"""WordprocessingML elements, and the package they are put in. Source of the forms: ECMA-376, parts 1 and 2."""

import io
import re
import zipfile
from collections.abc import Mapping
from typing import cast

from lxml import etree

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_XML = "http://www.w3.org/XML/1998/namespace"
_FORBIDDEN = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, 2.2
_OLDEST = (1980, 1, 1, 0, 0, 0)  # the first time a zip knows: bytes are the same whenever they are written


def q(name: str) -> str:
    """A name of WordprocessingML with its namespace."""
    return f"{{{W}}}{name}"


def w(name: str, /, *children: etree._Element, **values: str | int) -> etree._Element:
    """An element of WordprocessingML; `values`: its attributes, of the same namespace."""
    element = etree.Element(q(name), nsmap={"w": W, "r": R})
    for key, value in values.items():
        element.set(q(key), str(value))
    element.extend(children)
    return element


def text(words: str) -> etree._Element:
    """Words of a run; white space at their ends is kept."""
    element = w("t")
    element.text = sayable(words)
    element.set(f"{{{_XML}}}space", "preserve")
    return element


def sayable(words: str) -> str:
    """A text as XML can hold it on one line: characters that it cannot hold become U+FFFD, line breaks a space."""
    return re.sub(r"\s*[\r\n]+\s*", " ", _FORBIDDEN.sub("\ufffd", words))


def root_of(namespace: str, name: str, **prefixes: str) -> etree._Element:
    """A root element whose namespace is the default one, `prefixes` beside it."""
    spaces = cast("dict[str, str]", {None: namespace})  # None is the default namespace, which the types leave out
    return etree.Element(f"{{{namespace}}}{name}", nsmap=spaces | prefixes)


def declared(element: etree._Element) -> bytes:
    """An element as a whole XML file."""
    return etree.tostring(element, xml_declaration=True, encoding="UTF-8", standalone=True)


def serialised(element: etree._Element) -> bytes:
    """A part's bytes."""
    etree.cleanup_namespaces(element, keep_ns_prefixes=["w", "r"])
    return declared(element)


def package(parts: Mapping[str, bytes]) -> bytes:
    """Parts by name as a zip; the same parts make the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            info = zipfile.ZipInfo(name, _OLDEST)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            info.create_system = 3
            archive.writestr(info, data)
    return out.getvalue()

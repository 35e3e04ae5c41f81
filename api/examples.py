"""Example questions for the page, drawn from the headings and interview questions of the library at hand."""

import re
from collections.abc import Iterator
from dataclasses import replace

from index.models import Document
from rag.assistant import Assistant
from rag.drafts.writing import ExtractiveWriter

_NUMBERING = re.compile(r"^(?:第?[一二三四五六七八九十\d]+[章节]?[、.．\s]*|[（(][一二三四五六七八九十\d]+[）)])\s*")
_ASKED = re.compile(r"(?:^|[。！？?：:\n])\s*([^。！？?：:\n]{8,40}[？?])")
_DOCUMENTS, _EACH, _SHOWN = 12, 6, 5


def examples(assistant: Assistant) -> list[str]:
    """Up to five questions that the library answers: at most two of a document."""
    # Tried without a model endpoint, where one is set: dozens of calls for a few lines of help.
    assistant = replace(assistant, writer=ExtractiveWriter(assistant.settings))
    found: list[str] = []
    for listed in list(assistant.library.documents())[:_DOCUMENTS]:
        tried = list(dict.fromkeys(_questions(assistant.library.document(listed.id))))[:_EACH]
        found += [q for q in tried if assistant.ask(q).status == "answered"][:2]
        if len(found) >= _SHOWN:
            break
    return found[:_SHOWN]


def _questions(document: Document) -> Iterator[str]:
    for block in document.blocks:
        text = document.text(block.start, block.end)
        if block.kind == "question" and (asked := _ASKED.findall(text)):
            yield asked[0].strip()
    for block in document.blocks:
        heading = _NUMBERING.sub("", document.text(block.start, block.end)).strip()
        if block.kind == "heading" and 6 <= len(heading) <= 24:
            yield f"关于“{heading}”，文中怎么说？"

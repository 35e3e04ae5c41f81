"""What stands before a claim to say whose words it is: built for an answer, and held against its receipts when it is verified."""

import re
from collections.abc import Sequence
from typing import Protocol


class Says(Protocol):
    """Who speaks, as a receipt has it."""

    @property
    def name(self) -> str | None:
        """The name, if known."""

    @property
    def role(self) -> str | None:
        """The post, if known."""

    @property
    def relation(self) -> str:
        """direct, or reported by somebody else."""


class Source(Protocol):
    """What of a citation or a receipt names where its words come from."""

    @property
    def document(self) -> str:
        """The document's id."""

    @property
    def quote(self) -> str:
        """The words."""

    @property
    def title(self) -> str | None:
        """Its title."""

    @property
    def speaker(self) -> Says | None:
        """Who says it."""


_OWN = re.compile(
    r"(?:（(?:目标|估计|预计|有条件)）)*(?:与提问所说不同，原文为“[^“”]*”：|与提问的前提不同，原文作了否定：)?"
)
_SHAPE = re.compile(r"^(?:《[^《》]+》|文档“[^“”]+”)?[^，。；：“”]{0,60}：")


def said_by(source: Source) -> str:
    """Who says a quote: name and post, or the post of somebody unnamed; "" where nobody does, or the quote says so itself."""
    speaker = source.speaker
    if speaker is None:
        return ""
    name, role = speaker.name or "", speaker.role or ""
    if (name or role) and (name or role) in source.quote:
        return ""
    told = f"{name}（{role}）" if name and role else name or role
    return f"{told}（转述）" if told and speaker.relation == "reported" else told


def document_of(source: Source) -> str:
    """A document as it is named before a quote: by its title, else by its id."""
    title = source.title or ""
    return f"《{title}》" if title and not set(title) & set("《》") else f"文档“{source.document}”"


def source_of(source: Source) -> str:
    """Whose words a quote is: the speaker's, else the document's."""
    return said_by(source) or document_of(source)


def placed_source(source: Source) -> str:
    """Whose words a quote is and in which document they stand."""
    return f"{document_of(source)}{said_by(source)}"


def without_source(lead: str, sources: Sequence[Source]) -> tuple[str, bool]:
    """A lead less the source it names, and whether it names none that its citations do not have."""
    for source in sources:
        for named in (f"{source_of(source)}：", f"{placed_source(source)}："):
            if lead.startswith(named):
                return lead.removeprefix(named), True
    return lead, _SHAPE.match(lead) is None


def is_own(lead: str) -> bool:
    """Whether what is left of a lead is words that the product sets before a claim: a mark of plans, that a premise is wrong, none."""
    return _OWN.fullmatch(lead) is not None

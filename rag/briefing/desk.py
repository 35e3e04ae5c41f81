"""What a briefing is drafted with, and what is gathered at once for it."""

from collections.abc import Callable
from dataclasses import dataclass

from rag.assistant import Assistant
from rag.briefing.forms import Form, SectionForm
from rag.briefing.gathering import Material
from rag.briefing.models import Commission
from rag.briefing.pool import Pool
from rag.briefing.topics import Theme
from rag.finding.retrieval import Shelf

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Desk:
    """What a briefing is drafted with. `topic`: as it is read (English in Chinese; `repaired`: typing errors mended)."""

    commission: Commission
    topic: str
    form: Form
    assistant: Assistant
    shelf: Shelf
    pool: Pool
    progress: Progress
    repaired: bool = False


@dataclass(frozen=True)
class Part:
    """What is gathered at once: the topic, or one side of it."""

    name: str
    material: Material


def probed(form: Form, theme: Theme) -> list[tuple[SectionForm, list[str]]]:
    """The sections of a form, each with its probes for a theme."""
    return [(section, [probe.replace("{topic}", theme.text) for probe in section.probes]) for section in form.section]

"""What an answer in two steps tells of its first step, held against its claims: the name must stand in what is quoted."""

import re
from collections.abc import Iterator

from rag.proof.saved import SavedAnswer

_TOLD = re.compile(r"^分两步回答：第一步“[^“”]*(?:“[^“”]*”[^“”]*)*”，据所引原文为“(?P<names>[^“”]+)”")


def steps_unproven(answer: SavedAnswer) -> Iterator[str]:
    """A name of the first step that no claim, quote or speaker of the answer has (Chinese)."""
    texts = [claim.text for claim in answer.claims]
    for receipt in answer.citations:
        speaker = receipt.speaker
        texts += [receipt.quote, *((speaker.name or "", speaker.role or "") if speaker else ())]
    for note in answer.notes:
        told = _TOLD.match(note)
        for name in told["names"].split("、") if told else ():
            if not any(name in text for text in texts):
                yield f"分两步回答的第一步所得“{name}”不在引文中"

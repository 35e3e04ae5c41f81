"""The names of the picker's features, in their order and by group."""

KINDS = ("number", "date", "entity", "who_said", "list", "why", "how", "definition", "other", "yes_no", "table")
INSIDE = ("verb", "的", "listing", "mark", "figure", "date", "是", "preposition", "noun", "unknown")
_EDGES = ("first", "last", "previous", "next", "second previous", "second next")
_PLAIN = (
    "words", "characters", "of question", "same in question", "rare of question", "position", "clause", "sentence",
    "clause before",
    "left of left near", "left of left far", "left of right near", "left of right far",
    "right of left near", "right of left far", "right of right near", "right of right far",
    "next is left's last", "next is right's first", "previous is left's last", "previous is right's first",
    "soft left of left", "soft left of right", "soft right of left", "soft right of right",
    "behind left's last", "before left's last", "behind right's first", "before right's first",
    "person", "full name", "organisation", "place", "head ends it", "head in it", "head behind", "head before", "head's last character",
    "last word like head", "like head", "best word like head",
    "is figure", "counts asked", "unit asked, other", "measures", "counts another thing", "elsewhere", "measured before", "measured behind",
    "is date", "is year", "has year", "has day", "nearest by rule", "respectively", "figures in text", "dates in text", "bracketed", "quoted", "reason before",
    "whole clause", "begins clause", "ends clause",
)  # fmt: skip
ASKED = (
    *(f"asks {kind}" for kind in KINDS), "asks person", "asks place", "asks organisation", "asks year", "asks day",
    "asks a head", "head stands behind", "asks why or how", "asks 什么", "asks 哪", "asks 多少", "asks a unit",
)  # fmt: skip
NAMES = (
    *_PLAIN,
    *_EDGES,
    *(f"{c} inside" for c in INSIDE),
    *ASKED,
)
GROUPS: dict[str, tuple[str, ...]] = {
    "size and place": ("words", "characters", "position", "whole clause", "begins clause", "ends clause"),
    "overlap with the question": ("of question", "same in question", "rare of question"),
    "words of the clause": ("clause", "sentence", "clause before"),
    "words beside the gap": tuple(n for n in _PLAIN if n.startswith(("left of", "right of", "next is", "previous is"))),
    "likeness of words": (
        *(n for n in _PLAIN if n.startswith(("soft", "behind ", "before "))), "last word like head", "like head", "best word like head",
    ),
    "the noun asked for": tuple(n for n in _PLAIN if n.startswith("head")),
    "shape of a name": ("person", "full name", "organisation", "place", "bracketed", "quoted", "reason before"),
    "figures": (
        "is figure", "counts asked", "unit asked, other", "measures", "counts another thing", "elsewhere", "measured before",
        "measured behind", "figures in text",
    ),
    "dates": ("is date", "is year", "has year", "has day", "dates in text"),
    "nearest by rule": ("nearest by rule",),
    "respectively": ("respectively",),
    "classes of words": (*_EDGES, *(f"{c} inside" for c in INSIDE)),
    "kind asked": ASKED,
}  # fmt: skip

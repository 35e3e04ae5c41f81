"""What a text without a receipt comes nearest to, and where the two part. Pure functions, for the reader of verdicts (Chinese)."""

from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher

_SHOWN, _AROUND = 40, 6  # characters of a text that is told; on either side of where texts part


def closest(text: str, candidates: Iterable[str], least: float) -> str:
    """The candidate with the largest share of letters in common with a text, above `least`; "" if there is none."""
    best, share = "", least
    for one in candidates:
        matcher = SequenceMatcher(None, text, one, autojunk=False)
        if matcher.real_quick_ratio() > share and matcher.quick_ratio() > share and matcher.ratio() > share:
            best, share = one, matcher.ratio()
    return best


def parted(text: str, known: str) -> str:
    """Where a text and what the receipts have part, with a few characters on either side."""
    codes = SequenceMatcher(None, text, known, autojunk=False).get_opcodes()
    apart = [code for code in codes if code[0] != "equal"]
    if not apart:
        return f"在收据中是“{short(known)}”"
    if text in known:
        return f"只是“{short(known)}”的一部分"
    _, a, b, c, d = apart[0]
    said, printed = text[max(0, a - _AROUND) : b + _AROUND], known[max(0, c - _AROUND) : d + _AROUND]
    return f"与收据中的“{short(known)}”不同：文中“{short(said)}”，收据“{short(printed)}”"


def row_parted(cells: Sequence[str], known: Mapping[tuple[str, ...], object]) -> str:
    """Why a row of a table is none of the receipts': the cell in which it differs from the one it comes nearest to."""
    close = max(known, key=lambda row: sum(a == b for a, b in zip(row, cells, strict=False)), default=())
    same = sum(a == b for a, b in zip(close, cells, strict=False))
    if not close or same * 2 < len(close):
        return "收据中没有这一行" if known else "收据中没有这样的表头，各行无从核对"
    told = next((parted(b, a) for a, b in zip(close, cells, strict=False) if a != b), "列数与收据不同")
    return f"这一行{told}"


def short(text: str) -> str:
    """A text as it is told, its beginning where it is long."""
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"

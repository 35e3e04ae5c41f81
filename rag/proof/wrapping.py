"""What of white space a quote may leave out: nothing but wrapping. Pure functions; nothing fuzzy."""

from collections.abc import Sequence


def same_text(quote: str, slices: Sequence[str], between: Sequence[str]) -> bool:
    """Whether a quote equals raw slices read one after the other, but for white space that was wrapping.

    Wrapping is a run of white space with a line break, and whatever lies `between` two slices. It may be dropped or be one
    space; it may not be dropped where that glues two words or two numbers (`12` `34` is not 1234). All else must be equal.
    """
    at = 0
    for i, text in enumerate(slices):
        if i:
            next_at = _over_wrap(quote, at, text[:1], needs_space=any(c.isspace() for c in between[i - 1]))
            if next_at is None:
                return False
            at = next_at
        ended = _over_slice(quote, at, text)
        if ended is None:
            return False
        at = ended
    return at == len(quote)


def _over_slice(quote: str, at: int, text: str) -> int | None:
    k = 0
    while k < len(text):
        end = k
        while end < len(text) and text[end].isspace():
            end += 1
        if "\n" in text[k:end] or "\r" in text[k:end]:
            if quote.startswith(text[k:end], at):
                at += end - k
            else:
                over = _over_wrap(quote, at, text[end : end + 1], needs_space=True)
                if over is None:
                    return None
                at = over
            k = end
        elif at < len(quote) and quote[at] == text[k]:
            at, k = at + 1, k + 1
        else:
            return None
    return at


def _over_wrap(quote: str, at: int, following: str, *, needs_space: bool) -> int | None:
    if at < len(quote) and quote[at] == " " and not following.isspace():
        return at + 1
    glued = at > 0 and _western(quote[at - 1]) and _western(following)
    return None if glued and needs_space else at


def _western(char: str) -> bool:
    return char.isascii() and char.isalnum()

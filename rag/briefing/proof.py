"""The readers of saved briefings: JSON, and Word documents with their receipts inside. Importing this registers them."""

import json
from typing import Any

from rag.briefing.models import BriefingError
from rag.briefing.proving import saved_briefing
from rag.briefing.records import briefing_of
from rag.briefing.word.comparing import compare
from rag.briefing.word.opening import WordError
from rag.briefing.word.options import WordOptions, all_options
from rag.briefing.word.reading import seen_in
from rag.briefing.word.receipts import Receipts, ReceiptsError, receipts_in
from rag.proof.saved import Saved, SavedError, register, register_kind


def read_json(value: Any, where: str) -> Saved:  # noqa: ANN401 - any JSON value
    """A briefing's JSON value as answers to verify; lines that are only kept as alternatives are not shown, nor verified.

    Raises:
        SavedError: it is none, or cannot be understood.
    """
    try:
        briefing = briefing_of(value)
        return saved_briefing(briefing)
    except (BriefingError, LookupError) as error:
        raise SavedError(f"{where} 不能核验：{_told(error)}") from error


def read_word(data: bytes, file: str, receipts: bytes | None = None) -> Saved:
    """A Word document as answers to verify: what of its receipts is in sight, and what is in sight without a receipt.

    `receipts`: the briefing's JSON, where the document has lost its own.

    Raises:
        SavedError: it cannot be read, or its receipts are missing or cannot be read.
    """
    try:
        seen = seen_in(data)
        found = (
            _given(receipts)
            if receipts is not None
            else receipts_in(seen.receipts)
            if seen.receipts is not None
            else None
        )
        if found is None:
            raise SavedError(
                f"“{file}”中没有收据（另存为其他格式或由其他程序改写时会丢失）。"
                "请用 --receipts 给出 jizheng brief --json 保存的同一份简报"
            )
        options = (found.options,) if receipts is None else all_options()
        return saved_briefing(found.briefing, compare(seen, found.briefing, options))
    except (WordError, ReceiptsError, BriefingError, LookupError) as error:
        raise SavedError(f"“{file}”不能核验：{_told(error)}") from error


def _told(error: Exception) -> str:
    return f"所引的编号 {error} 不在简报中" if isinstance(error, LookupError) else str(error)


def _given(data: bytes) -> Receipts:
    try:
        return Receipts(briefing_of(json.loads(data.decode("utf-8-sig"))), WordOptions())
    except (ValueError, RecursionError) as error:
        raise SavedError(f"--receipts 给出的文件不是有效的 JSON（{error}）") from error


register(".docx", read_word)
register_kind("briefing", read_json)

"""A conversation in the terminal: each line a question, understood together with the questions before it."""

import json
import sys
from collections.abc import Iterable
from typing import TextIO

from api.printing import as_text
from api.wording import too_long
from index.filters import SourceFilter
from rag.assistant import Assistant
from rag.conversation.pointing import Exchange
from rag.records import record

_WELCOME = "每行一问，可以追问（如：那2024年呢？谁说的？）。输入“新问题”另起话题，输入“退出”结束。"
_PROMPT = "问："
_ANEW = frozenset(["新问题", "清空", "重新开始"])
_LEAVE = frozenset(["退出", "结束", "再见", "exit", "quit"])


def run_chat(
    assistant: Assistant, lines: TextIO, top_k: int | None, sources: SourceFilter | None = None, *, as_json: bool
) -> int:
    """Answer line by line until the input ends; gives 0. The prompt is shown to people only, not where lines are piped in.

    `as_json`: one answer record a line. A line that is too long is told and passed over.
    """
    live = lines.isatty()
    turns: tuple[Exchange, ...] = ()
    if live:
        print(_WELCOME, file=sys.stderr)
    for line in _prompted(lines, live=live):
        question = line.strip()
        if question in _LEAVE:
            break
        if question in _ANEW:
            turns = ()
            print("已另起话题。", file=sys.stderr)
        elif len(question) > assistant.settings.question_length:
            print(f"{too_long('问题', question, assistant.settings.question_length)}，请缩短。", file=sys.stderr)
        elif question:
            answer = assistant.ask(question, top_k, sources, turns)
            told = record(answer)
            shown = as_text(told, colour=sys.stdout.isatty()) + "\n"
            print(json.dumps(told, ensure_ascii=False) if as_json else shown, flush=True)
            turns = (*turns, Exchange(question, answer.short_answer or ""))[-assistant.settings.turns :]
    return 0


def _prompted(lines: TextIO, *, live: bool) -> Iterable[str]:
    while True:
        if live:
            print(_PROMPT, end="", file=sys.stderr, flush=True)
        line = lines.readline()
        if not line:
            return
        yield line

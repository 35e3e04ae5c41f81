"""The standing proof: right answers made wrong in one respect, and how many of the wrong ones are caught; by kind.

Two suites: verbatim claims of the product's own answers, changed by machine and put before `rag.proof.reproving` (goal: all caught, no
false alarm), and claims reworded by hand (tests/claims/reworded.jsonl) put before `rag.claims.checking` (goal: .95 and .05).
`python -m eval.mutations` prints both tables.
"""

import argparse
import copy
import json
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from eval.suites import open_suites, opened
from rag.claims.checking import judge
from rag.proof.originals import Originals
from rag.proof.reproving import reprove
from rag.proof.saved import answer_of
from rag.records import record

ROOT = Path(__file__).parent.parent
CASES, SEEDS, REWORDED = ROOT / "eval/cases", ROOT / "seeds", ROOT / "tests/claims/reworded.jsonl"
BRIEFINGS = ROOT / "tests/claims/briefings.jsonl"
Saved = dict[str, Any]


class Mutation(NamedTuple):
    """A text that is wrong in one respect."""

    kind: str
    text: str


@dataclass
class Tally:
    """How many wrong claims of each kind were caught, and how many right ones were refused."""

    wrong: Counter[str] = field(default_factory=Counter)
    caught: Counter[str] = field(default_factory=Counter)
    right: int = 0
    refused: int = 0
    missed: list[Mutation] = field(default_factory=list)

    def table(self, title: str) -> str:
        """The table as it is printed."""
        lines = [title, f"{'kind':<16}{'caught':>8}{'of':>8}{'share':>9}"]
        lines += [_row(kind, self.caught[kind], self.wrong[kind]) for kind in sorted(self.wrong)]
        caught, wrong = sum(self.caught.values()), sum(self.wrong.values())
        lines += [_row("all", caught, wrong), _row("false alarms", self.refused, self.right)]
        return "\n".join(lines)


def _row(name: str, part: int, whole: int) -> str:
    return f"{name:<16}{part:>8}{whole:>8}{part / max(1, whole):>9.3f}"


_SWAPS: tuple[tuple[str, str, str], ...] = (
    ("unit", r"(?<=\d)亿", "万"), ("unit", r"(?<=\d)万", "亿"), ("unit", r"(?<=\d)%", "‰"), ("unit", r"(?<=[\d余多])家", "个"), ("unit", r"(?<=[\d余多])个", "家"),
    ("unit", r"(?<=\d)项", "类"), ("unit", r"(?<=亿)元", "美元"), ("unit", r"公里", "米"), ("unit", r"公顷", "亩"), ("unit", r"(?<=\d)吨", "公斤"),
    ("qualifier", r"超过|逾", "不足"), ("qualifier", r"不低于|不少于", "不超过"), ("qualifier", r"不超过", "不低于"), ("qualifier", r"约(?=\d)", "超"), ("qualifier", r"近(?=\d)", "超"),
    ("qualifier", r"突破(?=\d)", "不足"), ("qualifier", r"以上", "以下"), ("qualifier", r"(?<=\d)余", ""), ("qualifier", r"(?<=\d)多(?=[个家项名])", ""),
    ("modality", r"力争|计划(?=到|于|\d)|拟(?!合)|预计|争取", "已"), ("modality", r"将(?=[建形达在推])", "已"), ("modality", r"已(?!经)", "将"), ("modality", r"实现了|建成了|形成了", "计划实现"),
    ("negation", r"不(?=[能得再会是存])", ""), ("negation", r"没有|尚未|未能|并非|不再", "已"), ("negation", r"(?<=[\u4e00-\u9fff])是(?=[\u4e00-\u9fff])", "不是"), ("negation", r"能够", "不能"),
    ("direction", r"增长|提高|提升|上升", "下降"), ("direction", r"下降|减少|降低", "增长"), ("order", r"第一|首位", "第二"), ("order", r"首次|率先", "再次"),
    ("scope", r"全国", "全省"), ("scope", r"全球|世界", "亚洲"), ("scope", r"全省", "全国"), ("scope", r"部分|有些", "全部"),
)  # fmt: skip
_NAMES = re.compile(r"[\u4e00-\u9fff]{2,6}(?:省|市|县|公司|集团|大学|学院|研究院|研究所|协会|部|委|局|港|集群)")
_LIMIT = re.compile(r"，(?:但|不过|除|不含|不包括|若|如果|尽管)[^，。；]*|（不含[^）]*）|除[^，。；]{1,20}外，?")
_OTHER = "青屿港务集团"


def mutate(text: str, other: str = "") -> Iterator[Mutation]:
    """The mutations of a text; `other`: another right text, for halves that are joined. None equals the text."""
    found = [*_numbers(text), *_swapped(text), *_named(text), *_dropped(text), *_joined(text, other)]
    seen = {text}
    for mutation in found:
        if mutation.text not in seen and mutation.text.strip():
            seen.add(mutation.text)
            yield mutation


def _numbers(text: str) -> Iterator[Mutation]:
    for number in re.finditer(r"\d+(?:\.\d+)?", text):
        year = re.fullmatch(r"(?:19|20)\d\d", number.group()) and text[number.end() : number.end() + 1] in "年—-至~"
        last = number.end() - 1
        changed = text[:last] + str((int(text[last]) + (1 if year else 3)) % 10) + text[last + 1 :]
        yield Mutation("year" if year else "digit", changed)


def _swapped(text: str) -> Iterator[Mutation]:
    for kind, pattern, instead in _SWAPS:
        match = re.search(pattern, text)
        if match:
            yield Mutation(kind, text[: match.start()] + instead + text[match.end() :])


def _named(text: str) -> Iterator[Mutation]:
    name = _NAMES.search(text)
    if name:
        yield Mutation("entity", text[: name.start()] + _OTHER + text[name.end() :])


def _dropped(text: str) -> Iterator[Mutation]:
    for limit in _LIMIT.finditer(text):
        yield Mutation("exception", text[: limit.start()] + text[limit.end() :])


def _joined(text: str, other: str) -> Iterator[Mutation]:
    head, comma, _ = text.partition("，")
    _, also, tail = other.rpartition("，")
    if comma and also and tail not in text:
        yield Mutation("joined_halves", f"{head}，{tail}")


def forged(answer: Saved, number: int, text: str, *, quoted: bool) -> Saved:
    """An answer one claim of which says `text` instead; `quoted`: its quotes are changed with it."""
    changed = copy.deepcopy(answer)
    claim = changed["claims"][number]
    before = claim["text"]
    changed["answer"] = changed["answer"].replace(before, text, 1)
    shift = len(text) - len(before)
    claim["text"], claim["end"] = text, claim["end"] + shift
    for later in changed["claims"][number + 1 :]:
        later["start"], later["end"] = later["start"] + shift, later["end"] + shift
    for citation in changed["citations"] if quoted else ():
        if citation["n"] in claim["citations"]:
            citation["quote"] = citation["quote"].replace(before, text)
    return changed


def resaid(answer: Saved, number: int) -> Iterator[Saved]:
    """Answers one citation of which is said to be somebody else's, or to stand under another name."""
    for at, citation in enumerate(answer["citations"]):
        if citation["n"] in answer["claims"][number]["citations"]:
            changed = copy.deepcopy(answer)
            changed["citations"][at]["speaker"] = {
                "name": "顾闻溪",
                "role": None,
                "relation": "direct",
                "spans": [[0, 3]],
            }
            yield changed


def judge_verbatim(answers: Sequence[tuple[Saved, Originals]], tally: Tally, step: int = 1) -> Tally:
    """Put the answers' claims, right and wrong, before the verifier; `step`: of the wrong ones every so many are tried."""
    quotes = [(a, o, n) for a, o in answers for n, c in enumerate(a["claims"]) if c["kind"] == "quote"]
    for at, (answer, originals, n) in enumerate(quotes):
        other, _, m = quotes[(at + 1) % len(quotes)]
        text = answer["claims"][n]["text"]
        tally.right += 1
        tally.refused += not _holds(answer, originals)
        wrong = [
            (mutation, forged(answer, n, mutation.text, quoted=quoted))
            for mutation in mutate(text, other["claims"][m]["text"])
            for quoted in (False, True)
            if not (quoted and _said(mutation.text, originals))
        ]
        wrong += [(Mutation("speaker", text), changed) for changed in resaid(answer, n)]
        for mutation, changed in wrong[at % step :: step]:
            _count(tally, mutation, caught=not _holds(changed, originals))
    return tally


def _said(text: str, originals: Originals) -> bool:
    """Whether a text that was made wrong stands in a document after all."""
    return any(re.sub(r"\s", "", text) in re.sub(r"\s", "", o.raw) for o in originals.others(""))


def _holds(answer: Saved, originals: Originals) -> bool:
    return reprove(answer_of(answer, "mutation"), originals).holds


def _count(tally: Tally, mutation: Mutation, *, caught: bool) -> None:
    tally.wrong[mutation.kind] += 1
    tally.caught[mutation.kind] += caught
    if not caught:
        tally.missed.append(mutation)


def judge_reworded(file: Path, half: str) -> Tally:
    """Put the claims of a half of the reworded suite before the verifier."""
    tally = Tally()
    for line in file.read_text("utf-8").splitlines():
        group = json.loads(line)
        if group["half"] != half:
            continue
        quotes, context = group["quotes"], group.get("context") or []
        tally.right += 1
        tally.refused += not judge(group["claim"], quotes, context).holds
        for wrong in group["wrong"]:
            mutation = Mutation(wrong["kind"], wrong["text"])
            _count(tally, mutation, caught=not judge(mutation.text, quotes, context).holds)
    return tally


def answers_of(cases: Path, documents: Path, most: int) -> list[tuple[Saved, Originals]]:
    """Answered questions of the open cases, at most so many of each suite, as saved."""
    from index.building import build_library  # noqa: PLC0415 - the reworded suite needs no library
    from index.settings import IndexSettings  # noqa: PLC0415
    from rag.assistant import open_assistant  # noqa: PLC0415
    from rag.settings import AnswerSettings  # noqa: PLC0415

    found: list[tuple[Saved, Originals]] = []
    for suite in map(opened, open_suites(cases, documents)):
        with tempfile.TemporaryDirectory(prefix="jizheng-mutations-") as folder:
            build_library(suite.documents, Path(folder), IndexSettings())
            asker = open_assistant(Path(folder), IndexSettings(), AnswerSettings())
            originals = Originals(suite.documents)
            asked = _spread([c.question for c in suite.cases if c.answerable and not c.variant], most)
            saved = [json.loads(json.dumps(record(asker.ask(question)))) for question in asked]
        found += [(s, originals) for s in saved if any(c["kind"] == "quote" for c in s["claims"])]
    return found


def _spread(questions: Sequence[str], most: int) -> Iterable[str]:
    return questions[:: max(1, -(-len(questions) // most))]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables of both suites."""
    parser = argparse.ArgumentParser(prog="python -m eval.mutations", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--most", type=int, default=120, help="questions asked of each suite (default 120)")
    parser.add_argument(
        "--step", type=int, default=1, help="try every so many of the machine-made mutations (default 1)"
    )
    parser.add_argument(
        "--missed", action="store_true", help="print what was missed of the verbatim and the open claims"
    )
    told = parser.parse_args(arguments)
    answers = answers_of(CASES, SEEDS, told.most)
    verbatim = judge_verbatim(answers, Tally(), told.step)
    print(verbatim.table(f"Verbatim claims of {len(answers)} answers, changed by machine"))
    halves = {half: judge_reworded(REWORDED, half) for half in ("open", "held")}
    halves |= {f"briefings, {half}": judge_reworded(BRIEFINGS, half) for half in ("open", "held", "dev")}
    for half, tally in halves.items():
        print(f"\n{tally.table(f'Claims reworded by hand, {half} half')}")
    if told.missed:
        for mutation in (*verbatim.missed, *halves["open"].missed):
            print(mutation.kind, mutation.text, sep="\t")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Where the bar lies for the default install (no model endpoint, no network), and what the best known systems reach."""

from collections.abc import Sequence
from dataclasses import dataclass

from eval.metrics import mean
from eval.models import Outcome
from eval.wording import NONE, TYPES, percent


@dataclass(frozen=True)
class Goal:
    """A metric with the value it should reach. Over the plain cases of some types (all, where none are named) or a kind of rewording."""

    name: str
    metric: str
    value: float
    types: tuple[str, ...] = ()
    variant: str = ""
    at_most: bool = False
    gated: bool = True
    best: str = ""

    def met(self, value: float) -> bool:
        """Whether a value reaches the goal."""
        return value <= self.value if self.at_most else value >= self.value


_DIRECT = tuple(t for t in TYPES if t != "documents")
_LONG_BENCH = "GPT-4o {}，2026 年最好 {}（LongBench-Cite）"
_CITING = "Lex {}（用 Gemini），LongCite-8B {}"
_RGB = "ChatGPT 95.7%（无噪声）、70.7%（八成噪声）（RGB 中文）"
# AccStrict stands for "at most three sentences": one short answer, or the first claim of at most 200 characters.
GOALS: tuple[Goal, ...] = (
    Goal("引文与原文逐字相同", "QuoteValid", 1.0, best=_LONG_BENCH.format("47%", "84%")),
    Goal("论断都有引文", "CiteCover", 1.0, best=_LONG_BENCH.format("54%", "89%")),
    Goal("引文准确率", "CiteP", 0.95, best=_CITING.format("92%", "80%")),
    Goal("引文召回率", "CiteR", 0.95, best=_CITING.format("94%", "62%")),
    Goal("检索：直接提问", "EvR@5(fused)", 0.99, types=_DIRECT, best="BM25 99%"),
    Goal("检索：口语", "EvR@5(fused)", 0.90, variant="colloquial", gated=False, best="BM25 43%"),
    Goal("检索：英文", "EvR@5(fused)", 0.80, variant="english", gated=False, best="BM25 20%"),
    Goal("检索：多文档", "EvR@5(fused)", 0.90, types=("documents",), best="混合检索加重排 82%（T2-RAGBench）"),
    Goal("数字", "AccStrict", 0.95, types=("number",), best=_RGB),
    Goal("名称", "AccStrict", 0.95, types=("entity",), best=_RGB),
    Goal("列举", "NuggetF1", 0.90, types=("list",), best="Lex 73%"),
    Goal("定义", "VitalStrict", 0.85, types=("definition",), best="Lex 76%（不分题型）"),
    Goal("为何", "VitalStrict", 0.85, types=("why",), best="Lex 76%（不分题型）"),
    Goal("如何", "VitalStrict", 0.85, types=("how",), best="Lex 76%（不分题型）"),
    Goal("表格取数", "AccStrict", 0.97, types=("cell",), best="未见有人做"),
    Goal("表格计数", "AccStrict", 0.95, types=("count",), best="未见有人做"),
    Goal(
        "近似不可答而作答",
        "Halluc",
        0.07,
        types=("near_miss",),
        at_most=True,
        best="GPT-4 43.6%（NoMIRACL 中文），Lex 10%",
    ),
    Goal("题外而作答", "Halluc", 0.0, types=("off_topic",), at_most=True),
    Goal("可答而拒答", "FalseRef", 0.02, at_most=True, best="GPT-4 4.4%（NoMIRACL 中文），Lex 0 / 89"),
)


def goal_of_type(name: str) -> Goal | None:
    """The goal for the answers of one type of cases, where there is one."""
    return next((g for g in GOALS if g.types == (name,) and "@" not in g.metric), None)


def measured(goal: Goal, outcomes: Sequence[Outcome]) -> list[float]:
    """A goal's metric in each case that it is about and that has it."""
    return [o.scores[goal.metric] for o in outcomes if _within(goal, o) and goal.metric in o.scores]


def reached(goal: Goal, outcomes: Sequence[Outcome]) -> float | None:
    """What a run reaches of a goal's metric; none where no case has it."""
    values = measured(goal, outcomes)
    return mean(values) if values else None


def aim(goal: Goal, outcomes: Sequence[Outcome]) -> tuple[str, str, str, str]:
    """A goal in words: its metric, what is reached, what should be, and whether it is."""
    value, bound = reached(goal, outcomes), f"{'≤' if goal.at_most else '≥'} {percent(goal.value)}"
    return goal.metric, percent(value), bound, NONE if value is None else ("✓" if goal.met(value) else "✗")


def _within(goal: Goal, outcome: Outcome) -> bool:
    if outcome.variant != goal.variant:
        return False
    return not goal.types or outcome.type in goal.types

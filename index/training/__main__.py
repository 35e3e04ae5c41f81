"""Command line of training: `python -m index.training STEP --corpora DIR`."""

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from index.training import evaluation, export, passages, static, vocabulary
from index.training.evaluation import EvaluationSettings
from index.training.workplace import TrainingError, Workplace

Step = Callable[[Workplace, EvaluationSettings], None]
# In the order in which they build on one another; `all` runs them in this order.
STEPS: dict[str, Step] = {
    "passages": lambda place, s: passages.run(place, s.static.vocabulary.passages),
    "vocabulary": lambda place, s: vocabulary.run(place, s.static.vocabulary),
    "static": lambda place, s: static.run(place, s.static),
    "evaluate": evaluation.run,
    "export": export.run,
}


def run_steps(name: str, place: Workplace, settings: EvaluationSettings) -> None:
    """Run a step and those it builds on, or `all`; finished steps are skipped."""
    names = list(STEPS)
    last = len(names) if name == "all" else names.index(name) + 1
    for step in names[:last]:
        STEPS[step](place, settings)


def parser() -> argparse.ArgumentParser:
    """The options of the command line."""
    options = argparse.ArgumentParser(prog="python -m index.training", description="训练自带的词向量模型")
    options.add_argument("step", choices=[*STEPS, "all"], help="要运行的步骤；all 为全部步骤")
    options.add_argument("--corpora", type=Path, required=True, help="语料文件夹")
    options.add_argument("--work", type=Path, default=Path("data/training"), help="中间文件的文件夹")
    options.add_argument("--model", type=Path, default=Path("index/model"), help="导出模型的文件夹")
    options.add_argument(
        "--exclude", type=Path, nargs="*", default=[Path("seeds"), Path("eval/cases")], help="不得学习的文件"
    )
    options.add_argument("--steps", type=int, default=StaticDefaults.steps, help="词向量训练的步数")
    options.add_argument("--threads", type=int, default=StaticDefaults.threads, help="使用的处理器核数")
    return options


StaticDefaults = static.StaticSettings()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; 0 where all went well, 1 with a message on standard error where not."""
    given = parser().parse_args(arguments)
    place = Workplace(given.corpora, given.work, tuple(given.exclude), given.model)
    settings = EvaluationSettings(static=replace(StaticDefaults, steps=given.steps, threads=given.threads))
    try:
        run_steps(given.step, place, settings)
    except TrainingError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Command line of the encoder: `python -m index.training.encoder STEP --corpora DIR --work DIR`."""

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from index.segmentation import DEFAULT_MODEL
from index.training.encoder import bi, evaluate, export, finding, finetune, pretrain
from index.training.encoder.running import Pace
from index.training.encoder.settings import SIZES, EncoderSettings
from index.training.workplace import TrainingError, Workplace

Step = Callable[[Workplace, EncoderSettings, Pace], bool]
# In the order in which they build on one another; `finetune` also works without `pretrain`.
STEPS: dict[str, Step] = {
    "pretrain": pretrain.run,
    "finetune": finetune.run,
    "export": export.run,
    "evaluate": evaluate.run,
    "bi": bi.run,
    "finding": finding.run,
}
UNFINISHED = 3  # exit status of a run that was stopped by --minutes: call it again


def parser() -> argparse.ArgumentParser:
    """The options of the command line."""
    options = argparse.ArgumentParser(prog="python -m index.training.encoder", description="训练小型阅读模型")
    options.add_argument("step", choices=[*STEPS, "all"], help="要运行的步骤；all 为全部步骤")
    options.add_argument("--corpora", type=Path, required=True, help="语料文件夹")
    options.add_argument("--work", type=Path, default=Path("data/encoder"), help="中间文件的文件夹")
    options.add_argument("--model", type=Path, default=DEFAULT_MODEL, help="自带词向量的文件夹")
    options.add_argument(
        "--exclude", type=Path, nargs="*", default=[Path("seeds"), Path("eval/cases")], help="不得学习的文件"
    )
    options.add_argument("--size", choices=list(SIZES), default="small", help="small：处理器；base：显卡")
    options.add_argument("--device", default="cpu", help="cpu 或 cuda")
    options.add_argument("--minutes", type=float, help="运行多少分钟后存盘停下；再次运行即从断点继续")
    options.add_argument("--threads", type=int, default=1, help="使用的处理器核数")
    options.add_argument("--fraction", type=float, default=1.0, help="使用训练问题的比例（学习曲线）")
    return options


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line: 0 done, 3 stopped by --minutes before the end, 1 with a message on standard error."""
    given = parser().parse_args(arguments)
    import torch  # noqa: PLC0415 - after the options, so that --help is quick

    torch.set_num_threads(given.threads)
    torch.use_deterministic_algorithms(given.device == "cpu")
    place = Workplace(given.corpora, given.work, tuple(given.exclude), given.model)
    settings = SIZES[given.size]
    settings = replace(settings, finetune=replace(settings.finetune, fraction=given.fraction))
    pace = Pace(given.device, given.minutes)
    names = list(STEPS) if given.step == "all" else [given.step]
    try:
        return 0 if all(STEPS[name](place, settings, pace) for name in names) else UNFINISHED
    except TrainingError as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())

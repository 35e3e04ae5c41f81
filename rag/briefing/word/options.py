"""How a briefing is written as a Word document: evidence, standard of references, fonts."""

from dataclasses import dataclass, field
from itertools import product
from typing import Literal, get_args

from rag.briefing.references import STANDARDS, Standard

EvidenceAs = Literal["annex", "comments", "none"]
EVIDENCE_AS: tuple[EvidenceAs, ...] = get_args(EvidenceAs)


@dataclass(frozen=True)
class Font:
    """A font by the name Word knows it by, and what may stand in for it, best first; the last is free (OFL)."""

    name: str
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class Fonts:
    """The fonts of GB/T 9704-2012 by part; `latin`: for letters and digits in the text."""

    body: Font = Font("仿宋_GB2312", ("FangSong_GB2312", "仿宋", "FangSong", "FZFangSong-Z02", "Noto Serif CJK SC"))
    heading: Font = Font("黑体", ("SimHei", "FZHei-B01", "Noto Sans CJK SC"))
    subheading: Font = Font("楷体_GB2312", ("KaiTi_GB2312", "楷体", "KaiTi", "FZKai-Z03", "Noto Serif CJK SC"))
    title: Font = Font("方正小标宋简体", ("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "Noto Serif CJK SC"))
    number: Font = Font("宋体", ("SimSun", "FZShuSong-Z01", "Noto Serif CJK SC"))
    latin: Font = Font("Times New Roman", ("Liberation Serif",))


@dataclass(frozen=True)
class WordOptions:
    """`evidence`: where the quotes are; `standard`: of GB/T 7714; `table`: whether the table for checking figures is annexed."""

    evidence: EvidenceAs = "annex"
    standard: Standard = "2025"
    table: bool = True
    fonts: Fonts = field(default_factory=Fonts)


def all_options() -> tuple[WordOptions, ...]:
    """Every way a briefing may have been written; fonts aside, which change no text."""
    return tuple(WordOptions(e, s, t) for e, s, t in product(EVIDENCE_AS, STANDARDS, (True, False)))

"""Questions made by rule from plain text: a clause whose number, date, title or name is asked for.

They teach a reader what kinds of answers look like, on text of the field; the words of the rest are thinned, so that a
question is no copy of its sentence.
"""

import re
from collections.abc import Iterator

import numpy as np

from index.reader.inputs import SENTENCE_LENGTH
from index.training.encoder.examples import Example, Place, cut_sentences, in_context
from index.training.passages import Passage

_CLAUSE = re.compile(r"[^，。；！？,;!?]+")
_NUMBER = r"\d+(?:[.,]\d+)*"
_MEASURES = "万亿元|亿元|万元|亿美元|万人|万户|万家|元|个百分点|个|家|名|人|项|户|米|公里|吨|次|座|所|岁|位|种|条|辆|届|倍|平方公里"
# Kind of answer, and what asks for it: `{unit}` is the unit of the number. The first that fits wins.
_KINDS: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = (
    (re.compile(r"(?:\d{4}年)?\d{1,2}月(?:\d{1,2}日)?|\d{4}年"), ("什么时候", "何时", "哪一天", "什么时间")),
    (re.compile(rf"{_NUMBER}(?P<unit>{_MEASURES})"), ("多少{unit}", "多少")),
    (re.compile(rf"{_NUMBER}%|百分之[一二三四五六七八九十百点]+"), ("多少", "百分之多少", "百分比是多少")),
    (re.compile(r"《[^《》]{2,30}》"), ("什么文件", "哪部作品", "什么", "什么法规")),
    (re.compile(r"“[^“”]{2,16}”"), ("什么", "怎样的", "哪个")),
    (
        re.compile(r"[\u4e00-\u9fff]{2,5}(?:省|自治区)|[\u4e00-\u9fff]{2,3}(?:(?<!城)市|县)"),
        ("哪里", "哪个地方", "什么地方"),
    ),
    (
        re.compile(
            r"(?:国务院|[\u4e00-\u9fff]{2,10}?(?:委员会|研究院|大学|公司|集团|协会|管理局|办公室|人民法院|人民政府))"
        ),
        ("哪个机构", "谁", "哪个单位", "什么部门"),
    ),
)
_DROPPED = 0.25  # the share of two-character pieces that a question leaves out, on average


def of_passage(passage: Passage, group: int, chance: np.random.Generator) -> Example | None:
    """One question on a passage, by rule; None where no clause offers one."""
    sentences = [s for s in cut_sentences("".join(passage.sentences)) if len(s) >= 5]
    if len(sentences) < 2:
        return None
    for i in chance.permutation(len(sentences)).tolist():
        made = _question(sentences[i][:SENTENCE_LENGTH], chance)
        if made is None:
            continue
        query, place = made
        answer = sentences[i][place.start : place.end]
        spans = tuple((place,) if n == i else () for n in range(len(sentences)))
        if not any(answer in s for n, s in enumerate(sentences) if n != i):
            right = tuple(n == i for n in range(len(sentences)))
            return Example(query, tuple(in_context(sentences, passage.head[:80])), right, spans, group)
    return None


def _question(sentence: str, chance: np.random.Generator) -> tuple[str, Place] | None:
    found = [(m, asks) for kind, asks in _KINDS for m in kind.finditer(sentence)]
    if not found:
        return None
    match, asks = found[int(chance.integers(len(found)))]
    clause = next(
        (c for c in _CLAUSE.finditer(sentence) if c.start() <= match.start() and match.end() <= c.end()), None
    )
    if clause is None or len(clause.group()) - len(match.group()) < 6:
        return None
    word = asks[int(chance.integers(len(asks)))]
    unit = match.groupdict().get("unit") or ""
    place = Place(match.start(), match.end() - (len(unit) if "{unit}" in word and chance.random() < 0.3 else 0))
    before, after = sentence[clause.start() : match.start()], sentence[match.end() : clause.end()]
    # Half of the time something of another clause goes with it, as questions gather what a passage says.
    others = [
        c.group() for c in _CLAUSE.finditer(sentence) if c.start() != clause.start() and match.group() not in c.group()
    ]
    extra = others[int(chance.integers(len(others)))] if others and chance.random() < 0.5 else ""
    asked = word.format(unit=unit)
    parts = [
        _thin(extra[:24], 0.5, chance),
        _thin(before[-30:], _DROPPED, chance),
        asked,
        _thin(after[:24], _DROPPED, chance),
    ]
    if chance.random() < 0.4:  # the asking words last: …达到多少
        parts = [parts[0], parts[1], parts[3], "是", asked]
    return "".join(parts) + "？", place


def _thin(text: str, share: float, chance: np.random.Generator) -> str:
    pieces = [text[i : i + 2] for i in range(0, len(text), 2)]
    return "".join(p for p in pieces if chance.random() >= share * 2 * chance.random())


def cloze_examples(passages: Iterator[Passage], most: int, every: int, seed: int) -> Iterator[Example]:
    """Up to `most` questions, one on every `every`-th passage at most; groups are negative, as those of no real question."""
    chance = np.random.default_rng(seed)
    made = 0
    for number, passage in enumerate(passages):
        if made >= most:
            return
        if number % every:
            continue
        example = of_passage(passage, -1 - number, chance)
        if example is not None:
            made += 1
            yield example

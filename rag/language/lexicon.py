"""Words of questions: what only asks and tells nothing about the subject, and what is left."""

import math
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from index.forms import visible
from index.simplified import simplify
from rag.language.aliases import others

if TYPE_CHECKING:
    from index.segmentation import Segmenter

# Longest first where one holds another; each is cut out of the question before it is segmented.
_ASKING = (
    "(?:到底|究竟)是个?(?:啥|什么)(?:东西|玩意儿?|概念)?(?!样|时候)|是个?(?:啥|什么)(?:东西|玩意儿?|概念)|"
    "到(?:现在|目前)为止|(?:截至)?(?:现在|目前|如今|眼下)|"
    "什么叫做|什么叫|啥叫做|啥叫|请问|请介绍一下|请介绍|介绍一下|告诉我|我想知道|想知道|我想了解|帮我查一下|查一下|说说|谈谈|简述|概述|列出|列举|"
    "是什么时候|什么时候|什么时间|何时|哪一年|哪年|几月|哪一天|哪天|"
    "叫(?:什么|啥)名字|名字叫(?:什么|啥)|名字是什么|叫(?:什么|啥)|"
    "是什么意思|什么意思|是指什么|指的是什么|指什么|的定义是什么|定义|什么是|何谓|(?<![如因])何为|所谓|是什么|什么样的|什么|"
    "有哪些|包括哪些|包含哪些|分为哪些|哪些方面|哪几个方面|哪几方面|哪几种|哪几类|哪几个|哪几|哪些|哪个|哪家|哪里|哪位|哪一|何处|"
    "百分之几|百分之多少|几成(?!立|功|为|熟|长|效|果|员)|有多少|是多少|为多少|多少|有几个|几个|几种|几类|有几|多大|多高|多长|多远|多久|"
    "为什么要|为什么|为何|为啥|原因是|怎么样|怎样|怎么看待|怎么看|怎么|如何看待|如何|咋样|"
    "是谁|由谁|是不是|是否|有没有|能不能|能否|可否|可以吗|"
    "根据|按照|依据|关于|对于|文中|文章|材料中|报告中|资料中|提到的|提到|提及|所说的|的观点|的看法|一共|总共|共有|共计|合计"
)
_YEAR = re.compile(r"((?:19|20)\d\d)\s?年(?:[底末初](?!特|期))?")
_CUT = re.compile(rf"哪(?:[两二三四五六七八九十]|\d+)(?:个|家|项|种|类|大|条|点|位|步|所|座)?(?:方面)?|{_ASKING}")
_RUN = re.compile(r"[a-z0-9.+'%-]*[a-z][a-z0-9.+'%-]*|\d+(?:\.\d+)?%?|[\u3400-\u9fff]+")
_EMPTY_WORDS = (
    "大概 大约 大致 约 左右 究竟 到底 已经 已 曾 曾经 仍 仍然 正在 的 了 是 有 在 对 于 从 到 被 把 由 将 为 中 等 其 这 那 该 我 你 它 他 和 与 及 或 都 又 也 就 还 并 不 "
    "要 应 会 能 可 可以 个 家 项 种 名 位 年 月 日 几 多 哪 谁 吗 呢 吧 么 啥 咋 咱 搞 做 做了 干 看 说 认为 "
    "指出 表示 提出 提出了 强调 介绍 认为的 应该 应当 需要 必须 属于 位于 达到 达 目前 现在 如今 具体 主要 分别 他们 我们 "
    "咱们 它们 情况 方面 采取 采取了 进行 存在 注意 以及 之一 各自 所有 其中 我国 国家 叫 钱 里 上 下 来 去 后 前 时 "
    "时候 用 以 所 之 而 且 则 若 如 比 很 更 最 下列 以下 上述 哪类 类型 有关 相关 请 给 让 使 得 地 过 着 "
)
_ALIAS, _PARTS = 0.8, 0.8
_EMPTY = frozenset(_EMPTY_WORDS.split())


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """A text's key for matching: NFKC, lower case, simplified, straight apostrophes, no white space. Never shown, no offsets."""
    return re.sub(r"\s+", "", _matched(text).replace("‘", "'"))


def content(text: str) -> str:
    """A question without the words that only ask; a blank stands where something was cut."""
    return _CUT.sub(" ", _YEAR.sub(r"\1 ", _matched(text)))  # 2022年产值: not 年产值


def masked(text: str) -> str:
    """A simplified text with a blank for each character of the words that only ask; of the same length."""
    return _CUT.sub(lambda asks: " " * len(asks.group()), text)


def unlikeliness(run: str) -> float:
    """How unlikely a run of Han characters is as Chinese: the sum over its words of -log(p), p by rank (Zipf's law)."""
    segmenter = _segmenter()
    size = math.log(segmenter.size)
    return sum(segmenter.rarity(word) * size + _ZIPF for word in segmenter.words([run])[0])


_ZIPF = 2.43  # log of the harmonic number of 48,000: p(rank) = 1 / (rank * 11.4)


def known_words(words: Sequence[str]) -> list[bool]:
    """Whether each word is one of the shipped vocabulary."""
    return [_segmenter().rarity(word) < 1.0 for word in words]


def _matched(text: str) -> str:
    return simplify(unicodedata.normalize("NFKC", visible(text)).lower()).replace("’", "'")


@cache
def _segmenter() -> "Segmenter":
    from index.segmentation import Segmenter  # noqa: PLC0415 - keeps verifying free of tokenizers

    return Segmenter()


def words_of(run: str) -> list[str]:
    """The words of a run of Han characters, by the shipped vocabulary; unknown ones fall into characters."""
    return _segmenter().words([run])[0]


def terms(text: str) -> list[str]:
    """The words of a text that tell of its subject, in order, without repeats: Latin words, numbers, Han words.

    Lone characters side by side are one word: names (赵/作/权) fall into characters where the vocabulary lacks them.
    """
    runs = _RUN.findall(text)
    cut = iter(_segmenter().words([run for run in runs if run[0] >= "\u3400"]))
    found: dict[str, None] = {}
    for run in runs:
        found.update(dict.fromkeys([run] if run[0] < "\u3400" else _words(next(cut))))
    return list(found)


def runs_of(text: str) -> list[str]:
    """All words of a folded text in order, also those that tell nothing: Latin words, numbers, Han words."""
    return [
        word for run in _RUN.findall(text) for word in (_segmenter().words([run])[0] if run[0] >= "\u3400" else [run])
    ]


def pieces(text: str) -> list[tuple[int, int]]:
    """Where the words of the vocabulary stand in a text; punctuation and white space between them are left out."""
    return _segmenter().places(text)


@lru_cache(maxsize=4096)
def words(text: str) -> tuple[str, ...]:
    """All words of a text in order, with repeats and those that tell nothing; joined they are the text, as it is matched."""
    return tuple(_segmenter().words([text])[0])


@lru_cache(maxsize=16384)
def rarity(term: str) -> float:
    """How rare a term is in Chinese at large: 0 common to 1 rare or unknown; numbers are middling."""
    return _segmenter().rarity(term) if not term[:1].isdigit() else 0.5


def _words(cut: list[str]) -> Iterator[str]:
    for alone, words in groupby((w for w in cut), key=lambda w: len(w) == 1 and w not in _EMPTY):
        if alone:
            run = "".join(words)
            named = _PLACE_AND_MORE.match(run)  # 砚溪县开 is a place and a verb
            yield from (named.groups() if named else (run,))
        else:
            yield from (w for w in words if w not in _EMPTY)


_PLACE_AND_MORE = re.compile(r"(.{2,3}[省市县区州镇乡])(.+)$")


def pairs(text: str) -> list[str]:
    """Neighbouring words of a text put together (制造 + 服务业), without repeats: what tells 制造服务业 from 制造业 and 服务业."""
    runs = [run for run in _RUN.findall(text) if run[0] >= "\u3400"]
    cut = ([w for w in words if w not in _EMPTY] for words in _segmenter().words(runs))
    return list(dict.fromkeys(a + b for words in cut for a, b in pairwise(words)))


def credit(term: str, text: str) -> float:
    """How far a folded text holds a term: 1 as it stands, 0.8 by another name, else 0.8 of the share of a longer word's bigrams."""
    if term in text:
        return 1.0
    names, grams = _ways(term)
    for name in names:  # loops, not any() and sum(): thousands of times a question
        if name in text:
            return _ALIAS
    if not grams:
        return 0.0
    met = 0
    for gram in grams:
        met += gram in text
    return _PARTS * met / len(grams)


@lru_cache(maxsize=8192)
def _ways(term: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The other names of a term, and the bigrams of a longer word that is not Latin."""
    if len(term) < 3 or term.isascii():
        return tuple(others(term)), ()
    return tuple(others(term)), tuple(term[i : i + 2] for i in range(len(term) - 1))


def share_of_bigrams(key: str, text: str) -> float:
    """Share (0..1) of a folded string's bigrams that stand in a folded text."""
    grams = bigrams(key)
    return sum(gram in text for gram in grams) / len(grams) if grams else 0.0


def share(weights: Mapping[str, float], text: str) -> float:
    """Weight of the terms that a folded text holds, as a share of all."""
    total = sum(weights.values())
    return sum(weight * credit(term, text) for term, weight in weights.items()) / total if total else 0.0


def bigrams(text: str) -> list[str]:
    """The bigrams of a folded text; a single character as it is."""
    return [text[i : i + 2] for i in range(max(1, len(text) - 1))] if text else []


def is_empty_word(word: str) -> bool:
    """Whether a word tells nothing of a subject: particles, pronouns, counting words."""
    return word in _EMPTY

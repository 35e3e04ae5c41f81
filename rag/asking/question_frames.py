"""A question taken apart for the one that follows it: when, of what, what of it, the asking words, what stands behind them."""

import re
from dataclasses import dataclass
from functools import lru_cache

from rag.language.lexicon import rarity, terms, words
from rag.language.places import PLACES, places_in
from rag.language.words import class_of, is_time, is_verb
from rag.numbers.figures import ASKED_UNIT

STOPS = "？?。！!，,、；;…~ "  # what may stand at the end of a question and says nothing
_PART = r"(?:年?(?:上半年|下半年|前[一二三四]季度|第?[一二三四]季度|底|末|初)|财年)"
_DAY = r"\d{1,2}月(?:\d{1,2}日|底|末|初)?"
_YEAR = rf"(?<!\d)(?:19|20)\d\d(?!\d)(?:年{_DAY}|{_PART}|年)?"
TIME = re.compile(
    rf"{_YEAR}\s?[—–~至到-]+\s?{_YEAR}(?:年间|期间)?|{_YEAR}|“?十[一二三四五六]五”?(?:时期|期间|末|规划期)?"
    rf"|[今去前明后]年(?:上半年|下半年|底|末|初)?|[上下]半年|第?[一二三四]季度|{_DAY}"
)
_AT = r"(?:截至|截止到?|到|至|在|自从?|从|于)?"
_WHILE = r"(?:以来|之前|之后|以前|以后|期间|时期|为止|[春秋]季学期|年度)?"
_WHEN = re.compile(rf"{_AT}(?:{TIME.pattern}){_WHILE}[，,、 ]*")
_TIME_NOUNS = frozenset(["学期", "假期", "期间", "时期", "以来", "年度", "目前"])
_FILLER = r"(?:大约|大概|约|一共|总共|共计|合计|共|分别|各自|各|都|主要|具体|究竟|到底|还)*"
_LINK = r"(?P<link>包括|包含|分为|属于|位于|是|为(?!什么|何|啥)|有(?!没有)|占|在|由|被|叫|达到?)?了?"
_WH = (
    r"什么时候|什么时间|什么地方|什么样的?|什么|哪(?:一|几)?(?:个|家|位|些|所|座|年|天|月|里|儿|项|种|类|份|篇|条|国|省|市|点)(?:方面)?|何时|何地|何处|何年|谁"
    r"|百分之几|第几|多少|多[大高长久快远]|几(?=[^\W\d])|怎么看待?|如何看待?|怎么样|怎样|怎么|如何|为什么|为何|为啥"
    r"|是否|有没有|是不是|能不能|能否|会不会|可否"
)
_ASK = re.compile(rf"{_FILLER}{_LINK}{_FILLER}(?P<wh>{_WH})|(?P<really>了?吗)$")
# What is told of a subject begins here, whatever stands between.
_TELLS = frozenset(
    [
        "提出",
        "计划",
        "预计",
        "力争",
        "打算",
        "将",
        "要",
        "已",
        "已经",
        "曾",
        "目前",
        "现在",
        "累计",
        "共",
        "一共",
        "总共",
        "全年",
        "对",
        "认为",
        "指出",
        "表示",
        "可以",
        "应",
        "应该",
    ]
)
_HAVING = frozenset(["有", "由", "在", "被", "叫", "包括", "包含", "分为", "属于", "位于"])
_BROAD = frozenset(["总", "年", "净", "纯", "毛", "人均", "平均", "户均", "新增", "同比", "实际"])
_NO_TOWN = r"(?<![城上超股楼门夜都本该全各])市(?!场|民|值|级|辖)|(?<![地园社港景片小灾山矿库校林城郊湾该全各])区(?!域|别|块|位)"
_NAMED = rf"(?:{'|'.join(PLACES)})(?:(?:壮族|回族|维吾尔)?自治区|省|市|县|州)?"
_PARTS_OF_CHINA = r"(?:东部|中部|西部|东北|华东|华北|华南|华中|西南|西北)(?:地区|省份|沿海)?"
_LETTER = r"(?![在哪个的是有和与及对到由为了这那每各该全本某几多把从以当年月日底末初季度期])[\u4e00-\u9fff]"  # no made-up place is named with these
PLACE = re.compile(
    rf"{_NAMED}|{_PARTS_OF_CHINA}|(?:{_LETTER}){{2,4}}?(?:(?<![各全该外本])省(?!级|份)|{_NO_TOWN}|(?<![各全该本])县(?!城|域|级))"
)


_RESULTS = frozenset("出到成至")
_SHORT_VERBS = frozenset("有用占是")


@dataclass(frozen=True)
class Token:
    """A word and where it stands in the text it was cut from."""

    start: int
    end: int
    text: str

    @property
    def verb(self) -> bool:
        """Whether it tells: a verb of two characters or more, or one that has, uses or takes."""
        stem = self.text[:-1] if self.text[-1:] in _RESULTS else ""  # 遴选出 has no entry of its own
        whole = len(self.text) > 1 and is_verb(self.text)
        return whole or self.text in _SHORT_VERBS or (len(stem) > 1 and class_of(stem) == "verb")

    @property
    def noun(self) -> bool:
        """Whether it names: a noun, a name, or a lone character, which may be part of a name."""
        return class_of(self.text) in ("noun", "name") or (len(self.text) == 1 and self.text not in _PARTICLES)


_PARTICLES = frozenset(
    "了过出成到至着的地得和与及是有在为由被对向从把将要都也还又吗呢吧啊年月日个家项种类名位所座条次年占用比该这那"
)


@dataclass(frozen=True)
class Frame:
    """`lead` + `subject` + `middle` + `ask` + `after` is the question without its last stop.

    `lead` says when (2019年), `middle` what of the subject (产值, 打造了), `ask` is asked with (是多少, 多少个), `after` what stands
    behind (世界级产业集群). `link`: the verb of the asking words (是, 有), "" if none; `wh`: the asking word itself.
    """

    lead: str
    subject: str
    middle: str
    ask: str
    after: str
    link: str
    wh: str

    @property
    def body(self) -> str:
        """All that stands before the asking words."""
        return self.lead + self.subject + self.middle

    @property
    def quantity(self) -> bool:
        """Whether a number is asked."""
        return self.wh.startswith(("多", "几", "百分之几", "第几"))

    @property
    def told(self) -> bool:
        """Whether the middle tells what the subject does (打造了), not what of it is asked (产值)."""
        return any(t.verb for t in tokens(self.middle)) and self.link not in ("是", "为", "达", "达到")

    @property
    def attribute(self) -> str:
        """What of the subject is asked, at the end of the middle: 产值; "" where the middle tells something."""
        if self.told or not self.middle:
            return ""
        when = [m.end() for m in _WHEN.finditer(self.middle)]
        return self.middle[when[-1] if when else 0 :].removeprefix("的")


NOTHING = Frame("", "", "", "", "", "", "")  # of a text that asks nothing


def tokens(text: str) -> list[Token]:
    """The words of a text with their places; punctuation and blanks are between them."""
    found, at, low = [], 0, text.lower()
    for word in words(text):
        start = low.find(word, at)
        if start >= 0:
            at = start + len(word)
            found.append(Token(start, at, word))
    return found


def naming(text: str) -> int:
    """How many words of a text name something: nouns and names, also made-up ones that fall into characters."""
    return sum(len(t) > 1 and (class_of(t) == "noun" or (class_of(t) == "name" and _rare(t))) for t in terms(text))


def _rare(name: str) -> bool:
    """印发 and 启动 are tagged as names too."""
    return len(name) > 2 or rarity(name) >= _RARE_NAME or bool(places_in(name))


_RARE_NAME = 0.75


def asks(text: str) -> bool:
    """Whether a text has asking words."""
    return _asked(text) is not None


@lru_cache(maxsize=1024)
def frame(text: str) -> Frame | None:
    """A plain question taken apart; None where nothing is asked."""
    text = text.rstrip("？?。！!；; ")
    found = _asked(text)
    if found is None:
        return None
    end = found.end()
    if found["wh"] in ("多少", "几"):
        counted = ASKED_UNIT.match(text, found.start("wh"))
        end = counted.end() if counted else end
    head, link, wh = text[: found.start()], found["link"] or "", found["wh"] or "吗"
    at = _lead(head)
    subject = _subject(head[at:], link, wh)
    return Frame(
        head[:at], head[at : at + subject], head[at + subject :], text[found.start() : end], text[end:], link, wh
    )


def _asked(text: str) -> re.Match[str] | None:
    """The asking words: the first, but for a number the one that counts (几个部门…多少家)."""
    return next((m for m in _ASK.finditer(text) if m["wh"] or m["really"]), None)


def _lead(head: str) -> int:
    """How far the words that say when reach at the start: 2023年秋季学期, 截至2021年，, 国庆假期."""
    at = 0
    while found := _WHEN.match(head, at):
        at = found.end()
    for token in tokens(head[at:]):
        first = head[at:] == head or at > 0
        if not first or not (is_time(token.text) or token.text in _TIME_NOUNS) or token.text in ("现代", "三期"):
            break
        lead = at
        at = lead + token.end
        return at + _more(head[at:])
    return at


def _more(rest: str) -> int:
    """Words of time right behind a first one: 国庆|假期, 秋季|学期."""
    end = 0
    for token in tokens(rest):
        if token.start != end or not (is_time(token.text) or token.text in _TIME_NOUNS):
            break
        end = token.end
    return end + (1 if rest[end : end + 1] in ("，", ",") else 0)


def _subject(head: str, link: str, wh: str) -> int:
    """How far the subject reaches: to what is told of it, to a time behind it, to 的, or to the noun that is asked of it."""
    cut = _told_from(head)
    when = _WHEN.search(head, 1)
    cut = min(cut, when.start() if when else cut)
    if cut < len(head) or link in _HAVING:
        return cut
    if link not in ("是", "为", "达", "达到") and (verb := _verb_from(head)):
        return verb
    if "的" in head[1:] and not wh.startswith(("哪", "谁")):
        return head.rindex("的")
    if wh.startswith(("多", "几", "百分", "第几")) and wh not in ("怎么", "如何"):
        return _before_attribute(head)
    return len(head)


def _told_from(head: str) -> int:
    return next((t.start for t in tokens(head) if t.text in _TELLS and t.start > 0), len(head))


def _verb_from(head: str) -> int:
    """Where the verb begins: the last word (接待了), else the first verb behind a noun; 0 if there is none."""
    cut = tokens(head.rstrip("了过着出到至成"))
    if len(cut) > 1 and len(cut[-1].text) > 1 and class_of(cut[-1].text) == "verb":  # 突破, also a noun
        return cut[-1].start
    return next((t.start for i, t in enumerate(cut) if t.verb and i and cut[i - 1].noun), 0)


def _before_attribute(head: str) -> int:
    """Where the noun begins that a number is asked of: 渔民|人均纯收入."""
    cut = tokens(head)
    at = len(cut) - 1
    while at > 1 and cut[at - 1].text in _BROAD:
        at -= 1
    return cut[at].start if at > 0 else (len(head) if at < 0 or PLACE.match(head) else 0)


def last_verb(text: str) -> int:
    """Where the last verb of a statement begins that only nouns follow (…面积|完成任务了); -1 if there is none."""
    return next((t.start for t in reversed(tokens(text)) if t.verb and t.start > 0), -1)

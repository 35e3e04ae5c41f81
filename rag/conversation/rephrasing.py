"""The question before asked anew for its items, its cause or its way: 具体有哪些, 为什么, 怎么做到的."""

import re

from rag.asking.question_frames import Frame, last_verb, tokens
from rag.conversation.pointing import counted
from rag.numbers.figures import figures_in

_WHETHER = frozenset(["是否", "有没有", "是不是", "能不能", "能否", "会不会", "可否"])
_WHETHER_VERB = {"有没有": "有", "能不能": "能", "能否": "能", "会不会": "会", "可否": "可以"}
WHY = frozenset(["为什么", "为何", "为啥"])
WAYS = frozenset(["怎么", "如何", "怎样"])
CIRCUMSTANCES = frozenset(
    [
        *WAYS,
        *[
            "什么时候",
            "什么时间",
            "什么地方",
            "哪年",
            "哪一年",
            "哪天",
            "哪一天",
            "哪里",
            "哪儿",
            "哪月",
            "哪个月",
            "何时",
            "何地",
            "何处",
            "何年",
        ],
    ]
)
_COUNTED = frozenset("个项种类条家座所点位名处件")
_SOMEBODY = re.compile(r"有(?:没有)?(?:人|专家|学者|企业|机构)")
_THERE = re.compile(r"(?P<of>.*?)(?:还|都)?有(?P<what>.+)$")
_NUMBERED = re.compile(r"“|[两二三四五六七八九十\d]")

# Each gives "" where the question before says nothing that can be asked so.


def items(asked: Frame, text: str) -> str:
    """A question for the items of what was counted (几项行动: 哪些行动) or said to be there (有差距吗: 有哪些差距)."""
    if asked.wh in ("吗", "是否", "有没有"):
        return _items_said(asked.body, asked.after if asked.wh != "有没有" else f"有{asked.after}")
    if asked.wh in ("多少", "几") and asked.after:
        return f"{asked.body}{'有' if asked.link == '有' else ''}{'了' if '了' in asked.ask else ''}哪些{asked.after}"
    if asked.wh in ("多少", "几") and asked.body and asked.ask[-1:] in _COUNTED:  # 行动一共有几项
        return f"{asked.body}有哪些"
    if asked.quantity or not asked.wh.startswith(("什么", "哪", "怎", "如何")):
        return ""
    return text if "哪些" in asked.wh or asked.wh in WAYS else f"{text}，具体有哪些"


def _items_said(body: str, after: str) -> str:
    """还有差距吗: 有哪些差距; 有八大趋势吗: 的八大趋势分别是什么; 出台了政策吗: 出台了哪些政策."""
    said = (body + after).removesuffix("了")
    there = _THERE.match(said)
    if there:
        numbered = _NUMBERED.match(there["what"])
        return f"{there['of']}的{there['what']}分别是什么" if numbered else f"{there['of']}有哪些{there['what']}"
    at = last_verb(said)
    verb = tokens(said[at:])[0].end if at > 0 else 0
    of = said[at + verb :]
    told = "了" if of.startswith("了") else ""
    of = of.removeprefix("了")
    return f"{said[: at + verb]}{told}哪些{of}" if at > 0 and of else ""


def who(asked: Frame, text: str) -> str:
    """A question for the person or body that the question before leaves open: 有人说…吗: 谁说…."""
    if asked.wh in ("吗", "有没有", "是否") and (some := _SOMEBODY.search(text)):
        return f"{text[: some.start()]}谁{text[some.end() :].removesuffix('吗')}"
    return f"{text}，是谁" if asked.wh.startswith(("哪", "什么")) else ""


def cause(asked: Frame, text: str, answer: str, no: str) -> str:
    """A question for the cause. `no` (没有): it did not come about; `answer`: the short answer, "" if not known, never a figure here."""
    if asked.wh in WHY:
        return text
    if asked.wh == "吗":
        body = asked.body.removesuffix("了")
        at = last_verb(body)
        return f"{body[:at]}为什么{no}{body[at:]}" if at > 0 else f"为什么{no}{body}"
    if asked.wh in _WHETHER:
        verb = no or _WHETHER_VERB.get(asked.wh, "")
        return f"{asked.body}为什么{verb}{asked.after}"
    return "" if no else _cause_of(asked, answer)


def _cause_of(asked: Frame, answer: str) -> str:
    if asked.quantity:
        return f"{asked.body}{asked.after}的原因是什么"
    after = asked.after.removesuffix("的")
    if asked.wh == "谁" and not asked.body:
        return f"为什么{asked.after}"
    if after and asked.wh in CIRCUMSTANCES:
        return f"{asked.body}为什么{after}"
    if asked.link in ("是", "由") and answer and not figures_in(answer):
        return f"{asked.body}为什么{asked.link}{answer}{asked.after}"
    return f"为什么{asked.body}{asked.after}" if asked.told else ""


def way(asked: Frame, text: str) -> str:
    """A question for how it came about."""
    if asked.wh in WAYS:
        return text
    if asked.told and asked.wh != "吗":
        return f"{asked.lead}{asked.subject}是如何{asked.middle.removesuffix('了')}{asked.after}的"
    body = asked.body.removesuffix("了")
    at = last_verb(body) if asked.wh == "吗" else -1
    if at > 0:
        return f"{body[:at]}是如何{body[at:]}的"
    return f"{body}{asked.after}是如何实现的" if body else ""


def compared(asked: Frame, two: str, how: str) -> str:
    """哪个更多, 相差多少, of two things (德国和日本) by what the question before asks; 哪个最大 of what it lists."""
    told = asked.middle.removesuffix("了")
    of = f"{told}的{asked.after}" if asked.told else (asked.attribute or asked.after)
    if how.startswith(("相差", "差")):
        return f"{asked.lead}{two}{'的' if not asked.told else ''}{of}{how}" if two and of else ""
    if two and of and not how.startswith("最"):
        return f"{asked.lead}{two}哪个{of if asked.told else '的' + of}{how}"
    listed = asked.after and (asked.quantity or "哪些" in asked.wh) and not asked.told
    return f"{asked.lead}{asked.subject}哪个{asked.after}{how}" if listed else ""


def circumstance(own: Frame, asked: Frame) -> str:
    """什么时候, 在哪里, 多少, asked of what the question before tells."""
    if own.quantity:
        there = _THERE.match(asked.body) if asked.wh == "吗" else None
        return f"{there['of']}有多少{there['what']}" if there else ""
    after = asked.after.removesuffix("的")
    if asked.after and own.link in ("在", "位于") and (asked.quantity or "哪些" in asked.wh):
        return counted(asked, "") + own.ask
    if asked.told:
        return f"{asked.lead}{asked.subject}{own.ask}{asked.middle.removesuffix('了')}{after}"
    if not asked.subject:
        return ""
    if asked.quantity:
        return f"{asked.lead}{asked.subject}{own.ask}" if own.wh in CIRCUMSTANCES else ""
    return f"{asked.body}{own.ask}{after}"

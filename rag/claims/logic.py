"""Whether a claim keeps what governs its source: negation, plan and result, direction, scope, active and passive."""

import re
from collections.abc import Iterator

from rag.claims.amounts import steps_of
from rag.claims.denials import NOT, denials
from rag.claims.scope import other_scope
from rag.claims.text import Case, Clause, pairs, without_figures
from rag.claims.words import any_of, opposed
from rag.language.words import is_verb, is_verbal_noun

_PLANNED = re.compile(
    r"力争|力求|(?<![模虚])拟(?!人|合|态)|(?<![”群战动的])计划(?=派|调|选|组|印|出|扩|增|提|到|于|在|用|投|建|新|完|实|将|累|总|安|培|引|招|开|推|解|把|近|对|从|撤|系|由|修|收|审|\d|[一二三])|打算|准备(?!金)|(?<![即必])将(?=再|会|选|试|派|适|扩大|进一步|于|继续|投入|建|达|超|突破|形成|培育|打造|新增|实现|重点|围绕|从|累计|完成|增加|减少|提高|降|不|在|是|加|有|迎|推|启|采|按|由|对|开|全面|逐步|拿|获|举|组织|上|下|出台|逐)|争取|预计|有望|目标是|的目标|下一步|提出.{0,3}到|(?<![长高降至升少加展增减缩扩])到\d{4}年(?!的)|\d{4}年前将|近期将|还?想(?=承|办|建|在)|规划(?=到|建|新)|商定|希望|规划，|年?预算(?:安排)?(?=[\d约为超])|规划要求|的规划$|能否|取决于"
)
_DONE = re.compile(r"已(?!计划)|了(?!解)|曾|完成(?!后)|实现了|业已|成功")
_OPEN = re.compile(
    r"拟|预算|计划|将(?!近)|力争|争取|预计|引导|鼓励|支持|推动|应|须|正在|尚未|试运行|目标|加快|还没|未|要|尚处|即将|可望|明年|今后|未来|蓝图|待|会(?!议|长|员|计|展|同|上)|若|如果|一旦|可能|能否|取决于|打算|准备|想"
)
_HAPPENED = re.compile(
    r"已|把|今年|连续|下降|增长|上升|拥?有|占|截[至止]|了|累计|去年|现有|完成|目前|当前|达|以来|实现|全部|一律|共|经过|逐渐|\d{4}年"
)
_MEANT = re.compile(r"拟|将(?!近)|力争|争取|预计|目标|下一步|提出|尚未|规划|安排|明年|会同|引导|鼓励|希望|若|如果|一旦")
_SURE = re.compile(r"必然|必定|一定(?=[会能要是将可])|肯定|无疑")


def lost_logic(case: Case) -> str:
    """Why the claim says otherwise than its source by a word that governs, "" if it does not."""
    checks = (denials, _plans, _opposites, other_scope, _swapped)
    return next((fault for check in checks for fault in check(case)), "")


def _plans(case: Case) -> Iterator[str]:
    """A plan told as a result, or a result as a plan."""
    given = _planned(case.given)
    over = frozenset(re.findall(r"\d{4}(?=年)", case.source)) if not any(given.values()) else frozenset()
    told = _planned(case.told, over)
    for clause in case.told:
        near = case.nearest(clause.pairs)
        if not near:
            continue
        source = [given[c] for c in near]
        if (
            told[clause]
            and not any(source)
            and not any(given.values())
            and not any(_MEANT.search(c.text) for c in near)
            and not _rules(near)
        ):
            yield f"原文不是计划或预计，所写的“{clause.text[:12]}”却是"
        if (
            not told[clause]
            and source[0]
            and not _OPEN.search(clause.text)
            and not _governed(case, clause)
            and not (_plan_follows(case, clause, told) and not _DONE.search(clause.text))
        ):
            yield f"原文“{near[0].text[:14]}”是计划或预计，所写的话没有说明"
        done = re.search(r"已|业已", clause.text)
        if (
            done
            and not any(re.search(r"已|截至|了|累计|去年|现有|完成|目前", c.text) for c in near)
            and any(_OPEN.search(c.text) for c in near)
        ):
            yield f"原文没有说“{clause.text[:12]}”已经做到"
        if done and not any(_HAPPENED.search(c.text) for c in near):
            yield f"原文没有说“{clause.text[:12]}”已经做到"
        ended = re.search(r"完成了|已完成|已经完成|结束了|已结束", clause.text)
        if ended and re.search(r"正在|尚在|仍在", near[0].text) and not re.search(r"完成|结束|已", near[0].text):
            yield f"原文说的是“{near[0].text[:12]}”，不是“{ended.group()}”"
        if "原则上" in case.source and "原则" not in case.claim and re.search(r"一律|全部|必须", clause.text):
            yield "原文说的是“原则上”"
        if (
            re.search(r"实际|确已|确实", clause.text)
            and not re.search(r"实际|确|已|了|完成", case.source)
            and any(given.values())
        ):
            yield "原文说的不是实际数"
        turned = re.search(r"(?<![即必])将(?=[\u4e00-\u9fff])(?P<what>[\u4e00-\u9fff]{2,4})", clause.text)
        if (
            turned
            and any(
                {turned["what"][:2], turned["what"][1:3]} & set(pairs(m["what"]))
                and m["what"][:2] not in clause.text[: turned.start()]
                for m in re.finditer(r"已经?(?:完成)?(?P<what>[\u4e00-\u9fff]{2,5})", case.source)
            )
            and not re.search("已|了", clause.text)
        ):
            yield f"原文说“{clause.text[:12]}”是已经做了的"
        sure = _SURE.search(clause.text)
        if sure and sure.group() not in case.source:
            yield f"原文没有“{sure.group()}”"


_RULES = re.compile(
    r"给予|予以|(?<![对响相适反供])应当?(?=[\u4e00-\u9fff])|(?<![无必])须|可以|不得|按照?.{1,14}(?:标准|给予)|免收|追究|处以|责令|执行|享受|适用于|不予"
)


def _rules(near: tuple[Clause, ...]) -> bool:
    """Whether the source lays down what is to be done: 给予补助 may be told as 将予以补助."""
    return any(_RULES.search(c.text) for c in near) and not any(
        re.search("已|了|去年|累计|完成|同比|截至", c.text) for c in near
    )


def _governed(case: Case, clause: Clause) -> bool:
    """Whether a clause before it in its sentence says that nothing has happened yet: 双方会在……合作，为期五年."""
    before = [c for c in case.told if c.sentence == clause.sentence and c.start < clause.start]
    return not _DONE.search(clause.text) and any(_OPEN.search(c.text) for c in before)


def _plan_follows(case: Case, clause: Clause, told: dict[Clause, bool]) -> bool:
    """Whether the clause right behind tells the plan: 据经济部宣布，计划近期……."""
    behind = [c for c in case.told if 0 <= c.start - clause.end <= 1 and c.sentence == clause.sentence]
    return any(told[c] or _OPEN.search(c.text) for c in behind)


def _planned(parts: tuple[Clause, ...], over: frozenset[str] = frozenset()) -> dict[Clause, bool]:
    """Which clauses tell a plan: one holds on over the clauses behind it in its sentence until something has happened.

    `over`: years that are none to come (到2024年9月末 for 2024年三季度末).
    """
    found: dict[Clause, bool] = {}
    holds, sentence = False, -1
    for clause in parts:
        holds = holds and (clause.sentence == sentence or not clause.opens)
        sentence = clause.sentence
        plan = [m.start() for m in _PLANNED.finditer(clause.text) if m.group()[1:5] not in over]
        done = [m.start() for m in _DONE.finditer(clause.text)]
        if plan and (not done or max(plan) > max(done)):
            holds = True
        elif done or re.search(r"目前|截至|去年|不变|正在征求", clause.text):
            holds = False
        found[clause] = holds or bool(plan)
    return found


def _opposites(case: Case) -> Iterator[str]:
    """A word whose opposite stands at its place in the source."""
    for clause in case.told:
        near = case.by_figures(clause) or case.nearest(clause.pairs)
        text = without_figures(clause.text)
        yield from _new_direction(case, text, near[0].text if near else case.source)
        yield from _unsteady(clause, near)
        for side, other in opposed():
            for word in side:
                if len(word) < 2 or word not in text or word in case.source or f"不{word}" in text:
                    continue
                if word[1:] == "后" and re.search(r"[比较][^，。；]{1,6}前", case.source):
                    continue  # 整合之后减少 says the same as 比整合前减少
                if any(w in clause.text for w in other):
                    continue
                if any_of(word, case.support) or any(w in case.support for w in side if len(w) > 1):
                    here = near[0].text if near else case.source
                    if (
                        any(w in here for w in other if len(w) > 1)
                        and not any(w in here for w in side)
                        and not any_of(word, here)
                    ):
                        yield f"“{word}”与原文“{next(w for w in other if w in here)}”相反"
                    continue
                here = " ".join(c.text for c in near[:2]) if near else case.source
                theirs = [w for w in other if len(w) > 1 and w in here]
                if theirs:
                    yield f"“{word}”与原文“{theirs[0]}”相反"
            for word in side:
                if len(word) < 2 or word not in text or word not in case.source or not near:
                    continue
                here = " ".join(c.text for c in near)
                others = [w for w in other if len(w) > 1 and w in here]
                if (
                    others
                    and not any(w in here for w in side)
                    and not any(w in clause.text for w in other)
                    and not NOT.search(clause.text)
                ):
                    yield f"“{word}”与原文“{others[0]}”相反"


_STEADY = re.compile(r"持平|不变|稳定|没有变化|变化不大|相当$|相当于上年|差不多|一样")
_MOVED = re.compile(r"[高低多少大小快慢]于|超过|增长|增加|提高|上升|下降|减少|降低|下滑|不及|扩大|缩小")


def _unsteady(clause: Clause, near: tuple[Clause, ...]) -> Iterator[str]:
    """What stayed as it was, told as more or less."""
    if near and _STEADY.search(near[0].text) and not _STEADY.search(clause.text):
        moved = _MOVED.search(clause.text)
        if moved and not _MOVED.search(near[0].text):
            yield f"原文说的是“{near[0].text[-8:]}”，不是“{moved.group()}”"


def _new_direction(case: Case, text: str, here: str) -> Iterator[str]:
    """A rise or a fall that the source does not tell, by a word nor by its figures (由60万元调整为80万元)."""
    steps = [b > a for a, b in steps_of(case.source)]
    for (side, _), up in zip(opposed()[:2], (True, False), strict=True):
        if (
            up in steps
            or (up and re.search(r"只有|仅有", case.source))
            or re.search("[增升涨高多延扩翻]|只有" if up else "[降减跌缩低少压]", here)
        ):
            continue
        for word in side:
            if (
                len(word) > 1
                and word in text
                and word not in case.support
                and not any_of(word, case.support)
                and not any(w in case.support for w in side)
            ):
                yield f"原文没有说“{word}”"


_PASSIVE = re.compile(r"(?P<done>[\u4e00-\u9fff]{2,12})(?:没有|未|不|已|也|都|均|可|会|将)?被(?P<rest>[^，。；]{2,24})")


_EITHER = frozenset(["列入", "纳入", "评为", "认定", "列为", "选入", "命名", "授予"])  # 项目列入名录 is 项目被列入名录


def _swapped(case: Case) -> Iterator[str]:
    """Passive told of what acts in the source: 甲查处乙 told as 甲被乙查处. 乙被甲查处 says the same as the source."""
    if "被" in case.source:
        return
    for told in _PASSIVE.finditer(case.claim):
        acts = [
            v
            for size in (4, 3, 2)
            for i in range(len(told["rest"]) - size + 1)
            if (v := told["rest"][i : i + size]) in case.source
        ]
        verb = max((v for v in acts if is_verb(v) or is_verbal_noun(v)), key=told["rest"].rfind, default="")
        if verb in _EITHER:
            continue
        own = [p for p in pairs(told["done"]) if p in case.source and p != verb]
        if not verb or not own:
            yield "原文没有“被”：主动与被动可能颠倒"
            return
        ahead = max(case.source.rfind(p, 0, case.source.find(verb)) for p in own)
        behind = max(case.source.find(p, case.source.find(verb) + len(verb)) for p in own)
        led = (
            ahead >= 0 and re.search(r"(?:将|把|对|使|让|令|由)[^，。；]{0,12}$", case.source[: ahead + 2]) is not None
        )
        if behind < 0 and not led:
            yield f"原文没有“被”：“{told['done'][-6:]}”可能不是受者"

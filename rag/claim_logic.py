"""Whether a claim keeps what governs its source: negation, plan and result, direction, scope, order, conditions, exceptions."""

import re
from collections.abc import Iterator

from rag.claim_amounts import steps_of
from rag.claim_text import Case, Clause, pairs, without_figures
from rag.claim_words import opposed, same_as, scopes
from rag.words import is_verb, is_verbal_noun

_NOT = re.compile(
    r"(?<!差)不(?![仅断同少久错足过满到及只论管等良动]|[低高大小多超][于过]|[得能可许会应宜][低高大小多少超][于过]|是因)|(?<!有)没有?+(?!收|变|超过[\d一二三四五六七八九十]|达到[\d一二三四五六七八九十])|未(?![来满成]|超过[\d一二三四五六七八九十])|无(?![锡人线形障偿论疑缝])|非(?![常遗洲物])|禁止|严禁|并非|除外|拒绝|难以|缺乏|缺少|毫无"
)
_PLANNED = re.compile(
    r"力争|力求|(?<![模虚])拟(?!人|合|态)|(?<![”群战动的])计划(?=到|于|在|用|投|建|新|完|实|将|累|总|安|培|引|招|开|推|解|把|近|对|从|撤|系|由|修|收|审|\d|[一二三])|打算|准备(?!金)|(?<![即必])将(?=再|会|选|试|派|适|扩大|进一步|于|继续|投入|建|达|超|突破|形成|培育|打造|新增|实现|重点|围绕|从|累计|完成|增加|减少|提高|降|不|在|是|加|有|迎|推|启|采|按|由|对|开|全面|逐步|拿|获|举|组织|上|下|出台|逐)|争取|预计|有望|目标是|的目标|下一步|提出.{0,3}到|(?<![长高降至升少加展增减缩扩])到\d{4}年(?!的)|\d{4}年前将|近期将|还?想(?=承|办|建|在)|规划(?=到|建|新)|商定|希望|规划，|规划要求|的规划$|能否|取决于"
)
_DONE = re.compile(r"已(?!计划)|了(?!解)|曾|完成(?!后)|实现了|业已|成功")
_OPEN = re.compile(
    r"拟|计划|将(?!近)|力争|争取|预计|引导|鼓励|支持|推动|应|须|正在|尚未|试运行|目标|加快|还没|未|要|尚处|即将|可望|明年|今后|未来|蓝图|待|会(?!议|长|员|计|展|同|上)|若|如果|一旦|可能|能否|取决于|打算|准备|想"
)
_HAPPENED = re.compile(
    r"已|拥?有|占|截[至止]|了|累计|去年|现有|完成|目前|当前|达|以来|实现|全部|一律|共|经过|逐渐|\d{4}年"
)
_DENYING = re.compile(_NOT.pattern + "|除(?!了)|仅|只|免|停|取消|终止|拒|否则|以外|缺(?!口|水|电|勤)|反对|不[足满到]")
_FIRM = ("不再", "不必", "无须", "无需", "从不", "决不", "并无", "也不", "也未", "均不", "均未")
_MEANT = re.compile(r"拟|将(?!近)|力争|争取|预计|目标|下一步|提出|尚未|规划|安排|明年|会同|引导|鼓励|希望|若|如果|一旦")
_SURE = re.compile(r"必然|必定|一定|肯定|无疑")


def lost_logic(case: Case) -> str:
    """Why the claim says otherwise than its source by a word that governs, "" if it does not."""
    checks = (_denials, _plans, _opposites, _scope, _swapped)
    return next((fault for check in checks for fault in check(case)), "")


def _denials(case: Case) -> Iterator[str]:
    """A negation added, or lost."""
    for word in _FIRM:
        if word in case.claim and word not in case.support and not _any_of(word, case.source):
            yield f"原文没有“{word}”"
    freed = re.search(r"免(?:予|于|征|收|除|缴|交|费)?", case.claim)
    if freed and not re.search(r"免|不用|不需|无须|无需|不收|不必|不予|不再|不征|零", case.source):
        yield f"原文没有“{freed.group()}”"
    yield from _charged(case)
    yield from _only(case)
    for clause in case.told:
        near = case.nearest(clause.pairs)
        if not near:
            continue
        said = _NOT.search(clause.text)
        if said and not any(_DENYING.search(c.text) for c in near) and not _denied_in_short(clause, said.end(), case):
            yield f"原文没有“{clause.text[said.start() : said.start() + 6]}”的否定"
        first = near[0]
        alike = len(first.pairs & clause.pairs)
        counts = (len(_NOT.findall(clause.text)), len(_NOT.findall(first.text)))
        if counts[0] != counts[1] and alike >= 0.75 * max(len(first.pairs), len(clause.pairs)) and min(counts):
            yield f"“{clause.text[:16]}”与原文“{first.text[:16]}”否定的次数不同"
        if said:
            continue
        if (
            _NOT.search(first.text)
            and len(first.pairs & clause.pairs) * 2 >= len(first.pairs)
            and not _denied_otherwise(case, clause)
        ):
            yield f"原文“{first.text[:16]}”的否定在所写的话中没有了"
        affirmed = frozenset(p for c in case.given if not _NOT.search(c.text) for p in c.pairs)
        for given in near:
            for match in _NOT.finditer(given.text):
                denied = frozenset(pairs(given.text[match.end() : match.end() + 6]))
                kept = denied & clause.pairs
                if kept <= affirmed:
                    continue  # told of something else as well, which it holds for
                if len(kept) * 2 >= min(len(denied), 4) and not _denied_at(clause, denied):
                    yield f"原文“{given.text[match.start() : match.start() + 8]}”的否定在所写的话中没有了"


_FREED = re.compile(r"(?:免(?:予|于|征|收|除|缴|交)|不予|不再)(?P<what>[\u4e00-\u9fff]{2})")


def _charged(case: Case) -> Iterator[str]:
    """What the source spares, told as due: 首次违反的，免予罚款 as 首次违反的，也要罚款."""
    for freed in _FREED.finditer(case.source):
        due = re.search(
            rf"(?:也要|仍要|仍须|仍应|还要|照样|同样要?|须|应当?|一律)(?:予以|进行)?{freed['what']}", case.claim
        )
        if due and not re.search(r"免|不予|不再|不用", case.claim):
            yield f"原文是“{freed.group()}”，不是“{due.group()}”"


def _only(case: Case) -> Iterator[str]:
    """不是简单地少收税 told as 只是少收税."""
    more = re.search(r"不(?:只|仅|光|单)?是|并非|不(?:只|仅|光)", case.source)
    only = re.search(r"只是|仅是|就是|不过是|无非是", case.claim)
    if more and only and not re.search(r"不|非", case.claim) and only.group() not in case.source:
        yield f"原文是“{more.group()}”，不是“{only.group()}”"


def _denied_in_short(clause: Clause, at: int, case: Case) -> bool:
    """Whether the source denies in one word what the claim denies in several: 无证 for 没有许可证, 未婚 for 没有结婚."""
    return any(m["what"] in clause.text[at : at + 6] for m in _SHORT_DENIAL.finditer(case.source))


_SHORT_DENIAL = re.compile(r"[无未非免](?P<what>[\u4e00-\u9fff])")


def _denied_at(clause: Clause, denied: frozenset[str]) -> bool:
    """Whether a claim denies what its source denies, by whatever word that stands near it."""
    places = [clause.text.find(pair) for pair in denied if pair in clause.text]
    around = clause.text[max(0, min(places) - 10) : max(places) + 6]
    return re.search(r"[不无未没免禁停除拒难否缺勿非只仅才外]", around) is not None


def _denied_otherwise(case: Case, clause: Clause) -> bool:
    """Whether a claim denies by other words than a negation, or the negation stands in the clause beside."""
    if re.search(r"不|无|未|没|免|禁|停|除|拒|只|仅|才", clause.text):
        return True
    return any(
        c.sentence == clause.sentence and abs(c.start - clause.end) < 3 and _NOT.search(c.text)
        for c in case.told
        if c != clause
    )


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
        ):
            yield f"原文不是计划或预计，所写的“{clause.text[:12]}”却是"
        if (
            not told[clause]
            and source[0]
            and not _OPEN.search(clause.text)
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
        if "原则上" in case.source and "原则" not in case.claim and re.search(r"一律|全部|必须", clause.text):
            yield "原文说的是“原则上”"
        sure = _SURE.search(clause.text)
        if sure and sure.group() not in case.source:
            yield f"原文没有“{sure.group()}”"


def _plan_follows(case: Case, clause: Clause, told: dict[Clause, bool]) -> bool:
    """Whether the clause right behind tells the plan: 据经济部宣布，计划近期……."""
    return any(told[c] and 0 <= c.start - clause.end <= 1 and c.sentence == clause.sentence for c in case.told)


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
        near = case.nearest(clause.pairs)
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
                if _any_of(word, case.support) or any(w in case.support for w in side if len(w) > 1):
                    here = near[0].text if near else case.source
                    if (
                        any(w in here for w in other if len(w) > 1)
                        and not any(w in here for w in side)
                        and not _any_of(word, here)
                    ):
                        yield f"“{word}”与原文“{next(w for w in other if w in here)}”相反"
                    continue
                here = near[0].text if near else case.source
                if any(w in case.source for w in other):
                    yield f"“{word}”与原文“{next(w for w in other if w in case.source)}”相反"
            for word in side:
                if len(word) < 2 or word not in text or word not in case.source or not near:
                    continue
                here = " ".join(c.text for c in near)
                others = [w for w in other if len(w) > 1 and w in here]
                if (
                    others
                    and not any(w in here for w in side)
                    and not any(w in clause.text for w in other)
                    and not _NOT.search(clause.text)
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
        if up in steps or re.search("[增升涨]" if up else "[降减跌缩]", here):
            continue
        for word in side:
            if (
                len(word) > 1
                and word in text
                and word not in case.support
                and not _any_of(word, case.support)
                and not any(w in case.support for w in side)
            ):
                yield f"原文没有说“{word}”"


def _any_of(word: str, text: str) -> bool:
    return any(w in text for w in same_as().get(word, ()) if len(w) > 1)


_EVERY = re.compile(
    r"均(?![分匀值价衡量])|都(?!市)|凡|每(?=[个家位名所一只条座项])|任何|一律|所有|各|全部|全体|悉数|统一|100%"
)


def _near(word: str, case: Case) -> str:
    """What the source says nearest to where a claim has a word."""
    clauses = [c for told in case.told if word in told.text for c in case.nearest(told.pairs)[:2]]
    return " ".join(c.text for c in clauses)


_WHOLE = frozenset({"所有", "全部", "一律", "各", "任何", "各类", "各级"})


def _scope(case: Case) -> Iterator[str]:
    """A word of scope that is not the source's."""
    for word, group in scopes().items():
        if word in case.claim and not any(w in case.support for w in group) and not _any_of(word, case.support):
            if word[0] == "首" and len(word) == 2 and "首" in case.support:
                continue  # 首飞, 首款
            if word == "各" and not re.search(r"各(?![占为有达出承增降自减])", case.claim):
                continue  # 各占60%和40%: of each by itself
            if word in _WHOLE and (_EVERY.search(_near(word, case)) or (word == "各" and "不同" in case.source)):
                continue
            if word in ("各", "全县", "全市", "全区", "全省", "全镇", "全校") and word[-1] in case.support:
                continue
            yield f"原文没有“{word}”"
    yield from _level(case)
    if "全年" in case.claim and not re.search("全年|年度|年", re.sub(r"今年|去年|当年|\d{4}年", "", case.support)):
        half = re.search(r"上半年|下半年|季度", case.source)
        if half:
            yield f"“全年”在原文中是“{half.group()}”"
    for clause in case.told:
        for given in case.nearest(clause.pairs)[:1]:
            numbers = set(re.findall(r"\d+(?:\.\d+)?", clause.text)) & set(re.findall(r"\d+(?:\.\d+)?", given.text))
            if (
                re.search(r"规上|规模以上", given.text)
                and not re.search(r"规上|规模以上", clause.text)
                and (numbers or len(given.pairs & clause.pairs) * 2 >= len(given.pairs))
            ):
                yield "原文的“规模以上”在所写的话中没有了"


_PASSIVE = re.compile(r"(?P<done>[\u4e00-\u9fff]{2,12})(?:没有|未|不|已|也|都|均|可|会|将)?被(?P<rest>[^，。；]{2,24})")


_LEVEL = re.compile(r"(?:国家|省|市|县|区|乡|镇|村|世界)级")


def _level(case: Case) -> Iterator[str]:
    """Another level of government: 省级 told as 国家级."""
    theirs = set(_LEVEL.findall(case.source)) - set(_LEVEL.findall(case.claim))
    for word in _LEVEL.findall(case.claim):
        if theirs and word not in case.support and word[:-1] not in case.source:
            yield f"“{word}”在原文中是“{min(theirs)}”"


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

"""Whether a claim keeps the words that narrow what its source tells: some of them, of those in a trial, may and must, this year's."""

import re
from collections.abc import Iterator

from rag.claims.amounts import figures_of, same_amount
from rag.claims.text import Case, pairs
from rag.language.lexicon import pieces
from rag.language.words import is_grammar, is_noun, is_verbal_noun, tag_of


def widened(case: Case) -> str:
    """Why the claim says more than its source, "" if it does not."""
    checks = (
        _again,
        _reserved,
        _all_of_few,
        _time_bounds,
        _superlatives,
        _some,
        _everyone,
        _own,
        _duties,
        _years,
        _phases,
        _counted,
    )
    return next((fault for check in checks for fault in check(case)), "")


def _again(case: Case) -> Iterator[str]:
    """首次 told as 再次, and the other way round."""
    first, again = r"首次|首度|首个|第一次|头一次|率先", r"再次|再度|又一次|第二次"
    for theirs, told in ((first, again), (again, first)):
        given, said = re.search(theirs, case.source), re.search(told, case.claim)
        if given and said and not re.search(told, case.support) and not re.search(theirs, case.claim):
            yield f"原文说的是“{given.group()}”，不是“{said.group()}”"


_RESERVED = re.compile(r"附条件|有条件(?=批准|同意|开放)|初步|暂定|临时|原则同意|试点性")


def _reserved(case: Case) -> Iterator[str]:
    """附条件批准 told as 批准."""
    for found in _RESERVED.finditer(case.source):
        behind = case.source[found.end() : found.end() + 2]
        if behind in case.claim and not re.search("条件|初步|暂|临时|原则", case.claim):
            yield f"原文的“{found.group()}”在所写的话中没有了"


_ALL = re.compile(r"全体|都(?!市)|(?<![平年月日户人])均(?![价值分费线衡])|全部|全是|全都|一律|所有")
_SCARCE = re.compile(r"只有|仅有?|多为|大多|多数|部分|少数|不足|不到|个别|近半|过半|半数|几家|多[位家名个]|几[位名个]")


def _all_of_few(case: Case) -> Iterator[str]:
    """配有专职人员的只有14家 told as 都配有专职人员, 多为种植大户 as 全是种植大户."""
    if _ALL.search(case.source):
        return
    for told in case.told:
        every = _ALL.search(told.text)
        near = max(case.given, key=lambda c: len(c.pairs & told.pairs), default=None)
        if (
            every
            and near
            and _SCARCE.search(near.text)
            and not _SCARCE.search(told.text)
            and len(near.pairs & told.pairs) >= _ALIKE
        ):
            yield f"原文说的是“{_found(_SCARCE, near.text)}”，不是“{every.group()}”"


_ALIKE = 3  # pairs of letters that tell which clause is meant


def _time_bounds(case: Case) -> Iterator[str]:
    """不早于 told as 之前."""
    for said, told in (
        ("不早于", r"之前|以前|(?<!不)(?<!最)早于|提前"),
        ("不[晚迟]于", r"之后|以后|(?<!不)(?<!最)晚于"),
    ):
        given, wrong = re.search(said, case.source), re.search(told, case.claim)
        if given and wrong and not re.search(told, case.source):
            yield f"原文是“{given.group()}”，不是“{wrong.group()}”"


def _superlatives(case: Case) -> Iterator[str]:
    """增速最快 told as 规模最大."""
    fast, large = (
        re.search(r"增[速幅长][^，。；]{0,4}最[快高大]|最快", case.source),
        re.search(r"(?:规模|产值|总量|数量|体量|金额)[^，。；]{0,6}最[大高多]", case.claim),
    )
    if fast and large and not re.search(r"(?:规模|产值|总量|数量|体量|金额)[^，。；]{0,4}最[大高多]", case.source):
        yield f"原文说的是“{fast.group()}”，不是“{large.group()}”"


_FEW = r"绝?大?部分|一部分|一些|有些|有的|某些|绝?大多数|多数|少数|个别|试点|首批|近半数?|半数|新增|新建|新购|新办|新引进|新招|新设"
_SOME = re.compile(rf"(?P<some>{_FEW})的?(?P<of>[\u4e00-\u9fff]{{2}})")
_PART = re.compile(rf"{_FEW}|部|些|多|少|数|半|分|有|主要|不少|若干|几|基本|%|成|试|新|增|首")


def _some(case: Case) -> Iterator[str]:
    """部分居民 told as 居民: the noun stands in the claim, the quantifier and all words like it do not."""
    for found in _SOME.finditer(case.source):
        clause = next((c for c in case.given if c.start <= found.start() < c.end), None)
        told = [c for c in case.told if found["of"] in c.text]
        if (
            clause is None
            or not told
            or re.search(rf"(?<!{found['some'][-1]})(?<!的){found['of']}", case.source.replace(found.group(), ""))
        ):
            continue
        near = [c for c in told if len(c.pairs & clause.pairs) * 2 >= min(len(c.pairs), len(clause.pairs))]
        if found["some"][0] == "新" and any(found["some"][-1] in c.text for c in near):
            continue  # 拟建 for 新建
        if near and not any(_PART.search(c.text) for c in near):
            yield f"原文的“{found.group()}”在所写的话中成了“{found['of']}”"


_EACH = re.compile(r"(?P<all>各个?|所有|全部|全体|每个)(?P<of>[\u4e00-\u9fff]{1,2})")


def _everyone(case: Case) -> Iterator[str]:
    """试点地区 told as 各地区, 脱贫县 as 各县."""
    if re.search(r"各|所有|全|任何|一切|(?<!次)均(?![价值分费线衡])|都|一律|([\u4e00-\u9fff])\1", case.source):
        return
    for told in _EACH.finditer(case.claim):
        for size in (2, 1):
            of = told["of"][:size]
            narrowed = re.search(rf"(?<![每个])[\u4e00-\u9fff]{{2}}{of}", case.source)
            if (
                len(of) == size
                and narrowed
                and told.group() not in case.support
                and of in "县市区省镇乡村地区企业学校单位部门医院"
            ):
                yield f"原文的“{narrowed.group()}”在所写的话中成了“{told.group()}”"


_OURS = re.compile(
    r"本(?P<of>单元|小区|社区|单位|部门|机关|系统|行业|企业|学校|院|校|村|镇|乡|县|区|市|省|年度|季度|月|周|批|轮|级|地|国|届)"
)
_WHOLE = {"市": "全市", "县": "全县", "区": "全区", "省": "全省", "镇": "全镇", "校": "全校", "国": "全国"}


def _own(case: Case) -> Iterator[str]:
    """本单元 told as 本小区."""
    theirs = {m["of"] for m in _OURS.finditer(case.source)}
    for told in _OURS.finditer(case.claim):
        if (
            theirs
            and told["of"] not in theirs
            and told.group() not in case.support
            and _WHOLE.get(told["of"], "—") not in case.support
        ):
            yield f"“{told.group()}”在原文中是“本{min(theirs)}”"


_MUST = re.compile(
    r"必须|务必|应当|应该|(?<![对响适相反供效])应(?=[由在按于将自及予累具先提经符取当])|(?<![无必])须|要求|强制|责令|一律"
)
_MUST_CLAIM = re.compile(r"必须|务必|应当|应该|(?<![无必])须|要求|强制|一律")
_MAY = re.compile(
    r"可以(?!看)|(?<![许认不也既即方宁])可(?=[由按向在结自以申享适对获选根不直参])|允许|有权|得以|鼓励|自愿|自主"
)
_MAY_CLAIM = re.compile(r"可以(?!看)|可自|(?<![许认不非])可(?=[由按向在结自申选根不直参累开])|允许")


def _duties(case: Case) -> Iterator[str]:
    """What may be done told as what must be, and the other way round."""
    must, may = _MUST_CLAIM.search(case.claim), _MAY_CLAIM.search(case.claim)
    if (
        must
        and _MAY.search(case.source)
        and not _MUST.search(case.source)
        and not re.search("须|应|需|必|要|最[晚迟]|不得|不能|责令|限期|仅限|均|都|所有", case.source)
    ):
        yield f"原文说的是“{_found(_MAY, case.source)}”，不是“{must.group()}”"
    if (
        may
        and _MUST.search(case.source)
        and not re.search("可|能|允许|准|有权", case.source)
        and not re.search("须|应|必|要|需", case.claim)
    ):
        yield f"原文说的是“{_found(_MUST, case.source)}”，不是“{may.group()}”"


def _found(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found.group() if found else ""


_RELATIVE = (
    re.compile(r"上一?年度?(?!纪)|去年|上一?学年|前一年"),
    re.compile(r"今年|本年度?|本学年"),
    re.compile(r"明年|次年|来年|下一?年度?|下一?学年|翌年"),
)


def _years(case: Case) -> Iterator[str]:
    """上年度 told as 本年度."""
    told = [bool(p.search(case.claim)) for p in _RELATIVE]
    given = [bool(p.search(case.support)) for p in _RELATIVE]
    for n, pattern in enumerate(_RELATIVE):
        word = _found(pattern, case.claim)
        lost = [m for m, has in enumerate(given) if has and not told[m]]
        if told[n] and not given[n] and lost and not re.search(r"\d{4}年|同比|当年", case.claim.replace(word, "")):
            yield f"“{word}”在原文中是“{_found(_RELATIVE[lost[0]], case.support)}”"


_PHASE = re.compile(r"[一二三四五六七]期(?!限|间|刊)|第[一二三四五六]阶段|首期")


def _phases(case: Case) -> Iterator[str]:
    """What the source tells of the first phase, told of the second: by the figures and dates that both have."""
    for clause in case.told:
        own = set(_PHASE.findall(clause.text))
        if len(own) != 1:
            continue
        dated = re.findall(r"\d{4}年(?:\d{1,2}月)?|\d+(?:\.\d+)?", clause.text)
        homes = [c for c in case.given if any(d in c.text for d in dated)]
        theirs = {p for c in homes for p in _PHASE.findall(c.text)}
        if theirs and not own & theirs and not {"首期", "一期"} >= own | theirs:
            yield f"“{min(own)}”在原文中是“{min(theirs)}”"


_LIMITED = re.compile(r"(?P<by>[\u4e00-\u9fff]{2,10})的(?P<of>[\u4e00-\u9fff]{2,8})$")
_WHERE = re.compile(r"^(?:全[国省市县区镇]|我[国省市县])")
_NO_LIMIT = re.compile(r"实现|其中|完成|达到|年|月|以来|全[国省市县区]|我|近期|目前|建设|新")


def _counted(case: Case) -> Iterator[str]:
    """What says which are counted, left out: 两证齐全的机构达到312家 told as 机构有312家."""
    for figure in figures_of(case.source):
        if figure.kind != "count" or not figure.unit:
            continue
        clause = next((c for c in case.given if c.start <= figure.start < c.end), None)
        if clause is None:
            continue
        named = _LIMITED.search(
            re.sub(r"(?:达到?|为|是|共?有|增至|超过|[增减]少?加?到)$", "", case.source[clause.start : figure.start])
        )
        told = [
            c
            for c in case.told
            if any(c.start <= f.start < c.end for f in figures_of(case.claim) if same_amount(f, figure))
        ]
        if (
            named is None
            or not told
            or _NO_LIMIT.search(_WHERE.sub("", named["by"]))
            or not _is_noun_alone(named["of"])
        ):
            continue
        sentence = "".join(c.text for c in case.told if c.sentence == told[0].sentence)
        if named["of"] in told[0].text and not _touches(_WHERE.sub("", named["by"]), sentence):
            yield f"原文的“{named['by']}的”在所写的话中没有了"


def _is_noun_alone(words: str) -> bool:
    last = [words[a:b] for a, b in pieces(words)][-1]
    return is_noun(last) or is_verbal_noun(last) or not tag_of(last)


def _touches(words: str, text: str) -> bool:
    """Whether a text has some word of a modifier, or two of its letters in a row."""
    content = [words[a:b] for a, b in pieces(words) if not is_grammar(words[a:b])]
    return any(w in text for w in content) or any(p in text for p in pairs(words))

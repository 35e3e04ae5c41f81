"""Questions in two steps (营业收入最低的企业运营哪些车站): what is meant is found out first, then what is asked of it.

A thing may be told by a superlative, by what it does or where it is, by what somebody says, as another thing's own (甲站的运营企业),
or be asked for in the clause before (…是哪家，它的总部在哪里). Reading is by form alone; whether there are two steps is seen when the
first one gives a name.
"""

import re
from dataclasses import dataclass
from typing import Literal

from rag.language.lexicon import content, terms
from rag.language.words import class_of, is_noun

Told = Literal["superlative", "relation", "owner", "person", "clause"]

_KIND = (
    "企业|公司|集团|集群|部门|单位|机构|组织|协会|学会|大学|学院|高校|学校|医院|园区|基地|平台|项目|工程|城市|国家|地区|区域|"
    "省份|[省市县区镇乡村]|车站|充电站|电站|[站港馆院所厂社桥路库场店]|品种|产品|领域|行业|产业|公路|线路|水库|景区|企业家|计划|政策|法案"
)
_PERSON = "专家|学者|教授|研究员|经理|总经理|董事长|负责人|馆长|院长|所长|局长|主任|处长|科长|会长|嘉宾|司机|工人|电工|记者|理事长|副教授|代表|人"
_ASK = r"(?:什么|哪|多少|几|谁|何|怎|如何|吗|啥|是否|有没有)"
_SUPERLATIVE = re.compile(
    rf"^(?P<d>[^，,。；？]*?(?:最[\u4e00-\u9fff]{{1,2}}|排名第一|排第一|居首|第一大))的(?:(?:那|这)(?:一)?(?P<m>[家个座位所条项]?))?(?P<noun>(?:(?!最)[^，,。；？的是由有在])"
    rf"{{1,8}}?)(?P<outer>(?:的|是|由|有|在|位于|属于|归|负责|主要|共|一共|总共|总|包括|运营|生产|采用|建成|投运|还|现任|涵盖|分布|来自|上榜|法定)[^。；？]*{_ASK}[^。；？]*)[？?。]*$"
)
_RELATION = re.compile(
    rf"^(?P<d>[^，,。；？]{{3,}}?)的(?:(?:那|这)(?:一)?(?P<m>[家个座位所条项]?))?(?P<noun>[\u4e00-\u9fff]{{0,4}}?(?:{_KIND}))(?P<outer>(?!名单|数量|总数|名录)[^，,。；？]*{_ASK}[^。；？]*)[？?。]*$"
)
_IS_KIND = re.compile(rf"(?:{_KIND})$")
_PERSON_SAID = re.compile(
    rf"^(?P<d>(?:说|提出|认为|主张|指出|表示|强调|建议|介绍|提到|担心|反对|赞成|不赞成)[^，,。；？]{{3,}}?)的(?:那|这)?(?:一)?(?:位|个|名)?(?P<noun>[\u4e00-\u9fff]{{0,4}}?(?:{_PERSON}))(?P<outer>[^，,。；？]*{_ASK}[^。；？]*)[？?。]*$"
)
_RELATES = re.compile(
    r"总部|位于|设在|担任|任|负责|牵头|运营|提出|获得|入选|发布|编制|建设|投运|成立|生产|制定|推出|实施|拥有|建有|来自|主导|承担|是[\u4e00-\u9fff]"
)
_OWNER = re.compile(
    rf"^(?P<d>[^，,。；？的]{{2,20}})的(?P<noun>[\u4e00-\u9fff]{{2,8}}?)(?P<outer>(?:的|是|由|有|在|位于|属于|主要|一共|总共|\d{{4}}年)[^，,。；？]*{_ASK}[^。；？]*)[？?。]*$"
)
_CLAUSE = re.compile(
    rf"^(?P<first>[^。；？?]*?(?:哪|谁|什么|叫啥)[^，,。；？?]*)[，,；;？?。]\s*(?:那么?|而)?(?P<second>[^。；？?]*{_ASK}[^。；？?]*)[？?。]*$"
)
_POINTS = re.compile(
    rf"(?:这|该|那)(?:一)?(?:家|个|座|位|所|项|款|条|名|份)?(?P<noun>[\u4e00-\u9fff]{{0,4}}?(?:{_KIND}|{_PERSON}))|(?<![\u4e00-\u9fff])(?:它们?|其(?![中他余次实])|[他她])|^(?:它|其)"
)
_ENTITY = re.compile(
    r"哪(?:一)?(?:个|家|座|位|所|项|款|条|名|份|里|国|省|市|县|区|年)|谁|什么(?:公司|企业|机构|部门|地方|单位|城市|集群|人|计划|产品)|叫(?:什么|啥)|何处|是哪"
)
_ITSELF = re.compile(
    r"^(?:分别|一共|总共|共|都)*(?:是|有|为|叫)?(?:哪|什么|谁|多少|几)(?:一|几)?(?:些|个|家|座|位|所|条|项)?(?P<of>[\u4e00-\u9fff]{0,6})$|^(?:位于|在)哪(?:里|儿)$"
)


@dataclass(frozen=True)
class Steps:
    """A question in two steps. `inner`: the question for the thing; `outer`: what is asked of it, {} standing for its name.

    `thing`: the words that mean it; `noun`: what kind of thing it is; `asked`: whether the question asks for its name as well.
    """

    told: Told
    inner: str
    outer: str
    thing: str
    noun: str
    asked: bool = False

    def of(self, name: str) -> str:
        """The second question, of a name."""
        return self.outer.replace("{}", name)


def read_steps(text: str) -> tuple[Steps, ...]:
    """The ways in which a question may be one in two steps, the most likely first; () where it is none."""
    text = text.strip().replace("{}", "")
    if clause := _by_clause(text):
        return (clause,)
    if "，" in text or "," in text:
        return ()
    found: list[Steps] = []
    if match := _PERSON_SAID.match(text):
        found.append(Steps("person", f"谁{match['d']}？", _outer(match["outer"]), _thing(match), match["noun"]))
    elif match := _SUPERLATIVE.match(text):
        found += _things("superlative", match) if _IS_KIND.search(match["noun"]) else []
    elif match := _RELATION.match(text):
        found += _things("relation", match) if _RELATES.search(match["d"]) else []
    if not found and (match := _OWNER.match(text)):
        inner = f"{match['d']}的{match['noun']}是什么？"
        found += [Steps("owner", inner, _outer(match["outer"]), f"{match['d']}的{match['noun']}", match["noun"])]
    return tuple(one for one in found if _asks_more(one))


def _things(told: Told, match: re.Match[str]) -> list[Steps]:
    noun, measure = match["noun"], match["m"] or ("家" if re.search(r"企业|公司|集团", match["noun"]) else "个")
    inner = f"{match['d']}的{noun}是哪{measure}？"
    return [Steps(told, inner, _outer(match["outer"]), _thing(match), noun)]


def _thing(match: re.Match[str]) -> str:
    return f"{match['d']}的{match['noun']}"


def _outer(text: str) -> str:
    return "{}" + text.strip() + "？"


def _asks_more(steps: Steps) -> bool:
    """Whether the second step asks for more than which thing it is, or how many there are of it."""
    rest = steps.outer.removeprefix("{}").rstrip("？")
    itself = _ITSELF.match(rest)
    behind = (itself["of"] or "") if itself else ""
    if behind.endswith("的") and len(behind) > _NAMED:
        return True  # 是谁运营的
    if itself and (not behind or behind in steps.noun or steps.noun.endswith(behind)):
        return False
    words = [t for t in terms(content(rest)) if t not in steps.noun and len(t) > 1]
    return (
        any(is_noun(w) or class_of(w) in ("noun", "name", "") for w in words)
        or bool(re.search(r"怎么看|如何看|同意|赞成|反对|由谁|由哪|属于哪|在哪", rest) and words)
        or bool(re.search(r"由(?:谁|哪)|属于哪|归哪|位于哪|在哪", rest))
    )


def _by_clause(text: str) -> Steps | None:
    """…是哪家企业，它的总部在哪里: the name that the first clause asks for goes into the second."""
    match = _CLAUSE.match(text)
    if match is None or not _ENTITY.search(match["first"]):
        return None
    points = _POINTS.search(match["second"])
    if points is None or points.start() > _NEAR:
        return None
    second = match["second"]
    owned = "的" if points.group().startswith("其") and not second[points.end() :].startswith("的") else ""
    outer = f"{second[: points.start()]}{{}}{owned}{second[points.end() :]}？"
    return Steps("clause", f"{match['first']}？", outer, match["first"], points["noun"] or "", asked=True)


_NEAR, _NAMED = 6, 2

"""What is asked of a thing (its problems, what is done, why), and what a sentence does: name a problem, a measure, a cause, a benefit.

Told by what a sentence does, not by the words it has: 要加快补齐农村短板 is a measure, though 短板 stands there.
"""

import re
from functools import lru_cache
from typing import Literal

Aspect = Literal["problem", "measure", "cause", "benefit", ""]

_PROBLEM_NOUN = r"问题|阻力|不足(?:之处)?|短板|弱项|弱点|难题|难点|困难|困境|瓶颈|挑战|障碍|薄弱环节|薄弱点|差距|痛点|堵点|缺点|缺陷|隐患|毛病|软肋|欠缺|制约因素|难处|苦恼|风险"
_MEASURE_NOUN = r"措施|举措|办法|对策|做法|招数|招|路径|途径|手段|行动|安排"
_SOLVES = r"解决|破解|克服|应对|化解|补齐|缓解|消除|处理|针对|弥补|改进"
# 做法 and 途径 are told in many ways (联合培养人才, 以赛代评): only what is to be done has a form of its own.
_ASKS_MEASURE = re.compile(
    rf"措施|举措|对策|下一步|(?:如何|怎么|怎样|咋)(?:才能)?(?:{_SOLVES})|怎么办|(?:{_SOLVES})[^，。？]{{0,14}}?(?:{_PROBLEM_NOUN})"
)
_ASKS_PROBLEM = re.compile(
    rf"(?:有|存在|面临|遇到|暴露|还有|出现)(?:着|了)?(?:什么|哪些|啥|何|哪几[个类种方面]*|怎样的)?(?:样的|主要的?|突出的?|新的?|共同的?)?(?:{_PROBLEM_NOUN})"
    rf"|(?:什么|哪些|啥|哪几[个类种])(?:方面)?的?(?:样的|主要的?|突出的?|新的?)?(?:{_PROBLEM_NOUN})|(?:{_PROBLEM_NOUN})(?:主要)?(?:是|有|在|出在|包括|体现在)(?:什么|哪|啥|何)|卡在(?:哪|什么)|(?:受|被)[^，。？]{{0,8}}(?:制约|限制)|受制于(?:什么|哪)|难在(?:哪|什么)|(?:哪里|什么地方)(?:最|比较)?(?:难|不行|跟不上)"
)
_STATES_BENEFIT = re.compile(
    r"有利于|有助于|受益|惠及|实惠|好处|省[工时力心]省|省钱|节省|节约|(?:提高|提升|增加|增长|缩短|压缩|降低|下降|减少|改善|多出|翻)(?:了)?[^，。；]{0,12}(?:\d|[一二三四五六七八九十百千]+[倍成个]|倍)|带动[^，。；]{0,16}\d|(?:补助|补贴|奖励)[^，。；]{0,12}\d|促进了|推动了|提升了|提高了|降低了|减少了|吸引了"
)
_DOES_GOOD = re.compile(
    r"(?:能够?|可以?|有效|显著|大大|从而|进而|使得?)[^，。；]{0,8}(?:提高|提升|增强|降低|减少|节约|节省|缩短|促进|带动|推动|改善|支撑|优化)|(?:促进|推动|支撑|引领|带动)[^，。；]{0,14}作用|重要(?:支撑|意义|作用|载体|抓手)|提供了(?:有利)?条件"
)
_GOOD_ASKED = re.compile(r"好处|益处|甜头|实惠|值不值|划不划算|划算吗|图(?:个)?什么")
_STATES_PROBLEM = re.compile(
    r"不足|短板|薄弱|滞后|差距|瓶颈|制约|缺乏|缺少|匮乏|短缺|紧缺|缺失|缺口|难题|困难|难点|挑战|隐患|障碍|堵点|痛点|落后|流失|亏损|断档|断层|脱节|老化|受限|盲区|后继乏人|"
    r"不(?:高|够|强|大|多|深|健全|完善|均衡|均|平衡|稳|统一|规范|明显|合理|畅|顺|到位|充分|清|匹配|适应|符|紧密|牢|实|齐|力|起)|(?:偏|较|太|过)(?:低|少|高|小|慢|弱|重|散|贵|远|大|长|短)|低下|难以|尚未|仍未|还没有|没有(?!关系)|仍有(?:待|不少|较大)|有待|"
    r"依然存在|仍然存在|存在[^，。]{0,20}(?:问题|现象|风险)|(?:高|低|小|弱|短|慢|差)(?:，|。|；|$)|同质化|低水平|重复建设|过剩|内卷|“?卡脖子|受制于人|乏力|空白|形式化|流于|虚高|停留在|处于[^，。]{0,12}低端|依赖(?:进口|国外|外)|造不出|跟不上|留不住|进不|拿不|卖不|找不|招不|用不"
)
_ACTS = (
    r"要|应当?|应该|须|必须|将|需要?|可以|推动|推进|加强|加快|加大|建立|健全|完善|支持|鼓励|实施|制定|强化|优化|打造|培育|建设|扩大|提高|提升|引导|促进|落实|开展|探索|深化|统筹|推广|设立|"
    r"补齐|补上|破解|解决|着力|聚焦|构建|搭建|组建|规范|改造|改善|严格|继续|进一步|积极|大力|持续|全面|逐步|分批|有序|稳步|尽快|抓紧|把|力争|争取|确保|举办|整合|布局|整治|出台|发展(?=[^，。]{2,12}(?:平台|体系|机制))"
)
_MEASURES = re.compile(
    rf"^[“‘]?(?:(?:[一二三四五六七八九十]|\d+)(?:是|要)|第[一二三四五六七八九十]+[，、,]?|其[一二三四五六七]+[，、,]?|[（(][一二三四五六七八九十\d]+[）)]|[①-⑩]|首先|其次|再次|最后|同时|此外|另外|下一步|今后|未来|接下来|为此|对此|因此|当前|目前)?[，,]?(?:{_ACTS})"
)
_ACTS_THEN = re.compile(
    r"(?:^|，)(?:应当?|应该|必须|须|要)(?:通过|以|加强|推动|推进|建立|加快|着力|坚持|统筹|注重|支持|引导|培育|打造|构建|完善)|^(?:为此|对此|下一步|今后|接下来)|(?:要求|部署|提出|决定|计划|将|拟|建议)[^，。；]{0,24}(?:制定|建立|完善|推动|推进|实施|加强|开展|纳入|完成|设立|落实|培育|建设)"
)
_CAUSES = re.compile(
    r"由于|因为|得益于|来源于|来自于?(?=[^，。]{2,})|源于|缘于|归因于|归功于|归结为|原因(?:是|在于|有|很|主要|之一|：|，)|究其原因|根源(?:是|在)|根子(?:是|在)|之所以|起因|症结(?:是|在|不在)|关键在于|问题(?:出)?在|(?<![存所])在于|"
    r"导致|造成|致使|使得|引起|引发|以致|从而(?=[^，。]{2,})|因此|因而|所以(?!谓)|受此影响|受[^，。]{1,16}(?:影响|制约|拖累|带动|推动)|主要靠|主要是(?=[^，。]{3,})|靠的是|没有[^，。]{1,10}(?:就|便)?[^，。]{0,6}不|依靠|凭借|多亏|依托|为了|旨在|为的是|一方面|"
    r"因(?![此而素地人])[\u4e00-\u9fff]{2,}|(?:不|难|低|慢|少|弱|差|缺|高|快|好|强)[^，。；]{0,6}[，：](?:主要)?一(?:是|来)[^。]+二(?:是|来)"
)
# A sentence that opens so gives the cause, or the effect, of what the one before says: the two are read together.
_GOES_ON = re.compile(
    r"^[“‘]?(?:(?:其|主要|究其|一个|重要|直接|根本|这个|个中)?(?:的)?(?:原因|根源|根子|症结|关键)(?:主要|就)?(?:是|在|有|，)|究其原因|(?:这|那)(?:主要|都|就|也|一变化|一成绩|一下降|一增长)?(?:是因为|得益于|源于|归功于|归因于|与|使得|使|导致|造成)|主要是?(?:因为|由于|得益于)|(?:是)?因为|受此(?:影响|带动|拖累)|因此|因而|所以|由此|正因如此|正是(?:由于|因为))"
)


@lru_cache(maxsize=256)
def asked_aspect(asked: str, kind: str) -> Aspect:
    """Which of its aspects a question (`asked`, in plain form) wants of a thing, "" where none of these."""
    if kind == "why":
        return "cause"
    if kind in ("number", "date", "entity", "who_said", "yes_no", "definition"):
        return ""
    if _ASKS_MEASURE.search(asked):
        return "measure"
    if _GOOD_ASKED.search(asked):
        return "benefit"
    return "problem" if _ASKS_PROBLEM.search(asked) else ""


@lru_cache(maxsize=4096)
def told_aspects(text: str) -> frozenset[Aspect]:
    """What a sentence does. One that acts at its head is a measure only, whatever lack it is to fill."""
    found: set[Aspect] = {"benefit"} if _STATES_BENEFIT.search(text) else set()
    if _MEASURES.match(text) or _ACTS_THEN.search(text):
        found.add("measure")
        if _CAUSES.search(text):
            found.add("cause")
        return frozenset(found)
    if _DOES_GOOD.search(text):
        found.add("benefit")
    if _STATES_PROBLEM.search(text):
        found.add("problem")
    if _CAUSES.search(text):
        found.add("cause")
    return frozenset(found)


@lru_cache(maxsize=1024)
def heading_aspect(path: tuple[str, ...]) -> Aspect:
    """The aspect that the headings over a text announce: 二、存在的问题; the innermost that says any."""
    for heading in reversed(path):
        if re.search(rf"(?:{_PROBLEM_NOUN})(?:与|和|及)[^，。]{{0,8}}(?:{_MEASURE_NOUN}|建议)", heading):
            return ""
        if re.search(rf"(?:基础|成就|成效|成绩|现状|进展)(?:与|和|及|、)[^，。]{{0,8}}(?:{_PROBLEM_NOUN})", heading):
            return ""
        if re.search(r"效果|成效|好处|意义|作用", heading):
            return "benefit"
        if re.search(rf"{_MEASURE_NOUN}|建议|启示|任务|对策|下一步|出路", heading):
            return "measure"
        if re.search(_PROBLEM_NOUN, heading):
            return "problem"
    return ""


def goes_on(text: str) -> bool:
    """Whether a sentence opens as the cause or the effect of what the one before says: 原因在于…, 受此影响，…."""
    return _GOES_ON.match(text) is not None


def asks_good(asked: str) -> bool:
    """Whether a question wants what good a thing does (好处), and not its effect or role at large."""
    return _GOOD_ASKED.search(asked) is not None


def only_asks(term: str) -> bool:
    """Whether a word only says which aspect is asked: 短板, 举措, 原因."""
    return (
        re.fullmatch(
            rf"{_PROBLEM_NOUN}|{_MEASURE_NOUN}|好处|益处|甜头|实惠|效果|原因|因素|主要|突出|存在|面临|制约|困难|解决问题|还有|采取|怎么办|工作|建设|发展|方面|领域|队伍|系统|安全|行业|目前|当前|现在|下一步",
            term,
        )
        is not None
    )


_FOUNDED_ASKED = re.compile(
    r"(?:哪一?年|何年|什么时候|何时|几时|哪天)(?:[^，。？?]{0,4}?)(?:始?建|办|创办|创建|创立|成立|设立|组建|开办|开馆|开业|弄|搞)(?:成|好|起来|出来)?(?:的|于)?[？?呢啊]*$|(?:始建|成立|创办|创建|设立|创立|组建)(?:于|时间|的时间)?(?:是)?(?:哪一?年|何年|何时|什么时候)"
)
_FOUNDED = re.compile(
    r"建|成立|创办|创立|设立|设于|开办|开馆|开业|启用|投入(?:运行|使用)|挂牌|揭牌|开通|开港|开放|诞生|起步|始于|开始|启动|创刊|落成|投产|问世|推出|组织|发起|实施|举办"
)
_REFUSED_ASKED = re.compile(
    r"(?:哪些|什么样的|什么|哪类|哪种)[^，。？?]{1,12}(?:不能|不得|不可以|不许|不准|不予|不让|不适用|不在[^，。？?]{0,6}范围)"
)
_REFUSES = re.compile(
    r"不得|不能|不可|不予|不许|不准|禁止|严禁|不适用|不在|不属于|不包括|不纳入|除外|不享受|不补|谢绝|限制|无权"
)


def other_ruling(asked: str, kind: str, text: str) -> list[str]:
    """What a text lacks that is asked when a thing was founded, or what is not allowed, and tells of another thing."""
    if kind == "date" and _FOUNDED_ASKED.search(asked) and not _FOUNDED.search(text):
        return ["成立或建成的时间"]
    if kind in ("list", "other", "entity") and _REFUSED_ASKED.search(asked) and not _REFUSES.search(text):
        return ["“不得”“不适用”一类的规定"]
    return []

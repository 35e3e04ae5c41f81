"""How people speak, in the words of writing: 啥 for 什么, 咋这么低 for 为什么这么低, X，这到底是个啥 for 什么是X.

Only words that ask or fill are touched here; what they mean is the same, so nothing need be said to the reader. What stands in
quotation marks or titles stays as it is.
"""

import re

_KEPT = re.compile(r"《[^》]*》|“[^”]*”|「[^」]*」|\"[^\"]*\"")
_HELD = "\ue000{}\ue001"
_HOLD = re.compile("\ue000(\\d+)\ue001")
_END = r"(?:的?[呢啊呀吧嘛])?[？?。！!]*$"
_ADVERB = r"(?:到底|究竟|说白了|其实|具体|又|算|就|应该)*"
# In this order: whole frames before the words that they are made of.
_FRAMES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), written)
    for pattern, written in (
        (r"^(?:那个，|话说|你说说?，|老听人家?说|常听人说|总听人说|(?:我)?(?:想问|请教|问|打听)(?:一?下)?[，,：:]?)", ""),
        (r"^都说(?=.{4,}，)", ""),
        (r"(?:来着|哈|呗|咧|哇)(?=[？?]*$)", ""),
        (r"咱们?(?:国家|中国)(?!级|队)", "我国"),
        (r"几几年", "哪年"),
        (r"啥时候?|几时", "什么时候"),
        (r"为(?:嘛|啥子)|图(?:个)?啥(?=[？?]*$)", "为什么"),
        (r"为啥", "为什么"),
        (r"凭啥", "凭什么"),
        (r"啥子|啥", "什么"),
        (r"咋(?:个|的)?(?=样|办)", "怎么"),
        (r"咋(?:个|就)?(?=[这那]么)", "为什么"),
        (r"咋(?:个)?", "怎么"),
        (r"哪儿|哪块儿?(?=[？?]*$)", "哪里"),
        (r"一块儿", "一起"),
        (r"这会儿", "目前"),
        (r"怎么(?:就|会|老是?|总是?|还是?)(?=[\u4e00-\u9fff]{2,})", "为什么"),
        (r"怎么(?=(?:[^，。？办能才样]{1,6})?(?:[这那]么|如此)[\u4e00-\u9fff])", "为什么"),
        (r"干[吗嘛](?=非|要|不|老|还)(?:非得?要?)?", "为什么"),
        (rf"^(.{{4,}}?)，这?{_ADVERB}是?怎么(?:搞的|回事|弄的|整的|了){_END}", r"为什么\1？"),
        (rf"^(.{{4,}}?)，凭什么(?:这么|这样)说{_END}", r"为什么说\1？"),
        (r"凭什么(?=[\u4e00-\u9fff]{2,})", "为什么"),
        (r"(?:凭|图)的?是?什么(?=[？?]*$)", "靠的是什么"),
        (r"(?:主要)?是?因为什么(?=[？?]*$)", "原因是什么"),
        (r"那(?:个|份|张)(?=(?:附?表|名单|清单)(?![\u4e00-\u9fff]{0,2}格))", ""),
        (r"病根子?(?:到底|究竟)?(?:出)?(?:在|是)(?:哪里|什么(?:地方)?|哪)", "根源是什么"),
        (rf"^[^，]{{0,24}}?(?:叫|说|讲|提)(?:的|做)?({_HOLD.pattern})，(?:这|那|它){{0,1}}{_ADVERB}是个?什么(?:样的)?(?:东西|玩意儿?|概念|意思)?{_END}", r"什么是\1？"),
        (rf"^([^，。？]{{2,30}})，(?:这|那|它){_ADVERB}(?:是|算)个?什么(?:东西|玩意儿?|概念)?{_END}", r"什么是\1？"),
        (rf"(?:说白了|到底|究竟)(?=(?:是|指)个?什么)", ""),
        (r"(?:说的是|是说|讲的是)什么(?=[？?]*$)", "指什么"),
        (r"姓什么叫什么|姓甚名谁", "叫什么名字"),
        (r"(?<=\ue001)[这那](?:本|份|篇|个)(?:东西|玩意儿?)", ""),
        (r"(?<=[\u4e00-\u9fff\ue001])(?<![的对从在由被把和与给是])那(?:个|些|份|张|篇|本|套|片|场)(?=[\u4e00-\u9fff\ue000])", "的"),
        (r"(?:(?<=[的对从在由被把和与给])|^|(?<=，))那(?:个|些|份|张|篇|本|套|片|场)(?=[\u4e00-\u9fff\ue000])", ""),
        (r"那(?=\d)", ""),
        (r"几成(?!立|功|为|熟)", "百分之几"),
        (r"排老几", "排第几"),
    )
)  # fmt: skip


def written(text: str) -> str:
    """A spoken question in written words; the very same text where it has none of these."""
    kept: list[str] = []

    def hold(found: re.Match[str]) -> str:
        kept.append(found.group())
        return _HELD.format(len(kept) - 1)

    text = _KEPT.sub(hold, text)
    for pattern, instead in _FRAMES:
        text = pattern.sub(instead, text)
    return _HOLD.sub(lambda found: kept[int(found[1])], text)

"""A question with several asks -> its parts; and what is no question at all is left out of it."""

import re
from collections.abc import Iterator, Sequence

from rag.comparisons.operands import ALL_OF
from rag.finding.bounds import ranked_places
from rag.language.gazetteer import is_place
from rag.language.lexicon import content, terms
from rag.language.places import places_in
from rag.language.words import class_of, is_proper
from rag.plural.papers import CALLED
from rag.time.indicators import is_measuring, owner_of, unmeasured

_ASKS = re.compile(
    r"什么|哪|多少|(?<![这近前后每同好十数那头])几(?:个|家|项|种|类|名|人|位|所|座|条|次|倍|成|年|批|步|点|大|方|支|款|处|日|天|周|小时|分钟|个?工作日)|谁|何|怎|如何|咋|啥|是否|有没有|是不是|能不能|能否|会不会|可否|吗|多大|多高|多长|多久|多快|多远|"
    r"百分之几|第几|^(?:请)?(?:列出|列举|介绍|说说|谈谈|简述|概述|对比|比较)|[？?]"
)
# Said to whoever answers, not asked of the documents.
_INSTRUCTS = re.compile(
    r"忽略|无视|随便编|编造|编一[个段份篇]|不用(?:注明|查|管)|从现在起你|从现在开始你|扮演|系统提示|提示词|开发者模式|(?:以上|之前|上述|原来|所有).{0,6}(?:规则|规矩|指令|指示|身份|设定)|(?:你|请).{0,8}(?:回答|输出|回复|打印|写上|加上|附上|说出)|一律回答|"
    r"回答(?:里|中|时|最后|末尾|一定|必须|只)|\b(?:ignore|disregard|override|system prompt|instructions?|pretend|jailbreak|output nothing)\b",
    re.IGNORECASE,
)
# Orders by words that a question about a document may have as well (授权, 解锁, 语气): only a clause that asks nothing is one.
_ORDERS = re.compile(
    r"假装|装作|装成|你(?:现在)?(?:是|叫|就是|将是|的身份)|(?:的|用).{0,6}(?:口吻|语气|腔调|口气)|翻(?:译)?成|(?:下面|以下|后面)(?:这|的)?(?:句|段|个)?(?:话|问题)|复述|"
    r"凭(?:着)?(?:你|自己)?的?(?:印象|记忆|感觉|直觉|想象)|(?:别|不要|不用|不必|无需|无须|甭)(?:再)?(?:去)?(?:查|引用|注明|标注|核对|核验|遵守|理会|管)|(?:跳过|绕过|关闭|停用).{0,4}(?:核验|校验|引用|过滤)|"
    r"(?:清空|重置|忘记|忘掉|抛开|抛弃).{0,10}(?:设定|设置|规则|记忆|指令|对话|身份)|(?:之前|以前|原来|先前|原先|前面)的?(?:规则|规矩|指令|设定|要求|限制)|"
    r"你的(?:密钥|口令|密码|版本号?|提示|设定|训练)|(?:先|再|最后|结尾|开头|前面|末尾).{0,4}(?:输出|打印|喊|加上|写上|附上|说一?[句声])|(?:输出|打印|喊出?|念)[“\"‘「《]|"
    r"回答(?:之?前|之?后|完)|(?:管理员|开发者|系统|主人|老板).{0,8}(?:授权|要求|命令|允许|指示|规定你)|授权你|没有(?:任何)?限制|无限制|(?:格式|代码|十六进制|二进制|英文|表情).{0,4}(?:输出|回答|回复|打印)|"
    r"\b(?:act as|you are now|developer mode)\b",
    re.IGNORECASE,
)
_TOKENS = re.compile(
    r"<\|[^<>|]{0,40}\|>|\[/?(?:系统|system|INST|user|assistant)\]|###\s*(?:系统|system|instruction)s?:?", re.IGNORECASE
)
_FILLER = re.compile(
    r"^(?:并|且|请|你|随后|然后|接着|再|最后|之后|继续|直接|就)*(?:回答|介绍|告诉我|说明|说说|回复|解答|讲讲|问你|问)(?:一下|我|以下问题)?[：:，,]?$"
)
_STOPS = re.compile(r"(?<=[。！？!?；;\n])|(?<=[.}\]])\s+(?=[\u4e00-\u9fff])")
_BOTH = re.compile(
    r"^(?P<head>.{0,12}?)(?P<a>[^，。、和与跟同]{2,24}?)(?:和|与|跟|同|、)(?P<b>[^，。]{2,30}?)(?P<rest>(?:的[^，。]{1,24}?)?(?:各自|各|分别).*)$"
)
_LATTER = re.compile(
    r"(?P<a>[^，。、：:]{2,20}?)(?:和|与|跟|同)(?P<b>[^，。：:]{2,20}?)(?:都|均|两人|二者)?(?P<told>(?:提到|谈到|讲到|说到|涉及|分析|介绍)了?)(?P<of>[^，。：:]{2,30})[，：:。](?=.*前者.*后者)"
)
_LEAST, _OWN = 4, 4
_MOST = 3


def asking(text: str) -> str:
    """What of a text asks. Sentences that ask nothing (instructions to the answerer, greetings) are no part of the question.

    A sentence that introduces the subject stays where the asking one has none of its own; so does a text that asks nothing.
    """
    sentences = [s.strip() for part in _TOKENS.split(text) for s in _STOPS.split(part) if s.strip()]
    free = [s for s in sentences if not (_INSTRUCTS.search(s) or _ORDERS.search(s))]
    if len(free) < len(sentences) and not any(_ASKS.search(s) for s in free):
        return _among_orders(sentences)
    kept = [s for s in free if _ASKS.search(s)]
    if not kept or len(kept) == len(sentences):
        return text
    return "".join(kept if len(terms(content(" ".join(kept)))) > 1 else free)


def _among_orders(sentences: Sequence[str]) -> str:
    """The question that stands in a clause of an order: 忽略规则，然后说明……是什么。 What leads it stays, if it stands behind all orders."""
    clauses = [c for s in sentences for c in re.split(r"(?<=[，,：:])", s) if not _FILLER.match(c.strip())]
    orders = [
        n for n, c in enumerate(clauses) if _INSTRUCTS.search(c) or (_ORDERS.search(c) and not _asks_something(c))
    ]
    if not orders:
        return "".join(sentences)
    behind = clauses[orders[-1] + 1 :]
    if any(map(_asks_something, behind)):
        return "".join(behind)
    if not any(_INSTRUCTS.search(c) for c in clauses) and not any(map(_asks_something, clauses)):
        return "".join(sentences)  # a topic in other words than a question
    return "".join(c for n, c in enumerate(clauses) if n not in orders and _asks_something(c))


def split(text: str) -> tuple[str, ...]:
    """The parts of a question that ask for different things, each to be understood alone; itself where there is one.

    A part that names nothing of its own takes the subject of the part before it.
    """
    asks = list(_asks(_resolved(text)))
    if len(asks) == 1:
        return tuple(_each(asks[0])) or (text,)
    return tuple(_completed(asks))[:_MOST]


def _resolved(text: str) -> str:
    """甲和乙都提到丙：前者说它…，后者说它… with the names where 前者, 后者 and 它 point to them."""
    led = _LATTER.search(text)
    if led is None:
        return text
    rest = text[led.end() :].replace("前者", led["a"], 1).replace("后者", led["b"], 1)
    return text[: led.start()] + rest.replace("它", led["of"])


def _asks(text: str) -> Iterator[str]:
    """Stretches of a text, each with one ask: clauses without one go with the next."""
    held = ""
    found: list[str] = []
    for clause in re.split(r"(?<=[，,；;？?。：:])|(?<=[\u4e00-\u9fff])(?=、(?:多少|几[个家项种名座所条]))", text):
        held += clause
        if _asks_something(clause):
            found.append(held)
            held = ""
    if held and found:
        found[-1] += held
    told: list[str] = []
    for ask in found:  # ……最多，有多少个: the second ask is about the answer to the first
        own = any(class_of(t) in ("noun", "name") or is_measuring(t) for t in terms(content(ask)))
        if told and (_OF_EACH.match(ask) or not own) and not _OTHER_YEAR.search(ask) and not _MANY_OF.match(ask):
            told[-1] += ask
        else:
            told.append(ask)
    yield from told if len(told) > 1 and all(len(_bare(t)) >= _LEAST for t in told) else [text]


def _asks_something(clause: str) -> bool:
    return bool(_ASKS.search(clause.rstrip("？?")))


def _bare(text: str) -> str:
    return re.sub(r"\W", "", text)


_TOPIC = re.compile(r"^(?P<topic>[^，,。？?]{2,12}(?:领域|方面|行业))[，,]")


def _completed(asks: Sequence[str]) -> Iterator[str]:
    """Each ask with the topic that leads the first (石化领域，…), and the subject of the one before where it names none."""
    before = ""
    led = _TOPIC.match(asks[0])
    for n, ask in enumerate(asks):
        named = [t for t in terms(content(ask)) if is_proper(t) or places_in(t)]
        topic = f"{led['topic']}，" if led and n and named else ""
        led_on = _led_on(ask, before) if before else ""
        own = named or (before and _OF_A_PAPER.match(ask.lstrip("，,、和又还")))
        compared = _compared(ask, before) if before else ""
        led_on = led_on or compared or (_of_place(ask, before) if before else "")
        whole = led_on or (ask if not before else f"{topic}{_pointed(ask, before)}" if own else _leaning(ask, before))
        yield whole
        before = whole


def _led_on(ask: str, before: str) -> str:
    """、多少户蜂农 behind 全省有多少家企业: the same question with another thing; "" for other asks."""
    ask, asks = re.sub(r"^[，,、和又还]+", "", ask), _ASKS.search(before)
    return before[: asks.start()] + ask if asks and asks.start() and _HOW_MANY.match(ask) else ""


def _of_place(ask: str, before: str) -> str:
    """亚洲有几个 behind 生物医药集群欧洲有几个: the same question of another place; "" for other asks."""
    match = re.match(
        r"^[，,、；;和又还而那]*(?P<place>[^，。？]{2,8}?)(?:呢|又?(?:有|是)?(?:几|多少)[个家项种名座所]?)[？?。，,]*$",
        ask,
    )
    places = places_in(before)
    return before.replace(places[0], match["place"]) if match and len(places) == 1 and is_place(match["place"]) else ""


def _compared(ask: str, before: str) -> str:
    """比全省高吗 behind 甲市的占比是多少: the same thing, compared; "" for other asks."""
    match = re.match(
        r"^[，,、又还是]*(?P<ask>(?:是否|是不是)?比[^，。？]{2,12}(?:高|低|多|少|大|小|快|慢)(?:吗|还是)?.*)", ask
    )
    thing = _LINK.sub("", _ASKS.split(before, maxsplit=1)[0]).strip("，,、 ")
    return f"{thing}{match['ask']}" if match and len(thing) >= _LEAST else ""


_OF_A_PAPER = re.compile(rf"[^，。？]{{1,10}}的(?:{CALLED})")  # 市里的规划总投资是多少 names what it is about
_OF_EACH = re.compile(r"[，,；;]?(?:每|各)一?个?(?:阶段|时期|类|种|项|步|方面|部分|环节|层)(?![^，。？]{0,12}多少)")
_MANY_OF = re.compile(r"[，,、]?(?:多少|几)[个家项种名座所条户人处件台辆张][\u4e00-\u9fff]{2,}")
_OTHER_YEAR = re.compile(r"^[，,]?(?:到|至|截至)?(?:19|20)\d\d年[^，。]{0,8}(?:多少|几)")
_HOW_MANY = re.compile(r"(?:多少|几)[个家项种名座所条户人处件台辆张]")


def _leaning(ask: str, before: str) -> str:
    """An ask that names nothing of its own, with what the one before (`before`, complete) is about.

    当地 is its place and 它 its subject; 、多少户蜂农 goes on where it asks; 养护资金又有多少 is of the same year, place or owner.
    What has a subject of its own (垃圾分类由谁负责) takes no thing from before, only year and place.
    """
    pointed = _pointed(ask, before)
    if pointed != ask:
        return pointed
    if _AMONG.match(ask):
        return f"{content(before).strip()} {ask}"
    ask = re.sub(r"^[，,、和又还]+", "", ask)
    lead, thing = _about(before)
    if _OTHER_YEAR.search(ask):  # 2025年要达到多少个, asked of what was counted from 2021 to 2023
        return f"{_PERIOD.sub('', thing).strip('，,、的 ')}{ask}"
    own = _LINK.sub("", _ASKS.split(ask, maxsplit=1)[0]).strip("，,、 ")
    if (ALL_OF.fullmatch(own) or _PLACE.fullmatch(own)) and lead:  # 全省是多少, behind 甲市的产值是多少
        year = _YEAR.search(before)
        told = _YEAR.sub("", thing).removeprefix(_YEAR.sub("", lead)).removeprefix("的")
        return f"{year.group() if year else ''}{own}{told}{ask.partition(own)[2]}"
    if len(own) < _OWN or is_measuring(own) or own in _ASPECTS:  # 会长是谁 asks for that of what stands before
        behind = content(_ASKS.split(before, maxsplit=1)[-1]).strip("，,；;。？? ")
        return f"{content(before).strip()} {ask}" if len(behind) >= _OWN else f"{unmeasured(thing)}{ask}"
    return f"{lead}{ask}"


def _pointed(ask: str, before: str) -> str:
    """An ask whose 当地 or 它 is the place or subject of the one before."""
    if _THERE.search(ask) and (place := _place_of(before)):
        return _THERE.sub(place, ask, count=1)
    lead, thing = _about(before)
    owner = thing.rpartition("的")[0] or thing or lead
    return _IT.sub(lambda m: f"{owner}的" if m.group() == "其" else owner, ask, count=1) if owner else ask


def _about(before: str) -> tuple[str, str]:
    """What a complete ask is about: the year, place or owner that leads it, and all that stands before its asking word."""
    thing = _LINK.sub("", _ASKS.split(before, maxsplit=1)[0]).strip("，,、 ")
    year = _YEAR.search(thing)
    rest = thing[: year.start()] + thing[year.end() :] if year else thing
    scope = ALL_OF.match(rest)
    owner = scope.group() if scope else owner_of(rest)[0]
    first = next((p for p in places_in(rest) if rest.startswith(p)), "")
    first = rest if _PLACE.fullmatch(rest) else first
    if owner and not (_has_place(owner) or scope or any(is_proper(t) for t in terms(owner))):
        owner = ""
    return (year.group() if year else "") + (owner or first), thing


def _place_of(text: str) -> str:
    """The last place that a text names, by the gazetteer or by its ending: 砚溪县."""
    known = [p for p in places_in(text) if p not in _COUNTRY]
    named = [m[1] for m in _PLACE.finditer(text) if not ALL_OF.search(m[1])]
    return max([*known, *named], key=text.rfind, default="")


_PLACE = re.compile(
    r"(?:^|[，,。在对到从于和与、里])(?P<place>[\u4e00-\u9fff]{2,3}?[省市县区州镇乡])(?![内级际外域属场长委])"
)
_AMONG = re.compile(
    r"[^，,。]*?(?:材料|资料|文件|文档|说法|表述|口径|数字)|[，,]?(?:这里[头面]?|这当中|这其中|其中|里面|里头|当中|这些|那些)"
)
_THERE = re.compile(r"当地的?(?=[\u4e00-\u9fff])|该[地市省县区]的?|那里的?")
_IT = re.compile(r"(?<![\u4e00-\u9fff])(?:它们?|[他她]|其(?![中他余次实]))|(?<=[和与由被])它")
_LINK = re.compile(r"(?:又|还|都|也|分别|大约|大概|共|一共|总共|由|被|以|是|为|有|在|达到?|的|约)+$")
_YEAR = re.compile(r"(?:截至)?(?:19|20)\d\d年(?:底|末|初|上半年)?的?")
_PERIOD = re.compile(r"(?:从|自|在|截至)?(?:19|20)\d\d年.*$")
_COUNTRY = ("我国", "中国", "全国")
_ASPECTS_WORDS = "原因 目的 作用 意义 好处 影响 问题 不足 措施 办法 做法 特点 内容 范围 对象 条件 标准 流程 程序 背景 依据 结果 效果 目标 地点 时间 职务 名称"
_ASPECTS = frozenset(_ASPECTS_WORDS.split())


def _each(text: str) -> Iterator[str]:
    """X和Y各有多少Z -> X有多少Z, Y有多少Z; nothing where no such pair stands there."""
    both = _BOTH.match(text)
    if both and all(_named(both[name]) for name in ("a", "b")):
        rest = re.sub(r"各自|各|分别", "", both["rest"], count=1)
        yield f"{both['head']}{both['a']}{rest}"
        yield f"{both['head']}{both['b']}{rest}"


def _named(phrase: str) -> bool:
    return any(is_proper(t) or places_in(t) for t in terms(content(phrase)))


def _has_place(text: str) -> bool:
    return bool(places_in(text) or ranked_places(text))

"""A question with several asks -> its parts; and what is no question at all is left out of it."""

import re
from collections.abc import Iterator, Sequence

from rag.lexicon import content, terms
from rag.places import places_in
from rag.words import class_of, is_proper

_ASKS = re.compile(
    r"什么|哪|多少|(?<![这近前后每同好十数那头])几(?:个|家|项|种|类|名|人|位|所|座|条|次|倍|成|年|批|步|点|大|方|支|款|处)|谁|何|怎|如何|咋|啥|是否|有没有|是不是|能不能|能否|会不会|可否|吗|多大|多高|多长|多久|多快|多远|"
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
_LEAST = 4
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
    for clause in re.split(r"(?<=[，,；;？?。：:])", text):
        held += clause
        if _asks_something(clause):
            found.append(held)
            held = ""
    if held and found:
        found[-1] += held
    told: list[str] = []
    for ask in found:  # ……最多，有多少个: the second ask is about the answer to the first
        if told and not any(class_of(t) in ("noun", "name") for t in terms(content(ask))):
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
    subject = ""
    led = _TOPIC.match(asks[0])
    for n, ask in enumerate(asks):
        named = [t for t in terms(content(ask)) if is_proper(t) or places_in(t)]
        topic = f"{led['topic']}，" if led and n and named else ""
        yield f"{topic}{ask}" if named or not subject else f"{subject} {ask}"
        if named or not subject:
            subject = content(ask).strip()


def _each(text: str) -> Iterator[str]:
    """X和Y各有多少Z -> X有多少Z, Y有多少Z; nothing where no such pair stands there."""
    both = _BOTH.match(text)
    if both and all(_named(both[name]) for name in ("a", "b")):
        rest = re.sub(r"各自|各|分别", "", both["rest"], count=1)
        yield f"{both['head']}{both['a']}{rest}"
        yield f"{both['head']}{both['b']}{rest}"


def _named(phrase: str) -> bool:
    return any(is_proper(t) or places_in(t) for t in terms(content(phrase)))

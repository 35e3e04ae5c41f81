"""What begins a turn of an interview: `张三（某局局长）：`, `主持人：`, `某局局长 张三：`, `张三：` once introduced, `问：`, `答：`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from index.models import Span
from index.patterns import HAN
from index.people.names import is_person, is_post
from index.people.persons import LABEL

TagKind = Literal["host", "guest", "ask", "reply"]

# 姓名（职务）： and 主持人： ; the name's start is found from its end, since a heading may be glued before it.
SPEAKER_TAG = re.compile(rf"(?P<name>[{HAN}·]{{2,14}})[（(](?P<role>[^（）()。]{{2,60}})[）)][：:]")
HOST_TAG = re.compile(r"(?P<name>主持人|本报记者|本刊记者|记者|编者|采访人|提问)[：:]")
# What stands before the first colon of a line, bold or not.
KEY = re.compile(r"^(?:\*\*)?(?P<key>[^\n：:，。；！？“”「」*]{2,60})(?:\*\*)?[：:]", re.MULTILINE)
_ASKING = r"(?:\d{1,2}[.．、]|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)])?[ \u3000]*"
_NUMBER = r"[ \u3000]?[\d一二三四五六七八九十]{0,3}"
ASK = re.compile(rf"{_ASKING}(?:[【\[](?:提?问题?|Q){_NUMBER}[】\]][：:]?|(?:提?问题?|Q){_NUMBER}[：:])[ \u3000]*")
REPLY = re.compile(rf"(?:[【\[](?:回?答复?|解答|A){_NUMBER}[】\]][：:]?|(?:回?答复?|解答|A){_NUMBER}[：:])[ \u3000]*")
_QUESTION_AND_ANSWER: tuple[tuple[re.Pattern[str], TagKind], ...] = ((ASK, "ask"), (REPLY, "reply"))
_CREDIT = re.compile(
    r"(?:特约|首席|实习)?(?:记者|通讯员|编辑|责编|责任编辑|摄影|摄像|来源|海报|校对|审核|文字?|图片?|主持|策划)$"
)
_SENTENCE = re.compile(r"[，。！？!?；]")
_LEAST_WORDS = 2
_LONGEST_TAG = 90
_CREDITS = 120  # longest line of names


class Tag(NamedTuple):
    """A tag at the beginning of a text: who speaks, what as, and where the tag ends."""

    name: str
    role: str
    kind: TagKind
    end: int


class Said(NamedTuple):
    """Whom a tag's text stands for; `introduced` is where the text gives the post (None: in the tag itself)."""

    name: str
    role: str
    kind: TagKind
    introduced: Span | None = None


@dataclass(frozen=True)
class Speakers:
    """The tags of one document that only its other lines explain: `said` by their text without the colon.

    `asks`: the document asks and answers (问：…答：…). `listing`: lines that only say who takes part.
    """

    said: Mapping[str, Said] = field(default_factory=dict)
    asks: bool = False
    listing: frozenset[str] = frozenset()

    def tag(self, text: str) -> Tag | None:
        """The tag a text begins with; `主要原因（见下文）：` is none: a speaker has a person's name and a post."""
        head = text[:_LONGEST_TAG]
        if "：" not in head and ":" not in head and not self.asks:
            return None
        if self.asks:
            for pattern, kind in _QUESTION_AND_ANSWER:
                match = pattern.match(text)
                if match:
                    return Tag("", "", kind, match.end())
        if text in self.listing or _lists_names(text):
            return None  # 记者：张三 编辑：李四; 主持：王五（某刊主编）
        plain = speaker_tag(text)
        if plain:
            return plain
        key = KEY.match(text)
        said = self.said.get(key["key"].strip()) if key else None
        return Tag(said.name, said.role, said.kind, key.end()) if key and said else None

    def speaks(self, text: str) -> bool:
        """Whether a raw line begins a speaker's turn (a name set in bold too)."""
        return self.tag(text.replace("**", "")) is not None

    def introduced(self, text: str) -> Span | None:
        """Where the person of the tag a text begins with is introduced, in the text the speakers were found in."""
        key = KEY.match(text)
        said = self.said.get(key["key"].strip()) if key else None
        return said.introduced if said else None


def speaker_tag(text: str) -> Tag | None:
    """The tag a line begins with that explains itself: `姓名（职务）：`, `主持人：`."""
    host = HOST_TAG.match(text)
    if host:
        return Tag(host["name"], "", "host", host.end())
    tag = SPEAKER_TAG.match(text)
    if tag and is_person(tag["name"]) and is_post(tag["role"]):
        return Tag(tag["name"], tag["role"], "guest", tag.end())
    return None


def _lists_names(text: str) -> bool:
    """Whether a line with a host's label only gives names: credits, or an introduction (主持人：某报记者 张三)."""
    label = LABEL.match(text) or HOST_TAG.match(text)
    if not label or len(text) > _CREDITS or _SENTENCE.search(text):
        return False
    named = re.sub(r"[（(][^（）()]*[）)]", " ", text[label.end() :])
    parts = [part for part in re.split(r"[、，,；;：:/ \u3000]+", named) if part]
    alone = all(len(part) == 1 or is_person(part) or _CREDIT.match(part) for part in parts)
    return bool(parts) and (alone or (is_person(parts[-1]) and len(parts) >= _LEAST_WORDS))

"""However a question is typed or pasted, it gets the same sources; what is shown of it stays as asked."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.building import build_library
from index.forms import plain
from index.settings import IndexSettings
from rag.assistant import Assistant, open_assistant
from rag.models import Answer
from rag.settings import AnswerSettings
from tests.texts import SEEDS

QUESTIONS = [
    "国家先进制造业集群名单（2024年）有多少个集群？",
    "我国累计发布了多少项“智能制造”国家标准？",
    "今年上半年，规模以上装备制造业增加值同比增长多少？",
    "长沙市工程机械产业集群2019年总产值是多少？",
    "日本有多少个世界级产业集群？",
    "绍兴现代纺织集群有多少家纺织企业？",
    "美国的先进制造业政策有哪些？",
    "什么是产业集群？",
    "国务院常务会议哪一年审议通过了关于加快发展先进制造业集群的意见？",
    "北美洲有多少个新能源及智能网联汽车集群？",
    "谁认为产业集群可以提高企业、区域和国家的竞争力？",
    "曾刚对产业集群有什么建议？",
    "为什么要培育世界级先进制造业集群？",
    "国家先进制造业集群2018年的产值是多少？",
    "“东数西算”工程（2022年）如何推进？",
]
UNANSWERED = QUESTIONS[-2:]

# By hand, for the characters of the questions above; none of it comes from the table under test.
TRADITIONAL = str.maketrans(
    "国进业单个发项标准绍兴规备长机关现纺织导产么务会议审过应当认为谁设强构东数优势里这样类总车联网级养实际从问题动经济论间开关区华"
    "计装县气电办说请们时为广与后对竞争",
    "國進業單個發項標準紹興規備長機關現紡織導產麼務會議審過應當認爲誰設強構東數優勢裡這樣類總車聯網級養實際從問題動經濟論間開關區華"
    "計裝縣氣電辦說請們時爲廣與後對競爭",
)


def traditional(text: str) -> str:
    return text.translate(TRADITIONAL).replace("制造", "製造").replace("刚", "剛")


def full_width(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def half_brackets(text: str) -> str:
    return text.translate(str.maketrans("（），？", "(),?"))


def mixed_brackets(text: str) -> str:
    return text.translate(str.maketrans("），“", "),「")).replace("”", "」")


def straight_quotes(text: str) -> str:
    return text.translate(str.maketrans("“”", '""'))


def scattered(mark: str, every: int = 2) -> object:
    def form(text: str) -> str:
        return "".join(c + mark if n % every == 0 and "一" <= c <= "鿿" else c for n, c in enumerate(text))

    return form


def spaced_years(space: str) -> object:
    return lambda text: text.replace("年", f"{space}年{space}")


FORMS = {
    "traditional": traditional,
    "full width": full_width,
    "half-width brackets": half_brackets,
    "mixed brackets": mixed_brackets,
    "straight quotes": straight_quotes,
    "corner quotes": lambda text: text.translate(str.maketrans("“”", "「」")),
    "white corner quotes": lambda text: text.translate(str.maketrans("“”", "『』")),
    "crossed quotes": lambda text: text.translate(str.maketrans("“”", "”“")),
    "zero-width spaces": scattered("\u200b"),
    "zero-width joiners and byte-order marks": scattered("\u200d\ufeff", 3),
    "soft hyphens": scattered("\u00ad"),
    "marks of direction": lambda text: f"\u2067{text}\u2069",
    "ideographic spaces": scattered("\u3000", 3),
    "no-break spaces": scattered("\u00a0"),
    "thin spaces at numbers": spaced_years("\u2009"),
    "blanks around": lambda text: f" \n{text}\u3000\t",
    "all at once": lambda text: scattered("\u200b\u3000", 3)(full_width(traditional(mixed_brackets(text)))),  # type: ignore[operator]
}


@pytest.fixture(scope="module")
def asker(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    library: Path = tmp_path_factory.mktemp("forms")
    build_library(SEEDS, library, IndexSettings())
    return open_assistant(library, IndexSettings(), AnswerSettings())


@pytest.fixture(scope="module")
def plainly(asker: Assistant) -> dict[str, Answer]:
    return {question: asker.ask(question) for question in QUESTIONS}


def sources(answer: Answer) -> object:
    return answer.status, answer.short_answer, [(c.document, c.spans) for c in answer.citations]


def test_the_questions_are_worth_asking(plainly: dict[str, Answer]) -> None:
    for question, answer in plainly.items():
        assert answer.status == ("refused" if question in UNANSWERED else "answered"), question
        assert answer.citations, question


@pytest.mark.parametrize("name", FORMS)
def test_a_form_changes_no_source(asker: Assistant, plainly: dict[str, Answer], name: str) -> None:
    changed = [(question, FORMS[name](question)) for question in QUESTIONS]  # type: ignore[operator]
    assert any(a != b for a, b in changed)
    for question, form in changed:
        assert sources(asker.ask(form)) == sources(plainly[question]), form


@pytest.mark.parametrize("name", FORMS)
def test_the_question_shown_is_the_one_asked(asker: Assistant, name: str) -> None:
    form = FORMS[name](QUESTIONS[1])  # type: ignore[operator]
    assert asker.ask(form).question == form.strip()


def test_traditional_reaches_every_question() -> None:
    assert [q for q in QUESTIONS if traditional(q) == q] == []


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ("集群(2023年）有 多少,几种?", "集群（2023年）有 多少，几种？"),
        ("10,000家、10:30，Wi-Fi 6", "10,000家、10:30，Wi-Fi 6"),
        ('「東數西算」和"西气东输"', "“东数西算”和“西气东输”"),
        ("《〈名單〉解讀》", "《《名单》解读》"),
        ("ＡＩ　ｃｈｉｐ", "AI chip"),
        ("集群　有\u00a0多少", "集群有多少"),
        ("产业集群 王某", "产业集群 王某"),  # a blank was typed to part the words
        ("\u200b\ufeff", ""),
    ],
)
def test_the_plain_form(form: str, said: str) -> None:
    assert plain(form) == said


@given(st.text(st.sampled_from('集群國“”「」"()（）,，1a \u3000\u00a0\u200b\n〈:'), max_size=12))
def test_the_plain_form_is_plain(text: str) -> None:
    assert plain(plain(text)) == plain(text)

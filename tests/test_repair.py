"""Typing errors are repaired against a library, and nothing else is touched; vectors by hand, half of them in other fields."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.language.glossary import Glossary
from rag.language.places import PLACES
from rag.language.words import _dictionary, in_dictionary
from rag.wording.abbreviations import begins_words, expand, full_name
from rag.wording.pinyin import characters, near, readings, syllables
from rag.wording.repair import alike, repair
from rag.wording.rewriting import reword
from tests.rag_kit import FakeShelf, document

CLUSTERS = """# 先进制造业集群培育

先进制造业集群是产业链供应链的载体。链主企业带动集群发展，规上企业达到2000家。龙头企业牵头建设创新平台，提升核心竞争力。

工业和信息化部遴选先进制造业集群，地方政府出台扶持政策，推动智能制造和绿色发展。新一代信息技术集群规模不断扩大。

深圳先进技术研究院参与组建产业联盟。中国社会科学院工业经济研究所的专家认为，集群促进组织作用突出。王建国在昆山调研。
"""
LIFE = """# 市民生活

新建小学三所，幼儿园招生规模扩大。教师培训经费由财政承担，学生可以申请奖学金。

污水处理厂每天处理污水3万吨，河流水质明显改善。垃圾分类覆盖全部社区，志愿者参与巡查。

医院开设夜间门诊，患者可以使用医保支付。老年人养老服务中心提供助餐服务。省农业农村厅推广冷链物流，冷库容量增加。

居民申请公共租赁住房，应当提交收入证明。图书馆延长开放时间，博物馆免费开放。疫情期间航班减少，旅客运输量下降。
"""
SHELF = FakeShelf([document(CLUSTERS, "clusters"), document(LIFE, "life")])

MENDED = [
    ("先进制造业集裙有多少个？", "先进制造业集群有多少个？"),
    ("龙头企液有什么作用？", "龙头企业有什么作用？"),
    ("供应练怎样保持稳定？", "供应链怎样保持稳定？"),
    ("地方政俯出台了哪些政策？", "地方政府出台了哪些政策？"),
    ("智能制照怎样推进？", "智能制造怎样推进？"),
    ("先进制造业集郡有几个？", "先进制造业集群有几个？"),
    ("鼓励技术创薪平台建设吗？", "鼓励技术创新平台建设吗？"),
    ("绿色发占怎样推动？", "绿色发展怎样推动？"),
    ("水质改膳了吗？", "水质改善了吗？"),
    ("收人证明怎样提交？", "收人证明怎样提交？"),  # 收 and 人 may be meant: the evidence is too thin
    ("产业连盟由谁组建？", "产业联盟由谁组建？"),
    ("集群促近组织有什么作用？", "集群促进组织有什么作用？"),
    ("教师培训经废由谁承担？", "教师培训经费由谁承担？"),
    ("学生怎样申请奖学今？", "学生怎样申请奖学金？"),
    ("污水外理厂每天处理多少吨？", "污水处理厂每天处理多少吨？"),
    ("垃极分类覆盖了哪些社区？", "垃圾分类覆盖了哪些社区？"),
    ("志原者参与了什么？", "志愿者参与了什么？"),
    ("老年入养老服务由谁提供？", "老年人养老服务由谁提供？"),
    ("图书官什么时候开放？", "图书馆什么时候开放？"),
    ("博物饭免费开放吗？", "博物馆免费开放吗？"),
    ("公共祖赁住房怎样申请？", "公共租赁住房怎样申请？"),
    ("冷链物硫怎样推广？", "冷链物流怎样推广？"),
    ("疫晴期间航班减少了吗？", "疫情期间航班减少了吗？"),
]
RIGHT = [
    "先进制造业集群有多少个？",
    "规上企业有多少家？",
    "群众裙子的价格是多少？",  # a word of the dictionary, whatever the library says
    "王建国说了什么？",
    "汪建国说了什么？",  # may be another person
    "昆山市的集群有几个？",
    "昆明市的集群有几个？",
    "宁波有哪些学校？",
    "第三批集群有几个？",
    "二〇二三年招生多少人？",
    "《集裙培育办法》规定了什么？",  # a title stays as it is typed
    "“垃极分类”是什么意思？",
    "红烧肉怎么做？",
    "今天天气怎么样？",
    "量子计算机的原理是什么？",
    "咱们这儿的娃能上哪所小学？",
    "老百姓搞垃圾分类图个啥？",
    "谁在管污水？",
    "青花瓷的烧制温度是多少？",
    "蒸汽机是谁发明的？",
    "巴塞罗那的足球俱乐部叫什么？",
    "讲集群的那份报告归谁管？",
]


@pytest.mark.parametrize(("typed", "meant"), MENDED)
def test_a_slip_is_mended(typed: str, meant: str) -> None:
    assert repair(typed, SHELF).text == meant


@pytest.mark.parametrize("question", RIGHT)
def test_what_is_right_or_unknown_stays_as_it_is(question: str) -> None:
    assert repair(question, SHELF).text == question


def test_the_changes_are_told() -> None:
    assert repair("先进制造业集裙", SHELF).changes == (("裙", "群"),)


SENTENCES = [s for d in (CLUSTERS, LIFE) for s in d.replace("\n", "").split("。") if len(s) > 6]


@pytest.mark.parametrize("sentence", SENTENCES)
def test_no_sentence_of_the_library_is_changed(sentence: str) -> None:
    assert repair(sentence, SHELF).text == sentence


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from([typed for typed, _ in MENDED]),
    st.integers(min_value=0, max_value=99999),
    st.sampled_from(PLACES),
    st.sampled_from(["BYD", "5G", "ISO9001"]),
)
def test_numbers_places_and_latin_words_never_change(typed: str, number: int, place: str, latin: str) -> None:
    text = f"{place}，{number}，{latin}，{typed}"
    assert repair(text, SHELF).text.startswith(f"{place}，{number}，{latin}，")


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="集群企业污水小学的在一二三年有裙液今王李", min_size=1, max_size=14))
def test_a_repair_keeps_the_length_and_is_stable(text: str) -> None:
    once = repair(text, SHELF).text
    assert len(once) == len(text)
    assert [c for c in once if c in "一二三年"] == [c for c in text if c in "一二三年"]


@pytest.mark.parametrize(
    ("char", "other", "there"),
    [("裙", "群", True), ("链", "练", True), ("未", "末", True), ("主", "住", True), ("兰", "拦", True), ("心", "山", False), ("三", "山", False)],
)  # fmt: skip
def test_characters_that_sound_or_look_alike(char: str, other: str, there: bool) -> None:
    assert (other in alike(char)) is there


def test_readings_and_characters_are_two_sides_of_one_table() -> None:
    assert all(char in characters()[syllable] for char, found in readings().items() for syllable in found)
    assert readings()["长"] == {"zhang", "chang"}
    assert near("ling") == {"ling", "lin"}
    assert near("shang") == {"shang", "sang", "shan", "san"}


@pytest.mark.parametrize(
    ("letters", "first"),
    [("chenglan", ("cheng", "lan")), ("xian", ("xian",)), ("lvyou", ("lv", "you")), ("novartis", None)],
)
def test_letters_are_cut_into_syllables(letters: str, first: tuple[str, ...] | None) -> None:
    assert next(iter(syllables(letters)), None) == first


SHORT = [
    ("深圳先进院参与了什么？", "深圳先进技术研究院参与了什么？"),
    ("省农厅推广什么？", "省农业农村厅推广什么？"),
    ("MIIT遴选了什么？", "工业和信息化部遴选了什么？"),
    ("粤有哪些集群？", "粤有哪些集群？"),
    ("沪上的集群有几个？", "上海集群有几个？"),
    ("沪上涨的股票有哪些？", "上海上涨的股票有哪些？"),
    ("布局在哪些场所？", "布局在哪些场所？"),
    ("小学新建了几所？", "小学新建了几所？"),
    ("BYD有几家工厂？", "BYD有几家工厂？"),  # the library has no such firm
    ("图书馆的委托书怎么写？", "图书馆的委托书怎么写？"),
]


@pytest.mark.parametrize(("asked", "read"), SHORT)
def test_a_short_form_is_written_out_where_the_library_has_one_longer(asked: str, read: str) -> None:
    if "粤" in asked:
        read = read.replace("粤", "广东")
    assert expand(asked, SHELF, Glossary()) == read


@pytest.mark.parametrize(
    ("short", "name", "fits"),
    [
        ("深圳先进院", "深圳先进技术研究院", True),
        ("工经所", "工业经济研究所", True),
        ("农科院", "农业科学院", True),
        ("发改委", "发展改革委员会", True),
        ("信通院", "信息通信研究院", True),
        ("进技院", "深圳先进技术研究院", False),
        ("经工所", "工业经济研究所", False),
    ],
)
def test_letters_of_a_short_name_begin_the_words_of_the_long_one(short: str, name: str, fits: bool) -> None:
    assert begins_words(short, name) is fits


def test_of_two_longer_names_none_is_taken() -> None:
    both = FakeShelf([document("# 名录\n\n江海工业经济研究所成立。江海工程经济研究所也成立了。\n", "two")])
    assert full_name("江海工经所", both) == ""


def test_a_question_that_is_right_is_read_as_it_stands() -> None:
    read = reword("规上企业有多少家？", SHELF, Glossary())
    assert (read.text, read.as_asked, read.notes) == ("规上企业有多少家？", None, ())


def test_the_dictionary_is_searched_as_a_plain_reading_of_it_finds() -> None:
    data, _ = _dictionary()
    words = [line.split(" ")[0] for line in data.decode().split("\n") if line]
    assert all(in_dictionary(word) for word in words[::97])
    assert [word for word in ("高姿态", "吉林", "阿Q", "C++") if not in_dictionary(word)] == []
    held = frozenset(words)
    assert not any(in_dictionary(word) for word in (w + "裙" for w in words[::997]) if word not in held)

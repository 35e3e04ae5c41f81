"""English questions are searched in Chinese words; vectors by hand from general knowledge, half of them in other fields."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.asking.questions import analyse
from rag.language.glossary import Glossary, GlossaryError, glossary_of, stem
from rag.wording.english import Words, is_english, translate
from rag.wording.english_numbers import figures_in_chinese
from rag.wording.naming import chinese_of, read_as
from tests.rag_kit import FakeShelf, document

WORDS = Words(Glossary(), lambda forms: forms[0], lambda _name, _behind: "")


def chinese(question: str) -> str:
    return translate(question, WORDS).text


# question, Chinese words that must be searched, kind of question, unit
QUESTIONS = [
    # industry and policy
    ("How many advanced manufacturing clusters are there in Shenzhen?", "多少个先进制造业集群 深圳", "number", "个"),
    ("How many enterprises above designated size does Wuxi have?", "多少家规模以上 无锡", "number", "家"),
    ("What was the output value of the robot industry in 2023?", "2023年 机器人产业 产值", "number", "钱"),
    ("What is the growth rate of industrial value added in the first half of 2023?", "工业增加值 上半年 增速", "number", "%"),
    ("Which province has the highest R&D intensity?", "哪个省 研发投入强度", "entity", ""),
    ("What is a chain leader?", "什么是链主企业", "definition", ""),
    ("What does \"little giant\" mean?", "小巨人", "definition", ""),
    ("What measures did the Ministry of Finance take to support small and medium-sized enterprises?", "财政部 支持 中小企业 哪些措施", "list", ""),
    ("Who is the chairman of the industry association?", "行业协会 主席 是谁", "entity", ""),
    ("Who said that talent is the key to innovation?", "谁 人才 创新", "who_said", ""),
    ("Why did exports of rare earths fall in May 2023?", "为什么 稀土 出口 下降 2023年5月", "why", ""),
    ("How do local governments cultivate leading enterprises?", "如何 地方政府 培育 龙头企业", "how", ""),
    ("When was the Yangtze River Delta action plan issued?", "什么时候 长三角 行动计划 发布", "date", ""),
    ("In which year did the State Council approve the plan?", "国务院 批准 哪一年", "date", ""),
    ("Where is the national laboratory located?", "国家实验室 位于 在哪里", "entity", ""),
    ("Is the tax rate for high-tech enterprises 15 percent?", "是否 高新技术企业 税率 15%", "yes_no", ""),
    ("Does Hefei have a quantum information cluster?", "是否 合肥 量子信息", "yes_no", ""),
    ("What are the main shortcomings of China's industrial chains?", "中国 产业链 主要 短板 有哪些", "list", ""),
    ("What percentage of the world market do Chinese ships account for?", "世界市场 中国船舶 占比", "number", "%"),
    ("How large is the biomedicine industry in Suzhou?", "苏州 生物医药 是多少", "number", ""),
    ("List the pilot cities of the intelligent connected vehicle programme.", "智能网联汽车 试点城市 有哪些", "list", ""),
    ("How many patents does Huawei own?", "华为 多少项专利", "number", "项"),
    ("Which countries are members of the European Union?", "哪些国家 欧盟", "list", ""),
    ("What role do universities play in innovation clusters?", "大学 创新集群 作用", "other", ""),
    ("According to the white paper, how are cluster organizations funded?", "白皮书 如何 集群促进组织", "how", ""),
    # other fields
    ("How many patients did the hospital treat in 2020?", "医院 2020年 多少名患者", "number", "名"),
    ("What is the ticket price of the museum?", "博物馆 票价 是多少", "number", ""),
    ("Which airport handled 1.2 million passengers?", "哪座机场 120万 旅客", "entity", ""),
    ("What was the unemployment rate in Germany in 2019?", "2019年德国 失业率", "number", ""),
    ("How many tonnes of grain did Henan produce in 2022?", "河南2022年 多少吨 粮食", "number", "吨"),
    ("What is intangible cultural heritage?", "什么是非物质文化遗产", "definition", ""),
    ("Why has the price of vegetables risen?", "为什么 蔬菜 价格 增长", "why", ""),
    ("How is drinking water quality monitored?", "如何 饮用水 质量 监测", "how", ""),
    ("Who may apply for the housing subsidy?", "谁申请 住房补贴", "entity", ""),
    ("Does the landlord have to pay the property fee?", "是否 房东 支付 物业费", "yes_no", ""),
    ("When did the new traffic regulation come into force?", "什么时候 交通条例 施行", "date", ""),
    ("What penalties apply to companies that pollute rivers?", "哪些处罚 适用 企业 污染", "list", ""),
    ("How long is the canal?", "运河有多长", "number", ""),
    ("What are the conditions for a fishing licence?", "渔业许可证 条件有哪些", "list", ""),
    ("Which schools in Kunming charge tuition above 5000 yuan?", "昆明 哪些学校 学费 5000元", "list", ""),
    ("How much did the county spend on village roads between 2018 and 2020?", "县 2018年至2020年 公路 花费多少", "number", ""),
    ("Has the reservoir been completed?", "是否水库完成", "yes_no", ""),
    ("How many doctors and nurses work in rural clinics?", "多少名医生和护士 农村诊所", "number", "名"),
    ("Where was the football championship held?", "足球锦标赛 举行 在哪里", "entity", ""),
    ("What is the average temperature of seawater in Hainan?", "海南 海水 平均温度 是多少", "number", ""),
    ("Which species are endangered in the wetland?", "湿地 哪些物种 濒危", "list", ""),
    ("How old is the oldest tree in the temple?", "寺", "number", ""),
    ("What compensation does a victim of a flood receive?", "洪水 受害人 赔偿", "other", ""),
    ("How many seats does the theatre have?", "剧院 多少个座位", "number", "个"),
    ("Is overtime pay required on holidays?", "是否 加班 假期", "yes_no", ""),
    ("How often are fire stations inspected?", "消防站 检查 多久", "other", ""),
    ("What did the mayor say about garbage recycling?", "市长 垃圾 什么", "other", ""),
]  # fmt: skip


@pytest.mark.parametrize(("question", "words", "kind", "unit"), QUESTIONS)
def test_the_words_of_a_question_are_searched_in_chinese(question: str, words: str, kind: str, unit: str) -> None:
    text = chinese(question)
    missing = [word for word in words.split() if not all(part in text for part in _parts(word))]
    assert missing == [], text
    asked = analyse(text)
    assert asked.kind == kind, text
    assert not unit or asked.unit == unit


def _parts(word: str) -> list[str]:
    """The characters of a word two by two: where 的 stands between two nouns is no matter."""
    return [word[i : i + 2] for i in range(0, len(word) - 1, 2)] or [word]


@pytest.mark.parametrize(
    ("english", "printed"),
    [
        ("20 trillion yuan", "20万亿元"),
        ("1.2 billion", "12亿"),
        ("RMB 20 billion", "200亿元"),
        ("$5.6 million", "560万美元"),
        ("350 thousand", "35万"),
        ("7 thousand", "7000"),
        ("2,000 companies", "2,000 companies"),
        ("3.5 percent", "3.5%"),
        ("2000 companies", "2000 companies"),
        ("in 2000", "in 2000年"),
        ("from 2016 to 2020", "from 2016年至2020年"),
        ("between 2010 and 2019", "2010年至2019年"),
        ("18 May 2023", "2023年5月18日"),
        ("May 18, 2023", "2023年5月18日"),
        ("March 2024", "2024年3月"),
        ("the 14th Five-Year Plan", "the “十四五”规划"),
        ("11 pm", "23点"),
        ("12 am", "0点"),
        ("the 21st century", "the 21世纪"),
        ("the 3rd batch", "the 第三 batch"),
    ],
)
def test_figures_are_written_as_chinese_texts_print_them(english: str, printed: str) -> None:
    assert " ".join(figures_in_chinese(english).split()) == printed


@given(st.integers(min_value=0, max_value=10**7).filter(lambda n: not 1900 <= n < 2100))
def test_a_plain_number_never_changes(number: int) -> None:
    assert f"{number}" in re.findall(r"\d+", chinese(f"How many ports have {number} berths in the region?"))


@given(st.integers(min_value=1, max_value=9999), st.sampled_from(["million", "billion", "trillion"]))
def test_a_scaled_number_keeps_its_value(number: int, scale: str) -> None:
    found = re.search(r"([\d.]+)(万亿|亿|万)?", figures_in_chinese(f"{number} {scale}"))
    assert found is not None
    worth = {"万亿": 10**12, "亿": 10**8, "万": 10**4}.get(found[2], 1)
    assert round(float(found[1]) * worth) == number * {"million": 10**6, "billion": 10**9, "trillion": 10**12}[scale]


@pytest.mark.parametrize(
    "text",
    [
        "MIIT公布的名单里有几个集群？",
        "什么是GDP？",
        "How much",
        "海州港有多少个泊位？",
        "AI ABC",
        "《Nature》杂志 in 2020 年的报道说了什么",
    ],
)
def test_a_chinese_question_with_latin_words_is_not_english(text: str) -> None:
    assert not is_english(text)


def test_words_that_nothing_is_known_of_are_told() -> None:
    assert translate("How many frobnicators does Shenzhen have?", WORDS).lost == ("frobnicators",)


def test_a_name_that_nothing_is_known_of_stays_as_it_stands() -> None:
    assert "Zorvex" in chinese("How many factories does Zorvex have in Poland?")


@pytest.mark.parametrize(
    ("word", "stemmed"),
    [
        ("policies", "policy"),
        ("planned", "plan"),
        ("cultivating", "cultivat"),
        ("classes", "class"),
        ("us", "us"),
        ("gas", "gas"),
    ],
)
def test_inflection_is_taken_off(word: str, stemmed: str) -> None:
    assert stem(word) == stemmed


LIBRARY = FakeShelf([document("澄岚省发布方案。\n\n闻人柏表示，诺华（Novartis）与罗氏公司（Roche，瑞士）都在巴塞尔。\n\nMVA（制造业增加值）增长。\n", "names")])  # fmt: skip


@pytest.mark.parametrize(
    ("name", "called"),
    [("Novartis", "诺华"), ("Roche", "罗氏公司"), ("MVA", "制造业增加值"), ("Siemens", ""), ("a(b", "")],
)
def test_the_library_says_what_a_latin_name_is_called(name: str, called: str) -> None:
    assert chinese_of(name, LIBRARY) == called


@pytest.mark.parametrize(
    ("name", "behind", "called"),
    [("Chenglan", "省", "澄岚"), ("Wenren Bai", "", "闻人柏"), ("Basel", "", ""), ("Chengdu", "", ""), ("Xyz", "", "")],
)
def test_a_name_in_pinyin_is_found_in_the_library(name: str, behind: str, called: str) -> None:
    assert read_as(name, behind, LIBRARY) == called


def test_a_users_entries_go_before_the_shipped_ones(tmp_path: Path) -> None:
    (tmp_path / "glossary.tsv").write_text("# ours\nport|harbour\t码头/港口\nfrobnicate\t扭拧\tverb\n", "utf-8")
    glossary = glossary_of(tmp_path)
    assert [e.forms for w in ("ports", "frobnicating", "school") if (e := glossary.find((w,)))] == [
        ("码头", "港口"),
        ("扭拧",),
        ("学校",),
    ]


def test_a_line_that_is_no_entry_is_named(tmp_path: Path) -> None:
    (tmp_path / "glossary.tsv").write_text("port 港口\n", "utf-8")
    with pytest.raises(GlossaryError, match="第 1 行“port 港口”不是词条"):
        glossary_of(tmp_path)

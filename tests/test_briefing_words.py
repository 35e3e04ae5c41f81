"""Sentences by themselves: where they begin, whether they speak of their own text, what they do, how much they hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.briefing import wording
from rag.briefing.aspects import Aspect, aspects_asked, aspects_of, is_abroad
from rag.briefing.substance import substance
from rag.briefing.wording import own_start, speaks_of_itself
from tests.drafting_kit import unit


@pytest.mark.parametrize(
    ("link", "own"),
    [
        ("比如，", "临川市去年新建了三座冷库用于果蔬保鲜。"),
        ("此外，", "全县还建成了两座污水处理厂和一座泵站。"),
        ("一是", "加强种质资源保护，建成三座国家级保种场。"),
        ("二是", "推广节水灌溉，新增高效灌溉面积两万亩。"),
        ("据了解，", "全市共有社区食堂四百二十七个并全部开放。"),
        ("记者6月3日从市水利局获悉，", "全市水库蓄水量同比增加两成。"),
        ("（一）", "建设“卫星博物馆”，到2027年建成六十座。"),
        ("第三，", "公共图书馆延长开放时间到晚上九点为止。"),
        ("③", "对新购农机给予三成补贴，单台不超过五万元。"),
        ("与此同时，", "村级养老驿站从十二个增加到四十一个。"),
    ],
)
def test_a_sentence_begins_behind_what_only_links_it_to_the_one_before(link: str, own: str) -> None:
    assert own_start(link + own) == len(link)


@pytest.mark.parametrize(
    "text",
    [
        "第三种是由合作社统一采购种苗并按成本价供应。",
        "第三产业增加值比上年增长百分之五点六。",
        "第二批试点名单共有四十二个县市入选。",
        "一方面降低了运费，另一方面提高了周转效率。",
        "首先完善规划，其次增加投入，最后强化考核机制。",
        "一是修路，二是通水，三是建校，四是引进医生。",
        "但该项目因为资金不足至今没有投入运行。",
        "因此，这一做法在全省得到推广并写入了条例。",
        "此外，该县还建成了两座污水处理厂和一座泵站。",
        "同时，好。",
        "全市共有社区食堂四百二十七个并全部开放。",
        "同时期的粮食产量比上年增长了百分之三。",
    ],
)
def test_what_sets_halves_side_by_side_or_points_back_or_is_no_link_is_kept_whole(text: str) -> None:
    assert own_start(text) == 0


@given(st.text(alphabet="比如此外一是但该，。、水利市年0123（）二同时", max_size=40))
def test_what_is_cut_off_is_never_most_of_a_sentence_nor_is_little_left(text: str) -> None:
    start = own_start(text)
    assert start == 0 or len(text) - start >= 12


@pytest.mark.parametrize(
    "text",
    [
        "本文梳理了十个县的节水经验。",
        "如图3所示，水价与用水量呈负相关。",
        "本报告所称老年人是指六十周岁以上公民。",
        "下文将分别讨论三种经营模式。",
        "笔者认为供水管网改造应当提速。",
        "东屿市人民医院（以下简称市医院）始建于1952年。",
        "图2 2023年各月客流变化。",
        "现将《节水行动实施方案》印发给你们，请认真组织实施。",
        "（省统计局编，2024年10月出版）",
        "（联系人：农村处 梁启明）",
    ],
)
def test_a_sentence_that_tells_of_its_own_text_is_known(text: str) -> None:
    assert speaks_of_itself(text)


@pytest.mark.parametrize(
    "text",
    [
        "图书馆到馆读者286万人次。",
        "本市共有养老机构186家。",
        "表决通过了三项决定。",
        "地图上标出了全部四十二个泊位。",
        "本科毕业生占新进教师的八成。",
        "市水利局印发了节水行动实施方案。",
        "图书馆整理出版了古籍42种。",
    ],
)
def test_a_sentence_on_its_subject_is_none_of_its_own_text(text: str) -> None:
    assert not speaks_of_itself(text)


@pytest.mark.parametrize("text", ["第二种由社区自办。", "第一阶段是2005年至2013年。", "第三类图书馆由企业建设。"])
def test_an_item_of_a_list_told_before_is_known(text: str) -> None:
    assert wording.one_of_a_list(text)


@pytest.mark.parametrize(
    "text", ["第一种由政府办，第二种由社区办。", "第三方机构负责评估。", "第二批试点有九个县。", "第一个国家公园建成。"]
)
def test_a_list_that_is_whole_and_an_ordinal_that_counts_are_no_item(text: str) -> None:
    assert not wording.one_of_a_list(text)


DOES: list[tuple[Aspect, str]] = [
    ("what", "中央厨房是指集中采购、加工并统一配送餐食的场所。"),
    ("what", "所谓冷链物流，就是食品在各环节始终处于规定低温环境的物流方式。"),
    ("what", "家庭医生签约服务是一种以家庭为单位的连续医疗服务。"),
    ("background", "发展社区养老有助于减轻家庭照料负担。"),
    ("background", "随着人口老龄化加快，长期护理的需求日益增加。"),
    ("figures", "全市现有养老机构186家，床位3.15万张。"),
    ("figures", "海州港全年完成货物吞吐量4.36亿吨。"),
    ("figures", "图书馆有效读者证达49万张。"),
    ("progress", "三年来，全县累计建成村级卫生室412个。"),
    ("progress", "水产品出口额比上年增长12.4%。"),
    ("progress", "该校已经完成全部教室的照明改造。"),
    ("targets", "力争到2027年茶叶全产业链产值达到220亿元。"),
    ("targets", "预计全年可接待游客330万人次。"),
    ("targets", "计划到2030年再生水利用率提高到40%。"),
    ("who", "省水利厅负责统筹协调，省农业农村厅负责农业节水。"),
    ("who", "民政部会同财政部印发了长期护理保险试点办法。"),
    ("who", "评估工作由省体育局委托第三方机构承担。"),
    ("measures", "推动公共图书馆延时开放，鼓励社会力量参与建设。"),
    ("measures", "对新建标准化茶园每亩补助600元，支持购置加工机械，完善检测体系。"),
    ("measures", "建立护理员培训制度，加强职业技能培训，优化补贴发放流程。"),
    ("examples", "以临川市为例，三个社区共用一处中央厨房。"),
    ("examples", "如柏川县茶业公司采用订单种植带动农户增收。"),
    ("problems", "基层医院检验设备老旧，人手不足。"),
    ("problems", "部分海湾养殖密度偏高，环境压力较大。"),
    ("problems", "村医老龄化已成为乡村医疗的突出短板。"),
    ("problems", "目前全省仍有两成县区缺乏专职心理教师。"),
    ("abroad", "日本的护理保险由市町村负责运营。"),
    ("abroad", "发达国家普遍把港口岸电纳入强制标准。"),
    ("abroad", "德国职业学校与企业共同培养学徒。"),
    ("suggestions", "建议把环境容量评估结果写进养殖证。"),
    ("suggestions", "下一步应当优先补齐铁路短线，不再新建泊位。"),
    ("suggestions", "要把流量引到小型博物馆去，需要统一预约平台。"),
]
DOES_NOT: list[tuple[Aspect, str]] = [
    ("problems", "全县着力破解用水难题，解决了三万人的饮水困难。"),
    ("problems", "新设备突破了低温储存的技术瓶颈。"),
    ("problems", "坚持问题导向，逐项整改落实。"),
    ("abroad", "我国茶叶出口到日本的数量稳步增加。"),
    ("abroad", "该企业主要面向海外市场销售茶饮。"),
    ("suggestions", "按照要求，各县在年底前报送总结。"),
    ("suggestions", "市图书馆的主要读者是中小学生。"),
    ("suggestions", "应急管理局公布了防汛名单。"),
    ("targets", "春季学期的课程包括游泳和足球。"),
    ("figures", "图书馆实行了总分馆制度。"),
    ("who", "茶园里的春茶刚刚采收完毕。"),
    ("examples", "美国纽约市图书馆延长了开放时间。"),
    ("what", "全县共建成村级卫生室412个。"),
    ("who", "记者从市渔业局召开的新闻发布会上获悉，全市网箱增加到43台。"),
]


@pytest.mark.parametrize(("aspect", "text"), DOES)
def test_a_sentence_is_taken_for_what_it_plainly_does(aspect: Aspect, text: str) -> None:
    assert aspects_of(unit(text))[aspect] >= 0.55


@pytest.mark.parametrize(("aspect", "text"), DOES_NOT)
def test_a_sentence_is_not_taken_for_what_only_its_words_recall(aspect: Aspect, text: str) -> None:
    assert aspects_of(unit(text))[aspect] < 0.55


def test_the_heading_above_a_sentence_counts_for_what_it_does() -> None:
    text = "城区每个点每年三万元，农村每个点每年五万元。"
    alone = aspects_of(unit(text))
    below = aspects_of(unit(f"# 养老年报\n\n## 存在的主要问题\n\n{text}\n", "城区每个点"))
    assert below["problems"] > alone["problems"]
    assert below["measures"] == alone["measures"]


@pytest.mark.parametrize(
    ("heading", "asked"),
    [("存在的短板", "problems"), ("下一步建议", "suggestions"), ("国外怎么做", "abroad"), ("有关概念", "what")],
)
def test_a_heading_of_a_user_tells_what_it_asks_for(heading: str, asked: Aspect) -> None:
    assert asked in aspects_asked(heading)


def test_a_heading_that_only_names_a_thing_asks_for_nothing_particular() -> None:
    assert aspects_asked("水价") == ()


def test_one_other_country_beside_ones_own_is_not_abroad_but_two_are() -> None:
    assert not is_abroad("我国向泰国出口了两千吨水产品。")
    assert is_abroad("我国与德国、日本的博物馆互设展览。")


RAISES = ["2024年，", "其中43家", "投入3.6亿元", "《乡村图书馆条例》", "“银龄行动”", "海州农业大学", "青岛"]


@pytest.mark.parametrize("more", RAISES)
def test_a_figure_title_name_place_or_year_raises_what_a_sentence_holds(more: str) -> None:
    plain = "村里的图书室每天都开门"
    assert substance(f"{plain}，{more}。") > substance(f"{plain}。")


@pytest.mark.parametrize("praise", ["具有重要意义", "奠定了坚实基础", "注入了强劲动力", "是必由之路", "是重要抓手"])
def test_praise_raises_nothing(praise: str) -> None:
    for text in ("村里的图书室每天都开门。", "全县建成图书室412个，藏书120万册。"):
        assert substance(text.replace("。", f"，{praise}。")) <= substance(text)


@given(st.lists(st.sampled_from([*RAISES, "具有重要意义", "每天都开门"]), max_size=12))
def test_what_a_sentence_holds_is_a_share(parts: list[str]) -> None:
    assert 0.0 <= substance("，".join(parts) + "。") <= 1.0


def test_what_is_urged_one_by_one_stays_urged() -> None:
    assert own_start("一要正确认识渔港，发挥其在区域发展中的作用。") == 1
    assert own_start("一要正确认识渔港，二要加快渔港建设，三要保护海域。") == 0

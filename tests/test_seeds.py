"""What must come out of the five source documents: written by reading them, not by running the reader."""

import json

import pytest

from index.models import Document, Table
from tests.texts import SEEDS, blocks, seeds, sentences, under


def doc(number: str) -> Document:
    return seeds()[number]


def table(number: str, name: str) -> Table:
    return next(t for t in doc(number).tables if name in t.name)


def values(of: Table) -> list[list[str]]:
    return [[cell.value for cell in row.cells] for row in of.rows]


def test_the_seeds_are_the_bytes_their_manifest_was_written_for() -> None:
    manifest = json.loads((SEEDS / "manifest.json").read_text(encoding="utf-8"))
    assert {d["file"]: d["sha256"] for d in manifest["documents"]} == {d.file: d.sha256 for d in seeds().values()}


# 000: three experts, sentences cut by page breaks, three passages that end mid-sentence, a data box


def test_000_has_three_experts_with_their_posts() -> None:
    assert [(t.name, t.role) for t in doc("000").turns] == [
        ("陈彦斌", "中国社会科学院工业经济研究所所长"),
        ("刘振中", "中国宏观经济研究院产业经济与技术经济研究所创新战略研究室主任、研究员"),
        ("张晓兰", "国家信息中心经济预测部研究员"),
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "通过集群化发展，可构建从基础材料、关键部件到整机生产的协作网络，显著提高抗风险能力。",
        "德国将发展产业集群作为提高工业竞争力的重要途径，推动大量企业引入智能生产系统，实现生产自动化与柔性化相结合，"
        "能够快速响应市场个性化需求，进而实现产业数字化升级。",
    ],
)
def test_000_sentences_cut_by_a_page_break_are_whole(sentence: str) -> None:
    assert sentence in sentences(doc("000"))


@pytest.mark.parametrize("end", ["例", "推动新兴技术与绿色", "全球合"])
def test_000_passages_that_end_mid_sentence_are_marked(end: str) -> None:
    cut = [doc("000").text(s.start, s.end) for s in doc("000").sentences if s.truncated]
    assert len(cut) == 3
    assert any(text.endswith(end) for text in cut)


def test_000_speakers_own_their_paragraphs_and_nothing_else() -> None:
    d = doc("000")
    for text, name in [
        ("国家先进制造业集群已有80个", "张晓兰"),
        ("累计发布472项", "刘振中"),
        ("有效激发了地方积极性", "陈彦斌"),
    ]:
        turn = under(d, text).turn
        assert turn is not None
        assert d.turns[turn].name == name
    assert under(d, "今年上半年").turn is None
    assert under(d, "国家级绿色工厂").turn is None


def test_000_host_questions_are_questions() -> None:
    assert [q[:12] for q in blocks(doc("000"), "question")] == [
        "我国培育壮大先进制造业集",
        "在培育壮大先进制造业集群",
        "从全球看，先进制造业集群",
    ]


def test_000_data_box_keeps_periods_with_values() -> None:
    assert blocks(doc("000"), "data_box") == [
        "2020年至2024年 我国装备制造业增加值 年均增长 7.9% 高技术制造业增加值 年均增长 8.7%",
        "截至2024年 国家级绿色工厂 6430家",
    ]


def test_000_heading_without_text_is_warned_of() -> None:
    assert [w.message for w in doc("000").warnings if w.kind == "empty_section"] == [
        "标题下没有正文：因地制宜构建特色优势集群"
    ]


# 001: one line without any newline


def test_001_falls_into_turns_of_three_experts_and_the_host() -> None:
    assert [(t.name, t.host) for t in doc("001").turns] == [
        ("主持人", True),
        ("程楠", False),
        ("主持人", True),
        ("赵作权", False),
        ("主持人", True),
        ("曾刚", False),
    ]


def test_001_headings_are_parted_from_the_sentence_before() -> None:
    assert blocks(doc("001"), "heading") == [
        "先进制造业集群发展初显成效",
        "发达国家集群发展的一些经验",
        "创新机制加快培育世界级集群",
    ]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("东密西疏、南多北少", "程楠"),
        ("德国15个、日本17个", "赵作权"),
        ("共有783个产业集群", "曾刚"),
        ("紫光集团的教训", "曾刚"),
    ],
)
def test_001_a_statement_far_behind_its_tag_has_its_speaker(text: str, name: str) -> None:
    turn = under(doc("001"), text).turn
    assert turn is not None
    assert doc("001").turns[turn].name == name


def test_001_begins_with_its_own_first_sentence() -> None:
    first = next(s for s in sentences(doc("001")) if "十九大" in s)
    assert first == "党的十九大报告提出，促进我国产业迈向全球价值链中高端，培育若干世界级先进制造业集群。"


# 002: two articles, a scrambled slogan, words split by column breaks


def test_002_holds_two_articles_of_their_own() -> None:
    d = doc("002")
    assert [a.title.value for a in d.articles] == [
        "“十四五”先进制造业集群发展蓝图酝酿待出",
        "利用5G、大数据等信息技术大力发展战略制造",
    ]
    assert d.article_at(d.clean.text.index("侯彦全")) is d.articles[0]
    assert d.article_at(d.clean.text.index("拓宽融资渠道")) is d.articles[1]


def test_002_the_slogan_is_no_text() -> None:
    assert blocks(doc("002"), "running_head") == ["习近平新时代中国特色社会主义思想", "在指引下 ——新时代新作为新篇章"]


@pytest.mark.parametrize(
    "words", ["同时在人才落户、个税减免、中小企业培育", "产业带动全国各轨道交通地域经济8000亿元以上。"]
)
def test_002_words_split_by_a_column_break_are_whole(words: str) -> None:
    assert any(words in s for s in sentences(doc("002")))


def test_002_an_extraction_error_is_kept_as_it_stands() -> None:
    assert "大力发展战略制造，实现供需精准高效匹配" in doc("002").clean.text


def test_002_statements_are_ascribed_also_to_unnamed_officials() -> None:
    d = doc("002")
    found = {(a.name, a.role, a.relation) for a in d.attributions}
    assert ("赵作权", "中国科学院科技战略咨询研究院研究员", "direct") in found
    assert ("赵作权", "中国科学院科技战略咨询研究院研究员", "reported") in found
    assert ("侯彦全", "中国电子信息产业发展研究院规划所区域发展研究室主任", "reported") in found
    assert ("", "工信部规划司相关负责人", "reported") in found


# 003: missing pages, contents, tables, footnotes


@pytest.mark.parametrize("text", ["竞争的企业", "美白、algorithm", "集聚。一是墨西哥等地相关制造业集群正逐渐崛起。2"])
def test_003_no_sentence_crosses_missing_pages(text: str) -> None:
    assert [s for s in sentences(doc("003")) if text in s] == []


@pytest.mark.parametrize(
    "text", ["日本发布了制造业竞争", "的企业也随之增多", "防晒、美白、", "algorithm)", "(smart", "地集聚。"]
)
def test_003_fragments_beside_missing_pages_are_marked(text: str) -> None:
    d = doc("003")
    assert any(text in d.text(s.start, s.end) for s in d.sentences if s.truncated)


@pytest.mark.parametrize(
    "words",
    [
        "目前在新一代信息技术、新能源及智能网联汽车、新材料等新兴制造业领域具备一定优势。",
        "已从 2000 年的 15% 左右跃升至 2020 年的近 45%。",
        "总体形成2023年全球先进制造业集群发展的“八大趋势”，并提出相关建议",
        "据不完全统计，近十几年我国各类创新载体数量增长很快",
        "三是加大支持力度，建立具备较强能力服务成果转化、产学研结构、跨界融合的专业技术转移中介机构。",
        "发挥集群领军企业家、领军人才对集群的引领作用",
    ],
)
def test_003_sentences_over_page_breaks_and_footnotes_are_whole(words: str) -> None:
    assert any(words in s for s in sentences(doc("003")))


def test_003_footnotes_are_blocks_of_their_own() -> None:
    assert [note[:12] for note in blocks(doc("003"), "footnote")] == [
        "¹ 根据联合国工业发展组",
        "⁹ 主要统计了我国制造业",
    ]


def test_003_the_contents_tell_what_is_missing() -> None:
    missing = [w.message for w in doc("003").warnings if w.kind == "missing_section"]
    assert len(missing) == 23
    assert any("二、有影响力的产业集群持续引领世界经济增长" in m for m in missing)


def test_003_sections_have_their_chapter_also_where_its_heading_is_lost() -> None:
    path = under(doc("003"), "日化行业持续研发新型成分").path
    assert path == ("第三章 全球先进制造业集群技术创新图景", "五、消费品类集群：注重产品多元功效性与品质健康化")


def test_003_what_follows_missing_pages_is_not_put_under_the_last_heading() -> None:
    for text in ("的企业也随之增多", "细胞治疗、基因疗法", "地理空间视角下产业集群", "地集聚。"):
        block = under(doc("003"), text)
        assert not block.path_certain
        assert len(block.path) <= 1


def test_003_figure_2_1_is_a_matrix_whose_head_stood_last() -> None:
    matrix = table("003", "图 2-1")
    assert matrix.shape == "matrix"
    assert [h.value for h in matrix.heads] == ["", "澳洲", "北美洲", "南美洲", "欧洲", "亚洲"]
    assert values(matrix) == [
        ["新能源及智能网联汽车领域", "0", "3", "0", "8", "10"],
        ["新材料领域", "1", "5", "1", "5", "6"],
        ["消费品领域", "3", "3", "0", "9", "2"],
        ["生物医药及高端医疗器械领域", "0", "10", "0", "15", "10"],
        ["高端装备领域", "0", "6", "1", "11", "11"],
        ["电子信息领域", "1", "6", "0", "7", "16"],
    ]


PERIODS = ["前期 (2005-2021年)"] * 7 + ["近期 (2022-2023年)"] * 7
COUNTRIES = ["欧盟", "德国", "美国", "日本", "韩国", "英国", "中国"] * 2


def test_003_table_6_2_has_the_right_period_and_country_in_every_row() -> None:
    rows = values(table("003", "表 6-2"))
    assert [(r[0], r[1]) for r in rows] == list(zip(PERIODS, COUNTRIES, strict=True))
    assert rows[7][2].startswith("欧洲创新议程")
    assert rows[13][2].startswith("十一部门关于开展“携手行动”")


def test_003_repaired_cells_of_table_6_2_say_so() -> None:
    rows = table("003", "表 6-2").rows
    printed_period = [n for n, row in enumerate(rows) if not row.cells[0].rule]
    assert printed_period == [0, 8], "the label 近期 is printed in the ninth row, one too low"
    assert rows[13].cells[1].rule
    assert not rows[12].cells[1].rule


def test_003_tables_2_10_and_3_4() -> None:
    clusters, firms = table("003", "表 2-10"), table("003", "表 3-4")
    assert [h.value for h in clusters.heads] == ["集群名称", "龙头企业", "研究机构"]
    assert len(clusters.rows) == 10
    assert values(clusters)[7] == [
        "广州市智能网联汽车产业集群",
        "东风日产、广汽集团、小鹏、广汽传祺",
        "广汽集团汽车工程研究院、华南理工大学",
    ]
    assert [h.value for h in firms.heads] == ["企业", "所在国家", "所在集群", "专利及创新成果"]
    assert [r[0] for r in values(firms)] == ["诺华", "瑞辉", "默沙东", "阿斯利康", "美敦力公司", "罗氏", "强生"]


def test_003_appendix_has_104_of_150_rows() -> None:
    appendix = table("003", "全球典型先进制造业集群表")
    rows = values(appendix)
    assert [h.value for h in appendix.heads] == ["序号", "集群名称", "所在洲", "所在国家", "主导产业", "所属行业领域"]
    assert [r[0] for r in rows] == [str(n) for n in range(1, 105)]
    assert all(len(r) == 6 for r in rows)
    assert rows[53] == ["54", "MAI carbon", "欧洲", "德国", "碳纤维增强塑料、轻量化产品", "新材料领域"]
    assert rows[87][5] == "新能源领域"
    assert (appendix.completeness.state, appendix.completeness.found, appendix.completeness.expected) == (
        "incomplete",
        104,
        150,
    )


# 004: every line hard-wrapped, a blank line between


@pytest.mark.parametrize(
    "sentence",
    [
        "产业集群指在某个特定领域内，由地理位置集中且相互联系的供应商、产业和专门化的制度及协会组成的集合，还可包括政府、 高校、工业 / 产业标准制定机构、职业培训机构和智库机构。",
        "休斯顿市依托墨西哥湾畔丰富的石油储量和便利的交通条件形成了石化产业集群，集聚了美国 30 余家大能源公司中的 29 家企业总部以及 1000 多家石油设备制造商和供应商，带动了石油开采、精炼加工等关联产业成长。",
        "产业集群有不同的类型划分方式，本文根据我国产业发展阶段特点，将产业集群大致分为基础产业集群、关键战略产业集群、前沿技术产业集群。",
        "通过产业集群结构调整，使基础产业集中度更加合理；优化基础产业集群的科技创新资源分配及科技支撑体系，引导创新资源向重点企业、重点产品集聚；提升基础产业集群创新的动力，使基础产业走出发展困境。",
        "在重点领域实施产业化及应用示范工程，加速产品应用示范，以应用示范促进前沿技术产业集群的高质量建设。",
        "Moreover, we explore the development directions and propose the construction paths for these manufacturing clusters.",
    ],
)
def test_004_sentences_are_whole(sentence: str) -> None:
    assert sentence in sentences(doc("004"))


def test_004_a_sentence_around_a_table_is_whole() -> None:
    assert any("100 多个小类、400 多个型号规格；拥有三一重工股份有限公司" in s for s in sentences(doc("004")))


def test_004_sentences_stand_in_order_and_none_is_truncated() -> None:
    d = doc("004")
    raw_starts = [d.clean.to_raw(s.start, s.end)[0].start for s in d.sentences if d.blocks[s.block].kind == "paragraph"]
    assert raw_starts == sorted(raw_starts)
    assert [d.text(s.start, s.end) for s in d.sentences if s.truncated] == []


def test_004_headings_wrapped_over_two_lines_are_one() -> None:
    assert [h for h in blocks(doc("004"), "heading") if h[1] == "、"] == [
        "一、前言",
        "二、先进制造业集群科技支撑体系建设的国际经验",
        "三、我国制造业集群及其科技支撑体系发展现状及存在的主要问题",
        "四、先进制造业集群发展方向及现代科技支撑体系建设路径建议",
    ]


def test_004_lost_superscripts_are_inferred() -> None:
    assert [(i.as_printed, i.value) for i in doc("004").clean.inferences] == [("3×104", "3×10⁴"), ("7×104", "7×10⁴")]


def test_004_bibliography_marks_are_in_no_sentence() -> None:
    assert not any("[1" in s or "[2" in s for s in sentences(doc("004")))


def test_004_table_1_holds_25_clusters_with_region_and_place_as_printed() -> None:
    rows = values(table("004", "表 1"))
    assert len(rows) == 25
    assert [
        sum(1 for r in rows if r[0] == region)
        for region in ("长江三角洲", "珠江三角洲", "环渤海地区", "中部地区", "西部地区")
    ] == [12, 6, 2, 2, 3]
    by_name = {r[2]: r for r in rows}
    assert by_name["南京市新型电力（智能电网）装备集群"][:2] == ["长江三角洲", "江苏省"]
    assert by_name["广佛惠超高清视频和智能家电集群"][:2] == ["珠江三角洲", "深圳市、广州市"]
    assert by_name["西安市航空集群"][:2] == ["西部地区", "陕西省"]


def test_004_a_region_taken_from_the_row_above_is_inferred() -> None:
    rows = {row.cells[2].value: row for row in table("004", "表 1").rows}
    assert rows["无锡市物联网集群"].cells[0].rule
    assert not rows["青岛市智能家电集群"].cells[0].rule

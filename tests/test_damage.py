"""Rules about kinds of damage: where each must fire, and the look-alike where it must not. All texts are made up."""

import pytest

from tests.texts import blocks, document, sentences, under

COLUMN = "近年来各地持续推进农业节水，通过改造渠道和推广滴灌等措施，灌溉用水效率稳步提高，有效缓解了季节性缺水对粮食生产的影响，也为生态用水腾出了空间。"


def wrapped(text: str, width: int = 20, between: str = "\n\n") -> str:
    """A text as a column of hard-wrapped lines."""
    return between.join(text[i : i + width] for i in range(0, len(text), width))


@pytest.mark.parametrize("between", ["\n", "\n\n", "\r\n\r\n"])
@pytest.mark.parametrize("width", [18, 22, 26])
def test_hard_wrapped_lines_become_the_sentence_they_were(width: int, between: str) -> None:
    text = (
        COLUMN + "下一步将完善计量设施，健全水价机制，鼓励农户参与管理，推动节水从工程建设转向制度建设并长期坚持下去。"
    )
    assert "".join(sentences(document(wrapped(text, width, between)))) == text


def test_hard_wrapped_english_keeps_its_words_apart() -> None:
    text = (
        "Water saving irrigation has become a key instrument of rural policy in dry regions. The survey covers "
        "twelve counties and shows that metering alone cuts demand by nine percent within two growing seasons."
    )
    lines = "\n".join(
        [
            "Abstract: Water saving irrigation has become a key instrument of rural",
            "policy in dry regions. The survey",
            "covers twelve counties and shows that metering alone cuts demand by",
            "nine percent within two growing seasons.",
        ]
    )
    assert " ".join(sentences(document(lines))).removeprefix("Abstract: ") == text


def test_short_lines_of_verse_are_not_one_sentence() -> None:
    verse = "春种一粒粟\n秋收万颗子\n四海无闲田\n农夫犹饿死"
    assert sentences(document(verse)) == verse.split("\n")


def test_lines_of_an_address_are_not_glued() -> None:
    address = "海洋渔业研究所\n滨海市东港区渔港路8号\n邮政编码 300001\n"
    assert "海洋渔业研究所滨海市" not in document(address).clean.text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "全县建成标准化养殖池塘、循环水车间和苗种繁育基地，形成从苗种、",
            "饲料到加工的完整链条，带动两千多户渔民增收。",
        ),
        (
            "港口新开通三条近洋航线，集装箱吞吐量同比增长百分之十二，班轮准点率持续提",
            "高，客户满意度位居全国沿海港口前列。",
        ),
        ("医院与高校共建实训基地，形成“师带徒、订单", "班”的培养方式，毕业生留用率达到九成。"),
    ],
)
def test_a_page_break_inside_a_sentence_is_closed(before: str, after: str) -> None:
    doc = document(f"一段完整的话在这里结束了，没有问题。\n\n{before}\n\n\n{after}\n\n另一段话，自成一句。\n")
    assert before + after in sentences(doc)
    assert [j.kind for j in doc.clean.joins] == ["page_break"]


def test_a_paragraph_that_ends_is_not_joined_to_the_next() -> None:
    doc = document(
        "冰雪运动参与人数首次突破三亿人次，场馆数量居全国前列。\n\n各地还举办了两千余场群众赛事，热度不减。\n"
    )
    assert [b.kind for b in doc.blocks] == ["paragraph", "paragraph"]
    assert doc.clean.joins == ()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("研究的高频关键词包括养老、照护、智慧、", "algorithm)、保险(insurance)等，主要分为三类。"),
        (
            "我省已经建成覆盖城乡的养老服务网络，累计投入财政资金支持机构改造和护理员",
            "近年来，职业教育规模不断扩大，结构持续优化。",
        ),
        ("主要措施有增加床位、培训人员、", "、统一标准等，效果明显，群众满意。"),
    ],
)
def test_halves_that_cannot_be_one_sentence_are_kept_apart(before: str, after: str) -> None:
    doc = document(f"前面有一句完整的话，用来开头。\n\n{before}\n\n{after}\n")
    assert before in sentences(doc)
    assert after in sentences(doc)
    assert [j.kind for j in doc.clean.joins] == ["uncertain"]
    assert [doc.text(s.start, s.end) for s in doc.sentences if s.truncated] == [before, after]


CONTENTS = "目录\n一、总体要求\t1\n二、重点任务\t3\n三、区域布局\t5\n四、保障措施\t8\n\n"


@pytest.mark.parametrize("leader", ["\t", " ........ ", "……………"])
def test_no_sentence_crosses_pages_that_the_contents_prove_missing(leader: str) -> None:
    body = (
        "一、总体要求\n\n坚持统筹规划，分步实施，建立部门协同推进的工作机制，推动港口岸线资源向优势\n\n"
        "的企业也随之增多，全年有十二家企业进入行业前列，但总体实力仍有差距。\n\n四、保障措施\n\n加强组织领导，落实各方责任。\n"
    )
    doc = document(CONTENTS.replace("\t", leader) + body)
    assert not any("优势的企业" in s for s in sentences(doc))
    assert under(doc, "的企业也").path_certain is False
    assert {w.message for w in doc.warnings if w.kind == "missing_section"} == {
        "目录中有、正文中缺失：二、重点任务",
        "目录中有、正文中缺失：三、区域布局",
    }


def test_pages_are_missing_where_the_numbering_jumps() -> None:
    doc = document(
        "一、总体要求\n\n坚持统筹规划，分步实施，推动港口岸线资源向优势\n\n的企业也随之增多，总体实力仍有差距。\n\n四、保障措施\n\n加强领导，落实责任。\n"
    )
    assert not any("优势的企业" in s for s in sentences(doc))


def test_a_page_break_is_closed_where_the_contents_are_complete() -> None:
    body = (
        "一、总体要求\n\n坚持统筹规划，分步实施，推动岸线资源向优势\n\n企业集中，提高利用效率。\n\n二、重点任务\n\n加快码头建设，提高效率。\n\n"
        "三、区域布局\n\n优化南北分工，形成合力。\n\n四、保障措施\n\n加强组织领导，落实各方责任。\n"
    )
    assert "坚持统筹规划，分步实施，推动岸线资源向优势企业集中，提高利用效率。" in sentences(document(CONTENTS + body))


ANSWER = (
    "我们从制度、资金和人才三个方面同时发力，先后出台了十二项配套政策，建立了部门联席会议制度，推动问题在一线解决。"
)
ONE_LINE = (
    f"本期邀请专家围绕养老服务展开讨论。让老年人安享晚年主持人：近年来养老服务取得了哪些进展？李明华（东海大学公共管理学院教授）：{ANSWER * 4}"
    f"补齐农村短板主持人：农村养老还有哪些短板？王晓燕（省老龄事业发展中心主任）：{ANSWER * 3}责任编辑：陈平"
)


def test_a_whole_interview_in_one_line_falls_into_its_turns() -> None:
    doc = document(ONE_LINE)
    assert [(t.name, t.role) for t in doc.turns] == [
        ("主持人", ""),
        ("李明华", "东海大学公共管理学院教授"),
        ("主持人", ""),
        ("王晓燕", "省老龄事业发展中心主任"),
    ]
    assert blocks(doc, "heading") == ["让老年人安享晚年", "补齐农村短板"]
    assert blocks(doc, "source") == ["责任编辑：陈平"]
    assert under(doc, ANSWER).path == ("让老年人安享晚年",)


def test_a_heading_and_a_speaker_glued_together_are_parted() -> None:
    text = f"各地情况不一，需要分类施策。发展银发经济张伟（国家开发研究院研究员）：{ANSWER * 5}"
    doc = document(text)
    assert [t.name for t in doc.turns] == ["张伟"]
    assert "发展银发经济" in doc.clean.text.split("\n")


def test_a_colon_behind_brackets_is_no_speaker() -> None:
    text = f"出现这种情况的主要原因（见下文分析）：{ANSWER * 6}"
    assert document(text).turns == ()


@pytest.mark.parametrize("mark", ["¹", "²", "①"])
def test_a_footnote_is_taken_out_of_the_sentence_it_interrupts(mark: str) -> None:
    doc = document(
        f"全省数据中心机架规模达到四十万架，其中智能算力占比接近三成{mark}，主要布局在能源充足、气候适\n\n"
        f"{mark} 根据省通信管理局年度统计公报\n\n宜的北部地区，平均能耗水平持续下降。\n"
    )
    assert (
        "全省数据中心机架规模达到四十万架，其中智能算力占比接近三成，主要布局在能源充足、气候适宜的北部地区，平均能耗水平持续下降。"
        in sentences(doc)
    )
    assert blocks(doc, "footnote") == [f"{mark} 根据省通信管理局年度统计公报"]


def test_a_unit_with_a_raised_number_is_no_footnote() -> None:
    doc = document("新建温室面积达到3万m²，储水量约5万m³，可满足全年生产需要。\n\n另一段文字在此，与前文无关。\n")
    assert "新建温室面积达到3万m²，储水量约5万m³，可满足全年生产需要。" in sentences(doc)
    assert blocks(doc, "footnote") == []


@pytest.mark.parametrize("furniture", ["— 12 —", "第 3 页 共 20 页", "海洋渔业发展报告", "27"])
def test_page_furniture_is_taken_out_of_the_sentence_it_interrupts(furniture: str) -> None:
    again = f"\n\n{furniture}\n\n" if not any(c.isdigit() for c in furniture) else "\n\n"
    doc = document(
        f"远洋渔船更新改造稳步推进，全年完成更新改造渔船一百二十艘，产业集中\n\n{furniture}\n\n度明显提高，抗风险能力增强。{again}近海捕捞量得到控制，资源逐步恢复。\n"
    )
    assert (
        "远洋渔船更新改造稳步推进，全年完成更新改造渔船一百二十艘，产业集中度明显提高，抗风险能力增强。"
        in sentences(doc)
    )
    assert furniture in blocks(doc, "page_number") + blocks(doc, "running_head")


def test_a_short_line_that_comes_back_without_cutting_a_sentence_is_no_running_head() -> None:
    doc = document(
        "联系人信息\n\n甲地办事处负责受理申请，周一至周五办公。\n\n联系人信息\n\n乙地办事处负责发放证件，全年无休办公。\n"
    )
    assert blocks(doc, "running_head") == []


@pytest.mark.parametrize(
    "keywords", ["Keywords: rural elderly care; meal service;\nhome visits", "关键词：农村养老；助餐；巡访"]
)
def test_a_keyword_block_is_taken_out_of_the_sentence_it_interrupts(keywords: str) -> None:
    before, after = wrapped(COLUMN * 2, 20).rsplit("\n\n", 2)[0], "".join(wrapped(COLUMN * 2, 20).rsplit("\n\n", 2)[1:])
    doc = document(f"{before}\n\n{keywords}\n\n{after}")
    assert "".join(s for s in sentences(doc) if s in COLUMN) == COLUMN * 2
    assert len(blocks(doc, "keywords")) == 1


@pytest.mark.parametrize(
    ("printed", "value"), [("3×104 家", "3×10⁴"), ("1.2×105 吨", "1.2×10⁵"), ("5×103 户", "5×10³")]
)
def test_a_lost_superscript_is_inferred_and_keeps_what_is_printed(printed: str, value: str) -> None:
    doc = document(f"据统计，该地区相关主体超过 {printed}，分布广泛。\n")
    assert [(i.as_printed, i.value, i.rule) for i in doc.clean.inferences] == [
        (printed.split(" ", maxsplit=1)[0], value, "lost_superscript")
    ]
    assert printed in doc.clean.text


@pytest.mark.parametrize(
    "text",
    [
        "板材尺寸为 3×104 毫米，误差很小。",
        "文件编号为第 12×104 号，请查收。",
        "画幅 30×105 cm，横版。",
        "合 13×1042 元，已付。",
    ],
)
def test_a_size_or_a_number_of_a_paper_is_no_lost_superscript(text: str) -> None:
    assert document(text).clean.inferences == ()


def test_markdown_marks_are_no_text() -> None:
    doc = document("# 节水农业\n\n## 主要做法  \n\n**一是**改造渠道，减少渗漏。**二是**推广滴灌，按方收费。\n")
    assert sentences(doc) == ["节水农业", "主要做法", "一是改造渠道，减少渗漏。", "二是推广滴灌，按方收费。"]


def test_stars_that_mark_nothing_stay() -> None:
    assert "2**3" in document("程序中写作2**3，表示二的三次方。\n").clean.text


def test_bibliography_marks_are_taken_out_of_sentences() -> None:
    doc = document("已有研究[1]指出，分层供水更为有效 [2]。也有学者[1,3]认为应当谨慎[4-6]。\n")
    assert sentences(doc) == ["已有研究指出，分层供水更为有效。", "也有学者认为应当谨慎。"]


def test_numbers_of_official_papers_are_no_bibliography_marks() -> None:
    doc = document("依据国办发[2021]15号和发改[12]号文，另见资料[1]、[2]、[3]。\n")
    assert "国办发[2021]15号和发改[12]号文" in doc.clean.text


@pytest.mark.parametrize("title", ["相关新闻：多部门部署冬季供暖", "相关链接：什么是分布式光伏"])
def test_a_second_article_in_the_file_is_told_apart(title: str) -> None:
    doc = document(
        f"# 冰雪旅游持续升温\n\n雪场接待人数创新高，带动消费增长。\n\n## {title}\n\n各地提前做好准备，确保安全。\n\n综合新华社消息\n"
    )
    assert [a.title.value for a in doc.articles] == ["冰雪旅游持续升温", title.split("：")[1]]
    assert doc.article_at(doc.clean.text.index("各地提前")) is doc.articles[1]


def test_sub_headings_do_not_make_articles() -> None:
    doc = document("# 冰雪旅游持续升温\n\n## 热度\n\n雪场接待人数创新高。\n\n## 消费\n\n带动消费增长。\n")
    assert len(doc.articles) == 1


def test_a_data_box_keeps_each_period_with_its_values() -> None:
    doc = document(
        "港口作业效率稳步提高，绿色转型加快推进。\n\n2021年至2023年\n\n货物吞吐量  \n年均增长 5.2%\n\n集装箱  \n年均增长 6.1%\n\n截至2023年\n\n绿色泊位 310个\n\n数据来源：省交通厅\n"
    )
    assert blocks(doc, "data_box") == [
        "2021年至2023年 货物吞吐量 年均增长 5.2% 集装箱 年均增长 6.1%",
        "截至2023年 绿色泊位 310个",
    ]


def test_a_list_of_short_items_is_no_data_box() -> None:
    doc = document("参会单位如下。\n\n东海大学\n\n海洋研究所\n\n渔业协会\n\n2023年会务组\n")
    assert blocks(doc, "data_box") == []


def test_a_passage_cut_off_before_a_heading_is_marked() -> None:
    doc = document(
        "## 现状\n\n各地因地制宜，发展特色养殖，产品销往二十多个国家，品牌影响力持续扩大，例\n\n## 问题\n\n标准不统一，监管有缺口。\n"
    )
    assert [doc.text(s.start, s.end) for s in doc.sentences if s.truncated] == [
        "各地因地制宜，发展特色养殖，产品销往二十多个国家，品牌影响力持续扩大，例"
    ]


def test_a_heading_without_text_is_a_warning() -> None:
    doc = document("# 总题\n\n## 甲\n\n## 乙\n\n正文在这里，一切正常。\n")
    assert [w.message for w in doc.warnings] == ["标题下没有正文：甲"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("近年变化很大。东海大学教授李明华表示，养老服务要向农村延伸。", ("李明华", "东海大学教授", "reported")),
        ("“农村最缺的是护理员。”省民政厅相关负责人说，今年将培训一万人。", ("", "省民政厅相关负责人", "direct")),
        ("海洋学家约翰·史密斯认为洋流变化影响渔场分布。", ("约翰·史密斯", "海洋学家", "reported")),
    ],
)
def test_running_text_says_who_said_it(text: str, expected: tuple[str, str, str]) -> None:
    found = document(f"# 题\n\n{text}\n").attributions
    assert (found[0].name, found[0].role, found[0].relation) == expected


@pytest.mark.parametrize(
    "text", ["《意见》指出，要加强监管。", "学界一般认为，渔业资源正在恢复。", "数据表示，产量有所下降。"]
)
def test_papers_and_crowds_are_no_speakers(text: str) -> None:
    assert document(f"# 题\n\n{text}\n").attributions == ()


def test_a_heading_broken_over_two_lines_is_one() -> None:
    body = wrapped(COLUMN)
    doc = document(f"{body}\n二、农业节水制度建设的主要做\n\n法与经验\n\n{body}")
    assert blocks(doc, "heading") == ["二、农业节水制度建设的主要做法与经验"]


def test_running_text_that_begins_like_a_heading_is_none() -> None:
    doc = document(
        "一、二线城市养老机构供给充足，三四线城市明显不足，农村更为短缺。\n\n这一局面正在改变，投入逐年增加。\n"
    )
    assert blocks(doc, "heading") == []


def test_numbered_lines_with_nothing_under_them_are_a_list() -> None:
    doc = document(
        "主要任务包括以下几项。\n\n1. 修建水渠\n2. 更换管道\n3. 培训农户\n\n以上任务由县里统一安排，年底完成。\n"
    )
    assert blocks(doc, "list_item") == ["1. 修建水渠", "2. 更换管道", "3. 培训农户"]
    assert blocks(doc, "heading") == []

"""Words of English questions that carry grammar, not subject: prepositions, auxiliaries, what is dropped; counting words."""

# What is left of a preposition in Chinese; most say nothing that search needs.
PREPOSITIONS = {
    **dict.fromkeys("of in on at for by with from to into onto about within across among via through under between toward towards over per regarding concerning around behind beside near as against upon".split(), ""),
    "than": "", "according": "根据", "without": "没有",
}  # fmt: skip
AUXILIARIES = frozenset(
    "do does did is are was were be been being can could will would shall should may might must has have had am doing having cannot can't don't doesn't didn't isn't aren't wasn't weren't won't".split()
)
ARTICLES = frozenset("a an the this that these those its their his her our my your".split())
DROPPED = frozenset(
    "there it they he she we you i me him them please tell know like want us so such very exactly still also just only even ever now then any some most more less least one ones own self itself themselves "
    "able order regard respect terms term kind sort way much many few lot lots too rather quite well actually really currently specifically respectively whether if because while although though however "
    "years' who's what's up out down off away back again here how's let can's do's being both either neither etc e.g i.e eg ie versus vs yes ok thanks thank said-to called so-called meanwhile furthermore".split()
)
# Auxiliaries and grammar that the glossary knows as verbs or nouns too: alone they are grammar.
LONE = frozenset("that this it may in of to as no".split())
SMALL_NUMBERS = dict(
    zip(
        "one two three four five six seven eight nine ten eleven twelve fifteen twenty thirty hundred dozen first second third fourth fifth".split(),
        "一 两 三 四 五 六 七 八 九 十 十一 十二 十五 二十 三十 百 十二 第一 第二 第三 第四 第五".split(),
        strict=True,
    )
)
# Counting words by the end of the noun counted; all others take 个.
CLASSIFIERS: dict[str, tuple[str, ...]] = {
    "家": ("企业", "公司", "集团", "工厂", "制造商", "供应商", "生产商", "零售商", "医院", "银行", "机构", "酒店", "诊所", "养老院", "协会", "合作社", "高校", "大学", "民宿"),
    "所": ("学校", "小学", "中学", "高中", "幼儿园", "研究所", "研究院"),
    "人": ("员工", "研究人员", "工人", "专家"),
    "名": ("学生", "教师", "患者", "儿童", "运动员", "球员", "志愿者", "医生", "护士", "工程师", "科学家", "农民", "教练"),
    "项": ("标准", "项目", "措施", "技术", "专利", "政策", "任务", "要求", "工程", "成果", "条件", "规定", "制度", "许可证"),
    "条": ("航线", "铁路", "公路", "高速公路", "生产线", "建议", "路线"),
    "座": ("城市", "桥梁", "机场", "冷库", "设施", "岛", "隧道", "图书馆", "博物馆", "炼油厂"),
    "种": ("产品", "作物", "方式", "模式", "途径", "疾病", "药品", "类型"),
    "架": ("飞机",), "艘": ("船舶", "船"), "辆": ("汽车", "车辆", "公交"), "台": ("机器人", "设备"), "户": ("农户", "户数"), "份": ("种质资源", "文件"), "件": ("文物", "案例"),
    "": ("年", "月", "日", "天", "小时", "分钟", "吨", "公里", "公顷", "亩", "元", "倍", "人", "岁", "次", "人口", "平方米", "平方公里", "千瓦时", "世纪", "资金", "钱", "水", "电力", "集装箱", "个"),
}  # fmt: skip

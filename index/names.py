"""Names of people and their posts, as newspapers print them."""

import re

from index.patterns import HAN

# The family names that cover nearly all of the population (Ministry of Public Security, name report 2020), and compound ones.
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷"
    "龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤康易乔赖文庞樊兰殷施洪翟安颜倪牛温芦季俞章鲁葛伍申尤毕聂柴焦柳邢岳齐梅庄辛管祝左涂谷祁舒耿牟卜路詹关苗凌费纪靳盛童欧甄项曲成游"
    "阳裴席卫查屈鲍位霍翁隋植甘景薄单包司柏宁柯阮桂闵解强丛华车冉房边辜吉饶刁瞿戚丘古米池滕晋苑邬臧畅宫来苟全褚娄应佟麻"
)
_COMPOUND = (
    "欧阳",
    "上官",
    "司马",
    "诸葛",
    "东方",
    "皇甫",
    "尉迟",
    "公孙",
    "慕容",
    "司徒",
    "令狐",
    "夏侯",
    "端木",
    "长孙",
    "宇文",
)
_POST_END = re.compile(
    r"(?:长|主任|研究员|教授|讲师|院士|专家|总裁|经理|书记|秘书|博士|硕士|学者|记者|编辑|[工程分析设计农艺教医药律]师|顾问|代表|委员|理事|监事|"
    r"董事|主席|负责人|发言人|创始人|合伙人|官员|干事|处员|专员|调研员|巡视员|村民|农户|农民|渔民|店主|校友|CEO|COO|CTO|CFO|总监|主管|干部|"
    r"带头人|传承人|站长|船长|主编|总编|社长|馆员|医生|护士|主播|人)$"
)
_POST_PART = re.compile(
    r"研究|大学|学院|公司|集团|协会|学会|中心|医院|研究所|实验室|总局|委员会|合作社|事务所|政府|编辑部|理论部"
)
FOREIGN_NAME = re.compile(rf"[{HAN}]{{1,8}}(?:·[{HAN}A-Z]{{1,8}}){{1,3}}$")


def is_person(text: str) -> bool:
    """Whether a text has the shape of a person's name: a known family name and one or two characters, or names joined by ·."""
    if "·" in text:
        return FOREIGN_NAME.match(text) is not None
    if text[:2] in _COMPOUND:
        return 3 <= len(text) <= 4
    return 2 <= len(text) <= 3 and text[0] in _SURNAMES


def is_post(text: str) -> bool:
    """Whether a text reads as somebody's post or employer: 某某大学教授, 工信部规划司司长."""
    return _POST_END.search(text) is not None or _POST_PART.search(text) is not None


def ends_with_post(text: str) -> bool:
    """Whether a text ends in a post, so that a name may follow: …研究所所长."""
    return _POST_END.search(text) is not None


def name_at_end(text: str) -> str:
    """The person's name a text ends in, longest first, "" if none: `…稳步推进李明华` gives 李明华."""
    foreign = re.search(rf"[{HAN}]{{1,8}}(?:·[{HAN}A-Z]{{1,8}}){{1,3}}$", text)
    if foreign:
        return foreign.group()
    candidates = (text[-n:] for n in (4, 3, 2) if len(text) >= n)
    return next((c for c in candidates if is_person(c)), "")

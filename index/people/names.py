"""Names of people and their posts, as newspapers print them; traditional characters are read as simplified ones."""

import re
from typing import NamedTuple

from index.patterns import HAN
from index.simplified import simplify


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# The family names that cover nearly all of the population (Ministry of Public Security, name report 2020), the first hundred …
_FIRST = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵"
)
# … and the others; some of these begin everyday words.
_COMMON = _FIRST | frozenset(
    "于万覃武钱戴严莫孔向常汤康易乔赖文庞樊兰殷施洪翟安颜倪牛温芦季俞章鲁葛伍申尤毕聂柴焦柳邢岳齐梅庄辛管祝左涂谷祁舒耿牟卜路詹关苗凌费纪靳盛童欧甄项曲成游"
    "阳裴席卫查屈鲍位霍翁隋植甘景薄单包司柏宁柯阮桂闵解强丛华车冉房边辜吉饶刁瞿戚丘古米池滕晋苑邬臧畅宫来苟全褚娄应佟麻"
)
# … and those of the Hundred Family Names (百家姓) that hardly any everyday word begins with.
_RARE = frozenset(
    "傅萧骆阎喻窦奚郎酆岑芮羿嵇滑荀惠汲邴糜井郗仉亓逄綦鄢佘檀仲栾戎祖符束幸韶郜蓟宿蒲邰索籍蔺屠胥闻莘劳姬扶宰郦雍郤璩桑濮寿扈燕冀郏浦尚晏慕茹宦艾"
    "慎戈庾暨衡匡寇禄阙殳沃蔚夔隆巩厍晁敖冷訾阚毋沙乜鞠丰巢蒯竺逯盖桓仝佴鹿邸卓楼卿贲弓牧隗宓蓬班伊仇钭虞昝裘缪诸钮鄞妫漆郁巫冼钦茆禹茅卞尧亢凤贝"
)
# Family names that everyday words begin with too: only right behind a post, and with two characters behind them.
_EVERYDAY_NAMES = frozenset(
    "宗谈云花时计乐元皮封贡展党商初海融富利养红印容鱼连简农丰储越幸乌巴苍墨凡厉阴蒙怀鄂步干杭牧福宣伏危池仰秋冷战水权国明平"
)
_COMPOUND = _words(
    "欧阳 上官 司马 诸葛 皇甫 尉迟 公孙 慕容 司徒 令狐 夏侯 端木 宇文 澹台 公冶 呼延 申屠 钟离 锺离 闻人 淳于 单于 太叔 轩辕 鲜于 闾丘 司空 亓官 丌官 仲孙 赫连 宗政 濮阳 公羊 "
    "南宫 东郭 拓跋 长孙 万俟 司寇 子车 颛孙 巫马 公西 漆雕 乐正 壤驷 公良 夹谷 宰父 谷梁 段干 羊舌 梁丘 左丘 独孤 纳兰 完颜 耶律 贺兰 叶赫 哥舒 屈突 达奚"
)
_EVERYDAY_COMPOUND = _words("东方 西门 百里 东门 南门 微生 第五")
# Words that begin like a name and stand where one may: 协会会长单位认为, 校长严肃指出.
_NO_NAMES = _words(
    "单位 方面 成员 全体 全部 许多 左右 严肃 严厉 严正 强烈 高度 高兴 郑重 马上 常常 曾经 应邀 应当 应该 任何 关于 包括 尤其 向来 安慰 温和 全程 全面 高呼 高声 连忙 何况 经常 "
    "时常 明确 来电 来信 毕竟 周一 周二 周三 周四 周五 周六 周日 周末 全球 原因 平时 国内 国外 有关 相关 海外 广大 广泛 和谐 商会 农民 农户 从未 相互 相应 富有 明显 "
    "经过 经营 经济 水利 师生 东部 云上 时任 师傅 计划 花农 利用 卫生 安全 文化 金融 石油 武装 司法 施工 关键词 许可证 江苏 江西 成都 温州 苏州 常州 徐州 郑州 方案 方法 关键"
)
_NO_GIVEN_NAME = "社还也后则都曾声地们方前中上下"  # 韩联社, 谷歌还, 项目后
_POST = (
    r"长|主任|研究员|教授|讲师|院士|经理|书记|文秘|秘书|博士|硕士|编辑|顾问|代表|理事|监事|"
    r"董事|董秘|主席|发言人|创始人|合伙人|干事|村民|农户|农民|渔民|牧民|居民|市民|网友|校友|CEO|COO|CTO|CFO|总监|总裁|总编|总管|总理|总统|主管|主编|主播|干部|学生|"
    r"医生|护士|大夫|师傅|教练|领队|选手|导演|编剧|翻译|司机|大使|参赞|博主|骨干|掌门|"
    r"(?<!京)师|(?<![动满全复])员|(?<![或再])者|[坊店业窑园庄船场摊厂馆户社]主|[专作画学业行藏论动术乐法影演评银]家|[歌旗鼓助]手|"
    r"[责言始伙持理纪头承访事工军商办片稿集系选资门告疑]人"
)
_POST_END = re.compile(rf"(?:{_POST})$")
_POST_PART = re.compile(
    r"研究|大学|学院|公司|集团|协会|学会|中心|医院|研究所|实验室|总局|委员会|合作社|事务所|政府|编辑部|理论部"
)
_TITLE_BEHIND = re.compile(r"(?:教授|博士|先生|女士|院士|总统|总理|部长|主席|主任|个人|本人)$")
_LONG_NAME = 6  # characters of the first part of a foreign name
FOREIGN_NAME = re.compile(rf"[{HAN}]{{1,8}}(?:·[{HAN}A-Z]{{1,8}}){{1,3}}$")


class Named(NamedTuple):
    """A person's name with the post printed before it, both as printed."""

    role: str
    name: str


def is_person(text: str) -> bool:
    """Whether a text has the shape of a person's name: a known family name and one or two characters, or names joined by ·."""
    if "·" in text:
        return FOREIGN_NAME.match(text) is not None
    text = simplify(text)
    if text in _NO_NAMES or text.endswith(("如下", "以下")):
        return False
    if text[:2] in _COMPOUND and 3 <= len(text) <= 4:
        return True
    return 2 <= len(text) <= 3 and (text[0] in _COMMON or text[0] in _RARE)


def is_full_name(text: str) -> bool:
    """Whether a text is a name by its shape alone: three characters, one of the commonest family names, or a compound one."""
    plain = simplify(text)
    known = plain[:1] in _FIRST or plain[:1] in _RARE or plain[:2] in _COMPOUND
    return len(text) == 3 and known and plain not in _NO_NAMES and plain[-1] not in _NO_GIVEN_NAME


def is_surname(text: str) -> bool:
    """Whether a text is a family name."""
    text = simplify(text)
    return text in _COMMON or text in _RARE or text in _COMPOUND


def family_of(text: str) -> str:
    """The family name a text begins with, "" if it begins with none: 轩辕 of 轩辕教授."""
    return next((text[:size] for size in (2, 1) if is_surname(text[:size])), "")


def is_post(text: str) -> bool:
    """Whether a text reads as somebody's post or employer: 某某大学教授, 工信部规划司司长."""
    return ends_with_post(text) or is_trade(text) or _POST_PART.search(simplify(text)) is not None


def is_trade(text: str) -> bool:
    """Whether a text ends in a trade, as behind a speaker's name: 某渡口渡工, 某村种植户; not 施工, 用户."""
    return _TRADE.search(simplify(text)) is not None


_TRADE = re.compile(
    r"(?:[渡焊电钳木瓦泥水漆环清护修装搬石织绣花厨矿船轮钢架管锅炉油叉吊塔养]|技|民|职|员|保洁|维修|操作|环卫|养路|护路|安装|检修)工$|(?<!加)工人$"
    r"|(?:种植|养殖|个体|经营|专业|承包|种粮|农|商|住|业|茶|果|菜)户$|[村校厂兽军中西牙]医$|[茶果菜花蔗烟林粮棉蜂瓜]农$|[铁木石篾漆银铜竹皮鞋]匠$|[绣厨渔船]娘$|[交民刑巡特狱]警$"
    r"|[摆撑守养看护巡接放牧打].{0,2}人$|(?:老板|老乡|大爷|大妈|阿姨|保安|会计|出纳|站务|乘务|列检|军人|战士|学徒|匠人|船老大|把式)$"
)


def ends_with_post(text: str) -> bool:
    """Whether a text ends in a post, so that a name may follow: …研究所所长."""
    return _POST_END.search(simplify(text[-4:])) is not None


def name_at_end(text: str) -> str:
    """The person's name a text ends in, longest first, "" if none: `…稳步推进李明华` gives 李明华."""
    foreign = FOREIGN_NAME.search(text)
    if foreign:
        return foreign.group()
    candidates = (text[-n:] for n in (4, 3, 2) if len(text) >= n)
    return next((c for c in candidates if is_person(c)), "")


def split_post(text: str) -> Named | None:
    """The post and the name a text consists of, None if it does not: 市水务局局长张三, 外籍顾问 约翰·史密斯.

    The cut is where a post ends: 副主任张强 is 张强, not 任张强. Behind a post the rarest family names count too.
    """
    if "·" in text:
        named = split_foreign(text)
        return named if named and named.role else None
    for size in (4, 3, 2):
        role, name = text[:-size].rstrip(), text[-size:]
        if len(text) > size + 1 and ends_with_post(role) and (is_person(name) or _may_be_name(name)):
            return Named(role, name)
    return None


def _may_be_name(text: str) -> bool:
    text = simplify(text)
    if text in _NO_NAMES:
        return False
    return (text[:2] in _EVERYDAY_COMPOUND and len(text) >= 3) or (len(text) == 3 and text[0] in _EVERYDAY_NAMES)


def split_foreign(text: str) -> Named | None:
    """A foreign name with the post glued before it ("" if none): 海洋学家约翰·史密斯, 取而代之的是约翰·史密斯.

    None where the first part is too long for a name.
    """
    first, dot, rest = text.partition("·")
    rest = _TITLE_BEHIND.sub("", rest)
    if not dot or not re.fullmatch(rf"[{HAN}A-Z]{{1,8}}(?:·[{HAN}A-Z]{{1,8}}){{0,2}}", rest):
        return None
    for cut in range(len(first) - 1, 0, -1):
        role, name = first[:cut].rstrip(), first[cut:].strip()
        if len(name) <= _LONG_NAME and ends_with_post(role):
            return Named(role, f"{name}·{rest}")
    name = re.sub(r".*[的是和与]", "", first)
    return Named("", f"{name}·{rest}") if 0 < len(name) <= _LONG_NAME else None

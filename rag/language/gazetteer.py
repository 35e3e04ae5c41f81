"""Which place lies in which: continents and their countries, regions of China and their provinces, provinces and their cities.

General knowledge, in the short names that texts use (广东, not 广东省); `key_of` takes the endings off. A place that is not
listed here lies nowhere: the product then says nothing rather than guess.
"""

import re
from functools import cache, lru_cache

_CONTINENTS = (
    "亚洲 中国 日本 韩国 朝鲜 蒙古 越南 老挝 柬埔寨 泰国 缅甸 马来西亚 新加坡 印度尼西亚 印尼 菲律宾 文莱 东帝汶 印度 巴基斯坦 孟加拉国 孟加拉 尼泊尔 不丹 斯里兰卡 马尔代夫 "
    "阿富汗 伊朗 伊拉克 叙利亚 约旦 黎巴嫩 以色列 巴勒斯坦 沙特阿拉伯 沙特 也门 阿曼 阿联酋 卡塔尔 巴林 科威特 土耳其 哈萨克斯坦 乌兹别克斯坦 土库曼斯坦 吉尔吉斯斯坦 "
    "塔吉克斯坦 格鲁吉亚 亚美尼亚 阿塞拜疆 塞浦路斯",
    "欧洲 英国 法国 德国 意大利 西班牙 葡萄牙 荷兰 比利时 卢森堡 瑞士 奥地利 爱尔兰 冰岛 挪威 瑞典 芬兰 丹麦 波兰 捷克 斯洛伐克 匈牙利 罗马尼亚 保加利亚 希腊 俄罗斯 "
    "乌克兰 白俄罗斯 摩尔多瓦 立陶宛 拉脱维亚 爱沙尼亚 塞尔维亚 克罗地亚 斯洛文尼亚 波黑 黑山 北马其顿 阿尔巴尼亚 马耳他 摩纳哥 列支敦士登 安道尔 圣马力诺 梵蒂冈",
    "非洲 埃及 利比亚 突尼斯 阿尔及利亚 摩洛哥 苏丹 南苏丹 埃塞俄比亚 厄立特里亚 吉布提 索马里 肯尼亚 乌干达 坦桑尼亚 卢旺达 布隆迪 刚果 加蓬 喀麦隆 乍得 中非 尼日利亚 尼日尔 "
    "贝宁 多哥 加纳 科特迪瓦 利比里亚 塞拉利昂 几内亚 马里 塞内加尔 冈比亚 毛里塔尼亚 安哥拉 赞比亚 津巴布韦 马拉维 莫桑比克 博茨瓦纳 纳米比亚 南非 莱索托 马达加斯加 毛里求斯 塞舌尔",
    "北美洲 美国 加拿大 墨西哥 危地马拉 洪都拉斯 萨尔瓦多 尼加拉瓜 哥斯达黎加 巴拿马 古巴 牙买加 海地 多米尼加 巴哈马 特立尼达和多巴哥",
    "南美洲 巴西 阿根廷 智利 秘鲁 哥伦比亚 委内瑞拉 厄瓜多尔 玻利维亚 巴拉圭 乌拉圭 圭亚那 苏里南",
    "大洋洲 澳大利亚 新西兰 斐济 巴布亚新几内亚 萨摩亚 汤加",
)  # fmt: skip
_COUNTRY_GROUPS = (
    "北美 美国 加拿大 墨西哥", "南美 @南美洲", "拉美 @南美洲 墨西哥 古巴 巴拿马 哥斯达黎加", "美洲 @北美洲 @南美洲", "澳洲 澳大利亚", "东亚 中国 日本 韩国 朝鲜 蒙古",
    "东南亚 越南 老挝 柬埔寨 泰国 缅甸 马来西亚 新加坡 印度尼西亚 印尼 菲律宾 文莱 东帝汶", "东盟 越南 老挝 柬埔寨 泰国 缅甸 马来西亚 新加坡 印度尼西亚 印尼 菲律宾 文莱",
    "南亚 印度 巴基斯坦 孟加拉国 尼泊尔 不丹 斯里兰卡 马尔代夫", "中亚 哈萨克斯坦 乌兹别克斯坦 土库曼斯坦 吉尔吉斯斯坦 塔吉克斯坦", "北欧 挪威 瑞典 芬兰 丹麦 冰岛",
    "欧盟 法国 德国 意大利 西班牙 葡萄牙 荷兰 比利时 卢森堡 奥地利 爱尔兰 瑞典 芬兰 丹麦 波兰 捷克 斯洛伐克 匈牙利 罗马尼亚 保加利亚 希腊 立陶宛 拉脱维亚 爱沙尼亚 克罗地亚 "
    "斯洛文尼亚 塞浦路斯 马耳他",
    "西欧 英国 法国 荷兰 比利时 卢森堡 爱尔兰", "南欧 意大利 西班牙 葡萄牙 希腊 马耳他", "金砖国家 巴西 俄罗斯 印度 中国 南非",
    "七国集团 美国 英国 法国 德国 意大利 日本 加拿大", "外国 @亚洲 @欧洲 @非洲 @北美洲 @南美洲 @大洋洲 -中国", "国外 @外国", "海外 @外国", "境外 @外国",
)  # fmt: skip
_REGIONS = (
    "京津冀 北京 天津 河北", "长三角 上海 江苏 浙江 安徽", "长江三角洲 @长三角", "珠三角 广东", "珠江三角洲 广东", "粤港澳大湾区 广东 香港 澳门", "粤港澳 @粤港澳大湾区", "大湾区 @粤港澳大湾区",
    "成渝地区 四川 重庆", "成渝 四川 重庆", "川渝 四川 重庆", "苏浙沪 江苏 浙江 上海", "江浙沪 @苏浙沪", "江浙 江苏 浙江", "华东 上海 江苏 浙江 安徽 福建 江西 山东", "华北 北京 天津 河北 山西 内蒙古",
    "东北 辽宁 吉林 黑龙江", "华中 河南 湖北 湖南", "华南 广东 广西 海南", "西南 重庆 四川 贵州 云南 西藏", "西北 陕西 甘肃 青海 宁夏 新疆", "中部 山西 安徽 江西 河南 湖北 湖南",
    "西部 内蒙古 广西 重庆 四川 贵州 云南 西藏 陕西 甘肃 青海 宁夏 新疆", "中西部 @中部 @西部", "东部 北京 天津 河北 上海 江苏 浙江 福建 山东 广东 海南",
    "沿海 天津 河北 辽宁 上海 江苏 浙江 福建 山东 广东 广西 海南", "东南沿海 上海 江苏 浙江 福建 广东", "环渤海 北京 天津 河北 辽宁 山东", "渤海湾 天津 河北 辽宁 山东", "黄河流域 青海 四川 甘肃 宁夏 内蒙古 陕西 山西 河南 山东",
    "长江经济带 上海 江苏 浙江 安徽 江西 湖北 湖南 重庆 四川 贵州 云南", "长江中游 湖北 湖南 江西", "港澳台 香港 澳门 台湾", "直辖市 北京 天津 上海 重庆", "边疆 内蒙古 广西 西藏 新疆 云南 黑龙江 吉林 辽宁 甘肃",
)  # fmt: skip
_PROVINCES = (
    "北京", "天津", "上海", "重庆", "香港", "澳门", "台湾 台北 高雄 台中 台南 新竹", "河北 石家庄 唐山 秦皇岛 邯郸 邢台 保定 张家口 承德 沧州 廊坊 衡水 雄安", "山西 太原 大同 阳泉 长治 晋城 朔州 晋中 运城 忻州 临汾 吕梁",
    "内蒙古 呼和浩特 包头 乌海 赤峰 通辽 鄂尔多斯 呼伦贝尔 巴彦淖尔 乌兰察布", "辽宁 沈阳 大连 鞍山 抚顺 本溪 丹东 锦州 营口 阜新 辽阳 盘锦 铁岭 葫芦岛", "吉林 长春 四平 辽源 通化 白山 松原 白城 延边",
    "黑龙江 哈尔滨 齐齐哈尔 鸡西 鹤岗 双鸭山 大庆 伊春 佳木斯 七台河 牡丹江 黑河 绥化", "江苏 南京 无锡 徐州 常州 苏州 南通 连云港 淮安 盐城 扬州 镇江 泰州 宿迁 昆山", "浙江 杭州 宁波 温州 嘉兴 湖州 绍兴 金华 衢州 舟山 台州 丽水 义乌",
    "安徽 合肥 芜湖 蚌埠 淮南 马鞍山 淮北 铜陵 安庆 黄山 滁州 阜阳 宿州 六安 亳州 池州 宣城", "福建 福州 厦门 莆田 三明 泉州 漳州 南平 龙岩 宁德 晋江", "江西 南昌 景德镇 萍乡 九江 新余 鹰潭 赣州 吉安 宜春 抚州 上饶",
    "山东 济南 青岛 淄博 枣庄 东营 烟台 潍坊 济宁 泰安 威海 日照 临沂 德州 聊城 滨州 菏泽", "河南 郑州 开封 洛阳 平顶山 安阳 鹤壁 新乡 焦作 濮阳 许昌 漯河 三门峡 南阳 商丘 信阳 周口 驻马店 济源",
    "湖北 武汉 黄石 十堰 宜昌 襄阳 鄂州 荆门 孝感 荆州 黄冈 咸宁 随州 恩施 仙桃", "湖南 长沙 株洲 湘潭 衡阳 邵阳 岳阳 常德 张家界 益阳 郴州 永州 怀化 娄底 湘西",
    "广东 广州 韶关 深圳 珠海 汕头 佛山 江门 湛江 茂名 肇庆 惠州 梅州 汕尾 河源 阳江 清远 东莞 中山 潮州 揭阳 云浮", "广西 南宁 柳州 桂林 梧州 北海 防城港 钦州 贵港 玉林 百色 贺州 河池 来宾 崇左", "海南 海口 三亚 三沙 儋州",
    "四川 成都 自贡 攀枝花 泸州 德阳 绵阳 广元 遂宁 内江 乐山 南充 眉山 宜宾 广安 达州 雅安 巴中 资阳", "贵州 贵阳 六盘水 遵义 安顺 毕节 铜仁 黔东南 黔南", "云南 昆明 曲靖 玉溪 保山 昭通 丽江 普洱 临沧 大理 红河",
    "西藏 拉萨 日喀则 昌都 林芝 山南 那曲", "陕西 西安 铜川 宝鸡 咸阳 渭南 延安 汉中 榆林 安康 商洛", "甘肃 兰州 嘉峪关 金昌 白银 天水 武威 张掖 平凉 酒泉 庆阳 定西 陇南", "青海 西宁 海东 海西", "宁夏 银川 石嘴山 吴忠 固原 中卫",
    "新疆 乌鲁木齐 克拉玛依 吐鲁番 哈密 喀什 伊犁 昌吉 阿克苏 石河子",
)  # fmt: skip
CHINA = "中国"
_ENDING = re.compile(r"(?:特别行政区|壮族自治区|回族自治区|维吾尔自治区|自治区|自治州|地区|新区|省|市|州|区)$")


@cache
def _members() -> dict[str, frozenset[str]]:
    """For each larger place the smaller ones that lie in it, at every level below."""
    found: dict[str, frozenset[str]] = {}
    for line in (*_PROVINCES, *_REGIONS, *_CONTINENTS, *_COUNTRY_GROUPS):
        whole, *parts = line.split()
        members: set[str] = set()
        for part in parts:
            name = part.lstrip("@-")
            below = {name, *found.get(name, frozenset())} if part[0] not in "@" else set(found[name])
            members = members - below if part[0] == "-" else members | below
        found[whole] = frozenset(members)
    home = frozenset(name for line in _PROVINCES for name in line.split())
    found[CHINA] = found["我国"] = found["国内"] = home
    for whole in [w for w, members in found.items() if CHINA in members]:
        found[whole] |= home
    return found


@cache
def provinces() -> frozenset[str]:
    """The short names of provinces."""
    return frozenset(line.split()[0] for line in _PROVINCES)


@cache
def countries() -> frozenset[str]:
    """The names of countries."""
    return frozenset(name for line in _CONTINENTS for name in line.split()[1:])


@cache
def continents() -> frozenset[str]:
    """The names of continents."""
    return frozenset(line.split()[0] for line in _CONTINENTS)


@cache
def cities() -> frozenset[str]:
    """The short names of cities."""
    return frozenset(name for line in _PROVINCES for name in line.split()[1:])


@cache
def wholes() -> tuple[str, ...]:
    """The places that have places in them (欧洲, 华东, 江苏), longest first."""
    return tuple(sorted(_members(), key=lambda name: (-len(name), name)))


def places_inside(whole: str) -> frozenset[str]:
    """The places that lie in a larger one, empty where nothing is known of it."""
    return _members().get(whole, frozenset())


def same_region(one: str, other: str) -> bool:
    """Whether two names are of one region: 长三角, 长江三角洲."""
    return bool(places_inside(one)) and places_inside(one) == places_inside(other)


@lru_cache(maxsize=8192)
def key_of(name: str) -> str:
    """The short name of a place: 江苏省 -> 江苏, 苏州市 -> 苏州; a name that is not listed as it is."""
    short = _ENDING.sub("", name)
    return short if short in _known() else name


@cache
def _known() -> frozenset[str]:
    return provinces() | countries() | continents() | cities() | frozenset(_members())


def is_place(name: str) -> bool:
    """Whether a cell is the name of a listed place and nothing else."""
    return key_of(name) in _known()


@cache
def _named() -> re.Pattern[str]:
    names = sorted(cities() | provinces() | countries(), key=lambda n: (-len(n), n))
    return re.compile("|".join(names))


@lru_cache(maxsize=8192)
def country_in(text: str) -> str:
    """The country of the first listed place that a name holds (武汉市汽车集群 -> 中国), "" where there is none."""
    match = _named().search(text)
    if match is None:
        return ""
    return match.group() if match.group() in countries() else CHINA


@lru_cache(maxsize=8192)
def province_in(text: str) -> str:
    """The province of the first city or province that a name holds, "" where there is none."""
    match = _named().search(text)
    if match is None or match.group() in countries():
        return ""
    return (
        match.group()
        if match.group() in provinces()
        else next(p for p in provinces() if match.group() in places_inside(p))
    )

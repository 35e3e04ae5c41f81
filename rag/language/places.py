"""Names of places: provinces, large cities, regions, countries and continents."""

import re

_PROVINCES = (
    "北京 天津 上海 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 四川 贵州 云南 陕西 甘肃 青海 "
    "台湾 内蒙古 广西 西藏 宁夏 新疆 香港 澳门"
)
_CITIES = (
    "石家庄 唐山 保定 邯郸 太原 大同 呼和浩特 包头 鄂尔多斯 沈阳 大连 鞍山 长春 哈尔滨 大庆 南京 无锡 徐州 常州 苏州 南通 连云港 盐城 扬州 镇江 泰州 "
    "杭州 宁波 温州 嘉兴 湖州 绍兴 金华 舟山 台州 合肥 芜湖 蚌埠 马鞍山 福州 厦门 泉州 宁德 漳州 南昌 九江 赣州 济南 青岛 淄博 烟台 潍坊 威海 临沂 "
    "郑州 洛阳 许昌 武汉 襄阳 宜昌 黄石 荆州 长沙 株洲 湘潭 衡阳 岳阳 广州 深圳 珠海 佛山 东莞 惠州 中山 汕头 江门 肇庆 南宁 柳州 桂林 海口 三亚 "
    "成都 绵阳 德阳 宜宾 泸州 贵阳 遵义 昆明 曲靖 拉萨 西安 宝鸡 咸阳 兰州 西宁 银川 乌鲁木齐 喀什"
)
_COUNTRIES = (
    "美国 英国 法国 德国 日本 韩国 意大利 西班牙 葡萄牙 荷兰 比利时 瑞士 瑞典 挪威 芬兰 丹麦 奥地利 波兰 捷克 匈牙利 罗马尼亚 希腊 爱尔兰 俄罗斯 乌克兰 "
    "加拿大 墨西哥 巴西 阿根廷 智利 秘鲁 澳大利亚 新西兰 印度 印度尼西亚 印尼 泰国 越南 马来西亚 新加坡 菲律宾 巴基斯坦 以色列 沙特阿拉伯 沙特 阿联酋 "
    "土耳其 埃及 南非 尼日利亚 肯尼亚 卢森堡 冰岛 哈萨克斯坦"
)
_CONTINENTS = "欧盟 东盟 欧洲 亚洲 非洲 北美洲 南美洲 大洋洲"
_REGIONS = "长三角 长江三角洲 珠三角 珠江三角洲 京津冀 粤港澳大湾区 环渤海 成渝地区 长江经济带"
_SAME_PLACE = {"长三角": "长江三角洲", "珠三角": "珠江三角洲", "印尼": "印度尼西亚", "沙特": "沙特阿拉伯"}
PLACES = tuple(
    sorted(
        {*_PROVINCES.split(), *_CITIES.split(), *_COUNTRIES.split(), *_CONTINENTS.split(), *_REGIONS.split()},
        key=lambda p: (-len(p), p),
    )
)
COUNTRIES, PROVINCES = frozenset(_COUNTRIES.split()), frozenset(_PROVINCES.split())
_PLACE = re.compile("|".join(PLACES))


_ABROAD = "亚太 北美 南美 拉美 中东 东南亚 东亚 南亚 欧美"  # wider than one country: no figure of theirs is China's
_FOREIGN = re.compile("|".join(sorted(f"{_COUNTRIES} {_CONTINENTS} {_ABROAD}".split(), key=lambda p: (-len(p), p))))
_HOME = re.compile("我国|中国|全国|国内|我们")


def names_abroad(text: str) -> bool:
    """Whether a text names another country or a part of the world."""
    return _FOREIGN.search(text) is not None


def is_foreign(text: str) -> bool:
    """Whether a text names other countries, or the whole world, and not China."""
    return (names_abroad(text) or "全球" in text) and _HOME.search(text) is None


def names_place(place: str, text: str) -> bool:
    """Whether a text names a place, by this name or its other one (长三角, 长江三角洲)."""
    same = {place, _SAME_PLACE.get(place, place), *(short for short, long in _SAME_PLACE.items() if long == place)}
    return any(name in text for name in same)


_LEVELS = tuple(frozenset(names.split()) for names in (_PROVINCES, _CITIES, _COUNTRIES, _CONTINENTS))


def same_level(one: str, other: str) -> bool:
    """Whether two different places are of one level: two countries, two provinces, two cities."""
    return one != other and any(one in level and other in level for level in _LEVELS)


def places_in(text: str) -> list[str]:
    """Known places (provinces, large cities, countries, continents) named in a text, without repeats."""
    return list(dict.fromkeys(_PLACE.findall(text)))

"""What weight a source has: the level of whoever issued it, told by the manifest or inferred from issuer and kind."""

import re
from typing import Literal, get_args

from index.models import UNKNOWN, Article, Fact

Level = Literal["central", "local", "institution", "academic", "press"]
LEVELS: tuple[Level, ...] = get_args(Level)

_PRESS = re.compile(
    r"日报|晚报|早报|时报|晨报|商报|周报|报社|新华社|新华网|新华每日|中新社|中新网|人民网|央视|广播|电视台|通讯社|记者|周刊|杂志|新闻|融媒体|客户端|澎湃|财新|光明网|中国网"
)
_INSTITUTION = re.compile(
    r"(?:研究院|研究所|研究中心|发展中心|促进中心|信息中心|中心|协会|学会|联合会|商会|联盟|智库|咨询|基金会|有限公司|集团|研究会|出版社|图书馆|博物馆|工业园|促进会)$"
)
_ACADEMIC = re.compile(r"(?:大学|学院|学报|期刊)")
_PLACED = re.compile(r"[\u3400-\u9fff](?:省|自治区|市|县|区|州|盟|旗|镇|乡|街道)")
_LOCAL = re.compile(r"(?:人民政府|政府办公[厅室]|人大常委会|[厅局委]|办公[厅室]|领导小组|管委会|管理委员会)")
_CENTRAL = re.compile(
    r"国务院|中共中央|中央|全国人大|全国人民代表大会|全国政协|最高人民|(?:工业和信息化|科学技术|财政|商务|教育|交通运输|农业农村|"
    r"生态环境|自然资源|人力资源和?社会保障|住房和城乡建设|水利|公安|司法|民政|外交|文化和旅游|应急管理|退役军人事务)部|"
    r"工信部|科技部|农业部|交通部|人社部|住建部|发改委|发展和?改革委|国资委|卫生健康委|国家[\u3400-\u9fff]{2,12}(?:局|委员会|委|总局)|[\u3400-\u9fff]{2,8}总局|中国人民银行|证监会|海关总署|审计署"
)
_KINDS: tuple[tuple[re.Pattern[str], Level], ...] = (
    (re.compile(r"论文|学术|文献综述"), "academic"),
    (re.compile(r"新闻|报道|访谈|采访|评论|社论|通讯|圆桌"), "press"),
)


def level_of(article: Article) -> Fact:
    """The level of an article's source: as the manifest says, else by its issuer's name, else by its kind; or unknown."""
    if article.level.value is not None:
        return article.level
    issuer = re.sub(r"\s+", "", article.issuer.value or "")
    by_name = _level_of_issuer(issuer) if issuer else None
    if by_name:
        return Fact(by_name, "inferred", source=f"发布者“{issuer}”")
    kind = article.kind.value or ""
    by_kind = next((level for pattern, level in _KINDS if pattern.search(kind)), None)
    return Fact(by_kind, "inferred", source=f"文种“{kind}”") if by_kind else UNKNOWN


def _level_of_issuer(issuer: str) -> Level | None:
    """By name; what a body is goes before whose it is: a ministry's research centre does not speak for the ministry."""
    if _PRESS.search(issuer):
        return "press"
    if _ACADEMIC.search(issuer):
        return "academic"
    if _INSTITUTION.search(issuer):
        return "institution"
    central = _CENTRAL.search(issuer)
    placed = _PLACED.search(issuer)
    if placed and (_LOCAL.search(issuer) or not central) and not (central and central.start() < placed.start()):
        return "local"
    return "central" if central else None

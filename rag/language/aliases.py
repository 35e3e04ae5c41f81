"""Other names of the same thing: short names of agencies, everyday words for official ones. General to Chinese policy texts.

Only words that may stand for each other in a question about policy are listed; none is taken from any document's content.
"""

from functools import cache

# Agencies and institutes: the short name and what official texts print.
_AGENCIES = (
    "工信部 工业和信息化部", "发改委 发展改革委 发展和改革委员会", "科技部 科学技术部", "人社部 人力资源和社会保障部 人力资源社会保障部",
    "住建部 住房和城乡建设部 住房城乡建设部", "农业部 农业农村部", "环保部 生态环境部", "国资委 国有资产监督管理委员会",
    "市监局 市场监管局 市场监督管理局", "市监总局 市场监管总局 市场监督管理总局", "卫健委 卫生健康委 卫生健康委员会",
    "社科院 社会科学院", "社科 社会科学", "中科院 中国科学院", "工程院 中国工程院", "信通院 信息通信研究院", "统计局 国家统计局", "央行 中国人民银行",
    "证监会 证券监督管理委员会", "中国社科院 中国社会科学院", "交通部 交通运输部", "文旅部 文化和旅游部", "民政部 民政厅", "美国能源部 能源部",
    "华师大 华东师范大学", "北大 北京大学", "清华 清华大学", "深圳先进院 深圳先进技术研究院",
)  # fmt: skip
# Short forms of terms that official texts print in full, and the other way round.
_SHORT_FORMS = (
    "国标 国家标准", "行标 行业标准", "地标 地方标准", "石化 石油化工", "科技 科学技术", "科创 科技创新", "环评 环境影响评价", "医保 医疗保险", "社保 社会保险", "低保 最低生活保障", "公积金 住房公积金",
    "高铁 高速铁路", "央企 中央企业", "国企 国有企业", "民企 民营企业", "外企 外资企业 外商投资企业", "双创 创新创业", "技改 技术改造", "文旅 文化旅游", "自贸区 自由贸易试验区", "经开区 经济技术开发区",
    "高新区 高新技术产业开发区", "gdp 国内生产总值", "青训 青少年训练", "新能源车 新能源汽车", "航天 航空航天", "生产性服务业 生产服务业", "知产 知识产权", "疾控中心 疾病预防控制中心", "农技 农业技术", "义教 义务教育", "职教 职业教育",
    "长三角 长江三角洲", "珠三角 珠江三角洲", "大湾区 粤港澳大湾区", "双碳 碳达峰碳中和", "新基建 新型基础设施建设", "基建 基础设施建设", "高企 高新技术企业", "高校 高等学校 高等院校",
    "规上 规模以上", "电商 电子商务", "研发 研究开发 研究与开发", "汽配 汽车零部件", "高铁站 高速铁路车站", "环保 环境保护", "知产 知识产权", "公交 公共交通", "养老院 养老机构", "高管 高级管理人员", "职业院校 职业学校",
    "高职 高等职业", "中职 中等职业", "公租房 公共租赁住房", "廉租房 廉租住房", "快消 快速消费品", "集采 集中采购", "政采 政府采购", "非遗 非物质文化遗产", "文保 文物保护", "村委会 村民委员会", "居委会 居民委员会",
)  # fmt: skip
# Everyday words and the words of official texts that answer them.
_WORDS = (
    "厂 厂子 工厂 厂家 企业", "公司 企业", "老板 企业家", "小厂 小公司 小企业 中小企业", "大厂 大公司 大企业 大型企业 龙头企业", "龙头 领头 老大 领军 龙头企业",
    "钱 资金 经费 投资 投入 费用 金额 亿元 万元", "花 砸 投 投入 投资 支出", "掏钱 出钱 出资 资助", "花钱 投入 投资 支出",
    "赚钱 挣钱 盈利 利润", "涨 增长 增加 上升 提高 增幅 同比增长", "降 下降 减少 降低 降至", "减税 免税 税收优惠 税收减免 个税减免", "补贴 补助 奖励 扶持 资金支持",
    "规上 规模以上", "聚集 集聚 汇聚 集中", "选 选出 遴选 评选 确定", "评上 入选 认定", "开会 会议", "出台 印发 发布 制定 推出 公布 颁布", "成立 设立 创立 组建 建立",
    "占比 比重 占 占有率 份额", "份额 占有率", "人手 人才 员工 职工 就业", "干活 就业", "毛病 短板 问题 不足 弱项 薄弱", "难处 困难 难题 挑战 问题", "缺点 不足 短板",
    "好处 优势 意义 作用 益处 有助于", "作用 角色 功能", "办法 措施 举措 做法 方法 方式 途径 路径", "原因 缘由 缘故 因素 由于", "定义 界定 指", "目的 目标 旨在",
    "搬 迁 转移 迁移 迁往 外迁", "进口 依赖进口", "外国 国外 海外", "全世界 世界 全球", "中国 我国 全国", "国家级 国家", "学校 高校 大学 院校 高等学校", "研究院 研究所 科研院所", "电动车 新能源汽车", "新能源车 新能源汽车", "造车 汽车",
    "造飞机 航空", "飞机 航空", "造船 船舶", "芯片 半导体 集成电路", "药 医药 制药 药品", "药企 医药企业 制药企业", "看病 医疗", "钢厂 钢铁企业", "钢铁厂 钢铁企业",
    "榜 名单", "上榜 入选", "垫底 最低 末位", "第一 首位 最多", "牵头 主导 负责", "搭 搭建 构建 建设 建立", "搞 做 开展 推进 发展", "帮 支持 扶持 帮助", "管 管理 监管", "联手 合作 协同 联合",
    "机器 机具 机械 设备", "环保 绿色 低碳", "靠 依托 依靠 凭借 得益于", "年纪 岁数 年龄", "省钱 降低成本 节约", "省电 节能", "落户 投资落户 入驻", "职务 职位 任职 所长 院长 主任 研究员 教授", "坐落 位于 地处", "地方 地区 区域 城市", "近期 近年 近年来",
    "预冷 冷藏", "买 购买 采购 购置", "卖 销售 出售", "降价 跌价 价格下跌 跌到", "涨价 价格上涨 涨到", "承包 对外承包 外包", "罚 罚款 处罚", "每天 每日 日均 平均每天", "每月 月均", "每年 年均", "交钱 缴费 收费 收取费用", "老人 老年人", "小孩 儿童", "家长 父母", "农民 农户", "工资 薪酬 收入", "总部 本部",
)  # fmt: skip


@cache
def _groups() -> dict[str, frozenset[str]]:
    """For each word the others that may stand for it: in an official text, what a lay word asks for, and agencies both ways."""
    found: dict[str, set[str]] = {}
    for line in _AGENCIES:
        names = line.split()
        for name in names:
            found.setdefault(name, set()).update(set(names) - {name})
    for line in (*_SHORT_FORMS, *_WORDS):
        names = line.split()
        for name in names:
            found.setdefault(name, set()).update(set(names) - {name})
    return {name: frozenset(others) for name, others in found.items()}


@cache
def short_forms() -> tuple[tuple[str, ...], ...]:
    """Terms that are printed short and in full, the short form first: (国标, 国家标准)."""
    return tuple(tuple(line.split()) for line in _SHORT_FORMS)


@cache
def agencies() -> frozenset[str]:
    """The names of agencies and institutes known by several names."""
    return frozenset(name for line in _AGENCIES for name in line.split())


def others(term: str) -> frozenset[str]:
    """Words that may stand for a (folded) term; empty for most."""
    return _groups().get(term, frozenset())

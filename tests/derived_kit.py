"""Made-up documents of several trades for derived figures: no figure asked for is printed unless the text says it."""

from functools import cache

from rag.assistant import Assistant
from rag.drafts.writing import ExtractiveWriter
from rag.settings import AnswerSettings
from tests.rag_kit import FakeShelf, document

PORTS = """# 沿海港口运行情况

2019年，海州港完成集装箱吞吐量480万标箱。

2024年，海州港完成集装箱吞吐量612.5万标箱。

到2027年，海州港集装箱吞吐量力争突破800万标箱。

截至2024年底，海州港有生产性泊位46个，青口港有生产性泊位28个。

2024年，海州港营业收入为38.4亿元，青口港营业收入为12.8亿元。

2024年，海州港外贸货值为90亿美元，青口港外贸货值为210亿元。
"""

FISHERY = """# 滨海市渔业发展公报

2019年，滨海市水产品总产量为32万吨。

2024年，滨海市水产品总产量为45.5万吨。

2024年，滨海市渔民人均收入为4.2万元，比2019年增加1.3万元。

截至2024年底，滨海市有海洋渔船3200艘，其中远洋渔船160艘。

截至2022年底，临海市有海洋渔船2100艘。

2024年，滨海市海水养殖面积超过20万亩，淡水养殖面积约10万亩。
"""

MUSEUMS = """# 全市博物馆年度报告

2019年，全市博物馆接待观众320万人次。

2024年，全市博物馆接待观众512万人次。

江城博物馆有藏品12万件，湖城博物馆有藏品8万件。

山城博物馆有藏品数万件。

2024年，江城博物馆门票收入为3600万元，湖城博物馆门票收入为2400万元。

免费开放博物馆占全市博物馆的比重达到91.5%。
"""

SCHOOLS = """# 清河县教育概况

2024年，清河县有小学34所，初中12所。

2024年，清河县有幼儿园80所，公办幼儿园60所。

2019年，清河县高中毛入学率为86.5%。

2024年，清河县高中毛入学率为93.2%。

2023年，全省小学在校生为210万人。

2024年，清河县小学在校生为2.1万人。

2027年，清河县小学将达到40所。
"""

HOSPITALS = """# 卫生健康统计

截至2024年底，青浦医院有床位1200张，临江医院有床位800张。

2024年，青浦医院门诊量为96万人次，是2019年的1.6倍。

2024年，青浦医院医务人员有1500名，临江医院医务人员有近900名。

2022年，临江医院住院费用为1.1亿元。

2024年，青浦医院住院费用为3.3亿元。

2019年，全区卫生支出为8亿元。

2024年，全区卫生支出为10亿元。
"""


@cache
def assistant() -> Assistant:
    texts = {"ports": PORTS, "fishery": FISHERY, "museums": MUSEUMS, "schools": SCHOOLS, "hospitals": HOSPITALS}
    settings = AnswerSettings()
    shelf = FakeShelf([document(text, name) for name, text in texts.items()])
    return Assistant(shelf, ExtractiveWriter(settings), settings)

"""Evidence whose year nobody tells: shown as half an answer that says so, never as of the year asked for."""

from rag.assistant import Assistant
from rag.drafts.writing import ExtractiveWriter
from rag.models import Answer
from rag.settings import AnswerSettings
from tests.rag_kit import FakeShelf, document

BANK = "# 海州银行业运行情况\n\n上半年，海州银行业不良贷款率为1.68%，同比下降0.08个百分点。银行业民营企业贷款新增5.5万亿元。\n"


def ask(text: str, question: str) -> Answer:
    settings = AnswerSettings()
    return Assistant(FakeShelf([document(text, "bank")]), ExtractiveWriter(settings), settings).ask(question)


def test_a_text_that_names_no_year_answers_half_and_says_which_half() -> None:
    answer = ask(BANK, "2023年上半年，海州银行业的不良贷款率是多少？")
    assert (answer.status, answer.short_answer) == ("partial", "1.68%")
    assert answer.refusal is not None
    assert answer.refusal.missing == ("2023年（原文未注明年份）",)


def test_a_text_that_names_the_year_somewhere_and_no_other_answers_half() -> None:
    answer = ask(
        BANK + "\n## 其他\n\n" + "网点照常营业。\n\n" * 9 + "国家金融监管部门2023年的安排另行公布。\n",
        "2023年上半年，海州银行业的不良贷款率是多少？",
    )
    assert answer.refusal is not None
    assert answer.refusal.missing == ("2023年（原文未注明年份）",)


def test_a_text_that_names_another_year_is_refused() -> None:
    answer = ask(
        BANK + "\n## 其他\n\n" + "网点照常营业。\n\n" * 9 + "本表编于2021年。\n",
        "2023年上半年，海州银行业的不良贷款率是多少？",
    )
    assert answer.status == "refused"


def test_a_text_with_the_year_in_the_sentence_answers_whole() -> None:
    answer = ask(BANK.replace("上半年，海州", "2023年上半年，海州"), "2023年上半年，海州银行业的不良贷款率是多少？")
    assert (answer.status, answer.refusal) == ("answered", None)

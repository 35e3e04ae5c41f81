"""What is asked of a thing and what a sentence does: problems, measures, causes; by hand, of several trades."""

import pytest

from rag.asking.questions import analyse
from rag.choosing.aspects import Aspect, asked_aspect, goes_on, heading_aspect, told_aspects


@pytest.mark.parametrize(
    ("text", "does"),
    [
        ("冷库数量不足，采后损失率偏高。", {"problem"}),
        ("乡村教师流失严重，音乐课开不齐。", {"problem"}),
        ("仍有31个行政村没有卫生室。", {"problem"}),
        ("要加快补齐冷链短板。", {"measure"}),
        ("二是推动校车全覆盖，解决上学远的难题。", {"measure"}),
        ("为此，市水务局制定了漏损治理方案。", {"measure"}),
        ("由于河道淤积，通航能力下降。", {"cause"}),
        ("得益于高铁开通，客流增长两成。", {"cause"}),
        ("销量下滑的根源在于品种老化。", {"cause", "problem"}),
        ("全县共有图书馆分馆24个。", set()),
    ],
)
def test_a_sentence_is_told_by_what_it_does(text: str, does: set[Aspect]) -> None:
    assert told_aspects(text) == does


@pytest.mark.parametrize(
    ("question", "aspect"),
    [
        ("校车运营还有哪些短板？", "problem"),
        ("冷链物流面临什么困难？", "problem"),
        ("夜校发展受哪些因素制约？", "problem"),
        ("针对漏损问题采取了什么措施？", "measure"),
        ("如何解决护士短缺的问题？", "measure"),
        ("漏损率为什么下降？", "cause"),
        ("全县有多少个分馆？", ""),
        ("什么叫漏损率？", ""),
        ("图书馆有哪些做法？", ""),
    ],
)
def test_which_aspect_is_asked(question: str, aspect: Aspect) -> None:
    read = analyse(question)
    assert asked_aspect(read.asked, read.kind) == aspect


def test_the_innermost_heading_that_says_any_announces_the_aspect() -> None:
    assert heading_aspect(("三、存在的问题", "（一）队伍")) == "problem"
    assert heading_aspect(("三、存在的问题", "（二）下一步举措")) == "measure"
    assert heading_aspect(("一、概况",)) == ""


@pytest.mark.parametrize("text", ["原因在于设备老化。", "受此影响，航班取消12架次。", "这主要得益于补贴。"])
def test_cause_and_effect_in_two_sentences_are_read_together(text: str) -> None:
    assert goes_on(text)
    assert not goes_on("设备老化，航班取消。")

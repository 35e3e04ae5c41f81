"""Hard-wrapped columns: which lines go on, and where a paragraph ends. All texts are made up."""

from tests.texts import blocks, document

DIGITS = """二零一九年全县有水车三十二架，其中清
代修建的有九架，2020年四十一架，2021
年48架，2022年55架，2023年
63架，计划到二零二五年达到一百二十架
，基本满足全县水田的灌溉需要，并且为
旅游提供新的景点和项目，让古老的水车
继续转动下去，这是木匠和村民的心愿。
"""
FIRST = "水车是一种古老的提水工具，靠水流推动叶片转动，把河水提到高处的田里，全县现存的水车大多建于清代，仍然能转动。"
SECOND = "修复水车的木匠只剩下七位，平均年龄六十八岁，后继无人的问题十分突出，需要尽快培养新的学徒工，代代相传下去。"


def wrapped(text: str, width: int = 18, between: str = "\n") -> str:
    """A text as lines of so many characters."""
    return between.join(text[i : i + width] for i in range(0, len(text), width))


def test_a_line_that_is_narrow_for_its_digits_goes_on() -> None:
    assert blocks(document(DIGITS), "paragraph") == [DIGITS.replace("\n", "")]


def test_a_blank_line_ends_a_paragraph_though_its_last_line_is_full() -> None:
    raw = wrapped(FIRST) + "\n\n" + wrapped(SECOND) + "\n"
    assert blocks(document(raw), "paragraph") == [FIRST, SECOND]


def test_a_blank_line_ends_none_where_one_stands_between_all_lines() -> None:
    raw = wrapped(FIRST + SECOND, between="\n\n") + "\n"
    assert blocks(document(raw), "paragraph") == [FIRST + SECOND]


def test_a_numbered_line_behind_a_full_one_begins_a_paragraph() -> None:
    raw = wrapped(FIRST) + "\n" + wrapped("（二）修复水车。" + SECOND) + "\n"
    assert blocks(document(raw), "paragraph") == [FIRST, "（二）修复水车。" + SECOND]


def test_items_closed_by_semicolons_are_parted() -> None:
    raw = (
        wrapped(FIRST)
        + "\n修复水车应当具备下列条件：\n（一）有木匠三名；\n（二）有备用木料；\n"
        + wrapped(SECOND)
        + "\n"
    )
    assert blocks(document(raw), "paragraph")[1:3] == ["（一）有木匠三名；", "（二）有备用木料；"]

"""Formatting and reading agree; the same quantity printed otherwise is the same; another one never is."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.numbers.figures import figures_in, quantities_in
from rag.numbers.measures import MEASURES, Kind
from rag.numbers.numerals import Numeral, digits, han, in_digits, in_han
from rag.numbers.quantities import Bare, Change, Qualifier, same, told

COUNTED = sorted({m.name for m in MEASURES.values() if m.kind in ("count", "money", "measure", "duration")})
KIND_OF = {m.name: m.kind for m in MEASURES.values()}
QUALIFIERS: list[Qualifier] = ["exact", "about", "at_least", "above", "below", "at_most"]
qualifiers = st.sampled_from(QUALIFIERS)
CHANGES: list[Change] = ["", "up", "down"]
decimals = st.builds(Fraction, st.integers(1, 10**15), st.sampled_from([1, 10, 100, 1000]))


@st.composite
def amounts(draw: st.DrawFn) -> Bare:
    unit = draw(st.sampled_from(COUNTED))
    change = draw(st.sampled_from(CHANGES))
    return _bare(KIND_OF[unit], draw(decimals), unit, draw(qualifiers), change)


@st.composite
def percents(draw: st.DrawFn) -> Bare:
    change = draw(st.sampled_from(CHANGES))
    value = Fraction(draw(st.integers(1, 99999)), 100)
    if draw(st.booleans()):
        return _bare("points", value, "百分点", draw(qualifiers), change)
    return _bare("growth" if change else "share", value, "%", draw(qualifiers), change)


@st.composite
def parts(draw: st.DrawFn) -> Bare:
    whole = draw(st.integers(2, 999))
    return _bare("share", Fraction(draw(st.integers(1, whole - 1)), whole) * 100, "%", draw(qualifiers), "")


@st.composite
def ranges(draw: st.DrawFn) -> Bare:
    unit = draw(st.sampled_from([*COUNTED, "%"]))
    low, high = sorted(draw(st.lists(decimals, min_size=2, max_size=2, unique=True)))
    return Bare("share" if unit == "%" else KIND_OF[unit], None, unit, draw(qualifiers), low, high)


@st.composite
def times(draw: st.DrawFn) -> Bare:
    year = draw(st.integers(1950, 2049))
    month, day = draw(st.integers(1, 12)), draw(st.integers(1, 28))
    one_day = year * 10000 + month * 100 + day
    spans: list[tuple[Kind, int, int]] = [
        ("date", year * 10000 + 101, year * 10000 + 1231),
        ("period", year * 10000 + 101, (year + 4) * 10000 + 1231),
        ("date", one_day, one_day),
        ("date", 20240201, 20240229),
        ("period", year * 10000 + 101, year * 10000 + 930),
    ]
    kind, low, high = draw(st.sampled_from(spans))
    bounds: list[Qualifier] = ["exact", "at_most", "at_least", "below"]
    qualifier = draw(st.sampled_from(bounds))
    return Bare(kind, None, "日", qualifier, Fraction(low), Fraction(high))


def _bare(kind: Kind, value: Fraction, unit: str, qualifier: Qualifier, change: Change) -> Bare:
    signed = -value if change == "down" else value
    return Bare(kind, signed, unit, qualifier, signed, signed, change)


ranks = st.builds(
    lambda n, top: Bare("rank", Fraction(n), "位", "at_most" if top else "exact", Fraction(n), Fraction(n)),
    st.integers(1, 999),
    st.booleans(),
)
around = st.sampled_from(["", "全市渔港", "，其中", "截至目前", "博物馆"])


@given(st.one_of(amounts(), percents(), parts(), ranges(), times(), ranks), around)
def test_what_is_formatted_is_read_as_the_same(bare: Bare, before: str) -> None:
    found = quantities_in(f"{before}{told(bare)}")
    assert [f.bare for f in found] == [bare]


@given(st.integers(1, 10**16 - 1))
def test_han_numerals_of_whole_numbers_read_back(value: int) -> None:
    assert han(in_han(value)) == Numeral(Fraction(value), Fraction(value))


@given(decimals)
def test_digits_with_scale_read_back(value: Fraction) -> None:
    printed = in_digits(value)
    figure = figures_in(f"{printed}家")[0]
    assert (printed, figure.value) == (printed, value)


@given(st.integers(0, 10**12))
def test_digits_parted_by_commas_are_the_number(value: int) -> None:
    assert digits(f"{value:,}") == value


@given(amounts(), amounts())
def test_two_formatted_amounts_are_the_same_only_where_all_is(one: Bare, other: Bare) -> None:
    first, second = quantities_in(told(one))[0], quantities_in(told(other))[0]
    assert same(first, second) == (one == other)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("20万亿元", "二十万亿元", True),
        ("20万亿元", "200000亿元", True),
        ("２０ 萬億元", "20万亿元", True),
        ("超20万亿元", "超过20万亿元", True),
        ("5万余家", "超过5万家", True),
        ("三成", "百分之三十", True),
        ("近三分之一", "接近1/3", True),
        ("1.2万亿", "12000亿", True),
        ("7×10⁴家", "7万家", True),
        ("80%以上", "不低于80%", True),
        ("增长一倍", "翻一番", True),
        ("超20万亿元", "20万亿元", False),
        ("近20万亿元", "超20万亿元", False),
        ("20万亿元", "20亿元", False),
        ("20亿元", "20亿美元", False),
        ("45个", "45家", False),
        ("增长5%", "下降5%", False),
        ("9.5%", "9.5个百分点", False),
        ("87%", "85%", False),
        ("10—15%", "15%", False),
        ("2023年", "2023年底", False),
        ("翻一番", "翻两番", False),
    ],
)
def test_the_same_is_told_from_what_only_looks_like_it(one: str, other: str, alike: bool) -> None:
    assert same(quantities_in(one)[0], quantities_in(other)[0]) is alike


def test_what_no_finite_decimal_says_is_not_formatted() -> None:
    third = Fraction(1, 3)
    with pytest.raises(ValueError, match="round it first"):
        told(Bare("count", third, "家", "exact", third, third))

"""Rules of a place step behind those of the whole country, where no place is asked for."""

from pathlib import Path

import numpy as np
import pytest

from index.building import build_library
from index.library import Library
from index.search.jurisdiction import Jurisdictions, place_of
from tests.libraries import SETTINGS, LetterEmbedder, write

TEXTS = {
    "nation": "养犬管理条例\n\n第一条　养犬人应当为犬只注射疫苗，办理养犬登记。\n",
    "city": "白水市养犬管理条例\n\n第一条　养犬人遛犬应当为犬只束牵引绳，养犬人应当办理养犬登记。\n",
    "paper": "白水市养犬情况调查\n\n白水市的养犬人多数没有办理养犬登记。\n",
}


def library_of(folder: Path, *names: str) -> Library:
    write(folder / "texts", **{name: TEXTS[name] for name in names})
    build_library(folder / "texts", folder / "library", SETTINGS, embedder=LetterEmbedder())
    return Library.open(folder / "library", SETTINGS, LetterEmbedder())


@pytest.mark.parametrize(
    ("title", "place"),
    [
        ("养犬管理条例", ""),
        ("民法典", ""),
        ("全国人民代表大会组织法", ""),
        ("城市房地产管理法", ""),
        ("市场监督管理行政处罚程序规定", ""),
        ("设区的市立法规定", ""),
        ("最高人民法院关于适用《担保法》若干问题的解释", ""),
        ("医疗器械监督管理办法（试行）", ""),
        ("白水市养犬管理条例", "白水市"),
        ("浙江省实施《消费者权益保护法》办法", "浙江省"),
        ("上海口岸服务条例", "上海"),
        ("景宁畲族自治县城市管理条例", "景宁畲族自治县"),
        ("深圳经济特区数据条例", "深圳经济特区"),
        ("杭州市民用建筑节能条例", "杭州市"),
        ("白水市养犬情况调查", None),
        ("白水市产业发展规划", None),
        ("", None),
    ],
)
def test_a_title_tells_where_its_rules_hold(title: str, place: str | None) -> None:
    assert place_of(title) == place


def test_rules_of_a_place_step_behind_those_of_the_whole_country(tmp_path: Path) -> None:
    found = library_of(tmp_path, *TEXTS).search("养犬人应当办理什么登记", 9)
    assert [hit.chunk.document for hit in found if hit.chunk.document != "paper"] == ["nation", "city"]
    plain = {hit.chunk.document: hit.sum for hit in found}
    assert plain["city"] > plain["nation"]  # by words and meaning alone they would stand first
    assert all(hit.score > 0 for hit in found)


@pytest.mark.parametrize("query", ["白水的养犬人应当办理什么登记", "我市养犬人应当办理什么登记"])
def test_they_stay_where_a_place_is_asked_for(tmp_path: Path, query: str) -> None:
    found = library_of(tmp_path, *TEXTS).search(query, 9)
    assert [hit.chunk.document for hit in found if hit.chunk.document != "paper"] == ["city", "nation"]


def test_they_stay_where_there_are_no_others(tmp_path: Path) -> None:
    for hit in library_of(tmp_path, "city", "paper").search("养犬人应当办理什么登记", 9):
        assert hit.score >= hit.sum


def test_rules_of_the_country_that_hardly_meet_the_query_put_nothing_back() -> None:
    table = Jurisdictions.build([("白水市养犬管理条例", 2), ("渔业法", 1), (None, 1)])
    assert table.of_chunks.tolist() == [2, 2, 1, 0]
    chunks = np.arange(4)
    far, near = np.array([0.8, 0.2, 0.3, 0.1], np.float32), np.array([0.8, 0.2, 0.5, 0.1], np.float32)
    assert not table.out_of_place("养犬登记", chunks, far).any()
    assert table.out_of_place("养犬登记", chunks, near).tolist() == [True, True, False, False]


def test_it_comes_back_from_the_disk(tmp_path: Path) -> None:
    table = Jurisdictions.build([("白水市养犬管理条例", 2), ("南浦市养犬管理条例", 1), ("渔业法", 3)])
    table.save(tmp_path)
    again = Jurisdictions.open(tmp_path)
    assert again.of_chunks.tolist() == table.of_chunks.tolist() == [2, 2, 3, 1, 1, 1]
    assert again.places == table.places == ("白水市", "南浦市")

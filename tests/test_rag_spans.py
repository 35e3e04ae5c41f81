"""The picker of short answers: every candidate is a slice, no figure of another unit, year or thing is picked, and it may abstain."""

import json
import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.reader.inputs import Candidate
from index.reader.model import shipped
from rag.asking.gap import gap_of
from rag.asking.questions import analyse
from rag.language.words import tag_of
from rag.short_answers import spans
from rag.short_answers.candidates import bare, candidates_of
from rag.short_answers.eligibility import eligible
from rag.short_answers.frames import framed
from rag.short_answers.span_features import span_features
from rag.short_answers.span_names import GROUPS, NAMES
from rag.short_answers.trees import Trees

CLUSTERS = "截至2023年底，45个国家先进制造业集群产值达到20万亿元，聚集规上工业企业5万余家。"


def texts_of(sentence: str) -> list[str]:
    found = candidates_of(sentence)
    return [sentence[slice(*found.slice(i))] for i in range(len(found.first))]


@settings(deadline=None)
@given(st.text(st.sampled_from("海州港2024年3月“《》、，。（）OWL集群是在的了万亿元12.5%李明华 "), max_size=40))
def test_every_candidate_is_a_slice_of_its_sentence_in_one_clause(sentence: str) -> None:
    found = candidates_of(sentence)
    for i in range(len(found.first)):
        start, end = found.slice(i)
        assert 0 <= start < end <= len(sentence)
        quoted = sentence[start] in "“《" or sentence[start - 1 : start] in ("“", "《")
        assert quoted or not set(sentence[start:end]) & set("，。")


def test_figures_dates_names_and_titles_are_candidates() -> None:
    told = texts_of("2023年5月18日，李明华在海州港宣读《港口条例》，约翰·史密斯与OWL集群投资超过38亿元。")
    assert {"2023年5月18日", "2023年", "李明华", "海州港", "《港口条例》", "港口条例", "超过38亿元"} <= set(told)


def test_how_exact_a_figure_is_said_to_be_does_not_make_it_another() -> None:
    assert bare("超过38亿元") == bare("38亿元左右") == bare("38亿元") != bare("83亿元")


@pytest.mark.parametrize(
    ("question", "head"),
    [("展会在哪个城市举行？", "城市"), ("该集群的主导产业是什么？", "主导产业"), ("李明华当选什么职位？", "职位")],
)
def test_the_noun_asked_for(question: str, head: str) -> None:
    assert gap_of(analyse(question)).head == head


@pytest.mark.parametrize(
    ("question", "only"),
    [
        ("集群产值达到多少亿元？", {"20万亿元"}),
        ("聚集了多少家企业？", {"5万余家"}),
        ("有多少个集群？", {"45个"}),
        ("占比是百分之多少？", set()),
        ("这是截至哪一年的数据？", {"2023年"}),
    ],
)
def test_only_figures_in_the_unit_asked_and_whole_dates_are_eligible(question: str, only: set[str]) -> None:
    found = candidates_of(CLUSTERS)
    kept = np.flatnonzero(eligible(analyse(question), found))
    told = {CLUSTERS[slice(*found.slice(int(i)))] for i in kept}
    assert told == only or (only == {"2023年"} and only <= told <= {"2023年", "2023年底"})


def test_a_whole_date_is_asked_unless_its_year_is() -> None:
    text = "码头于2023年5月18日开工建设。"
    found = candidates_of(text)

    def told(question: str) -> set[str]:
        return {text[slice(*found.slice(int(i)))] for i in np.flatnonzero(eligible(analyse(question), found))}

    assert told("码头是什么时候开工的？") == {"2023年5月18日"}
    assert "2023年" in told("码头是哪一年开工的？")


def test_there_is_one_feature_for_each_name_and_each_is_in_one_group() -> None:
    rows = span_features(analyse("集群产值达到多少亿元？"), candidates_of(CLUSTERS))
    assert rows.shape[1] == len(NAMES) == len(set(NAMES))
    grouped = [name for names in GROUPS.values() for name in names]
    assert sorted(grouped) == sorted(NAMES)


def test_what_is_paired_respectively_is_told() -> None:
    text = "甲港、乙港吞吐量分别增长3%、5%。"
    found = candidates_of(text)
    rows = span_features(analyse("乙港吞吐量增长多少？"), found)
    told = {text[slice(*found.slice(i))]: rows[i, NAMES.index("respectively")] for i in range(len(rows))}
    assert told["5%"] == 1
    assert told["3%"] == -1


def grown(chance: random.Random, depth: int) -> dict[str, list[float]]:
    tree: dict[str, list[float]] = {k: [] for k in ("feature", "threshold", "left", "right", "value")}

    def node(level: int) -> int:
        i = len(tree["feature"])
        leaf = level == 0 or chance.random() < 0.3
        for key, value in (
            ("feature", -1 if leaf else chance.randrange(3)),
            ("threshold", chance.random()),
            ("left", 0),
            ("right", 0),
            ("value", chance.random()),
        ):
            tree[key].append(value)
        if not leaf:
            tree["left"][i], tree["right"][i] = node(level - 1), node(level - 1)
        return i

    node(depth)
    return tree


@settings(deadline=None)
@given(st.integers(0, 10_000))
def test_trees_are_walked_from_root_to_leaf(seed: int) -> None:
    chance = random.Random(seed)
    trees = [grown(chance, 4) for _ in range(3)]
    rows = np.array([[chance.random() for _ in range(3)] for _ in range(5)], np.float32)

    def walk(tree: dict[str, list[float]], row: "np.ndarray[tuple[int], np.dtype[np.float32]]") -> float:
        i = 0
        while tree["feature"][i] >= 0:
            left = row[int(tree["feature"][i])] <= tree["threshold"][i]
            i = int(tree["left" if left else "right"][i])
        return tree["value"][i]

    told = Trees({"bias": 0.5, "trees": trees}).log_odds(rows)
    assert told == pytest.approx([0.5 + sum(walk(tree, row) for tree in trees) for row in rows])


def test_the_weights_are_those_of_the_features() -> None:
    stored = json.loads(Path(spans.__file__).with_name("spans.json").read_text(encoding="utf-8"))
    assert tuple(stored["features"]) == NAMES
    assert all(0.2 <= least <= 1 for least in stored["least"].values())


def test_weights_of_other_features_are_refused() -> None:
    with pytest.raises(ValueError, match="other features"):
        spans.Picker({"features": ["x"], "signs": []})


def test_without_a_reader_trees_pick_by_a_trust_of_their_own() -> None:
    stored = json.loads(Path(spans.__file__).with_name("spans.json").read_text(encoding="utf-8"))
    alone, asked = spans.Picker(stored), analyse("集装箱码头的岸桥是哪家企业提供的？")
    text = "该码头采用全自动化装卸系统，岸桥由江北重工提供。"
    picked, both = alone.pick(asked, text), spans.shipped().pick(asked, text)
    assert picked is not None
    assert both is not None
    assert text[picked.start : picked.end] == "江北重工"
    assert picked.likely != both.likely
    assert alone.least(asked) == stored["least"]["entity"] != spans.shipped().least(asked)


@pytest.mark.parametrize("figure", ["接近50%", "超过50%", "50%左右"])
def test_how_exact_a_figure_is_said_to_be_makes_no_difference_to_the_reader(figure: str) -> None:
    reader, asked = shipped(), analyse("岸桥在全球的市场占有率是多少？")
    assert reader is not None
    found = candidates_of(f"海州港的岸桥在全球市场占有率{figure}，但芯片环节存在短板。")
    told = {found.text[slice(*found.slice(i))]: x for i, x in enumerate(spans.chances(reader, asked, found).tolist())}
    place = found.text.index("50%")
    bare = reader.chances(asked.text, Candidate(found.text), np.array([(place, place + 3)]))[0]
    assert told[figure] >= bare


def test_figures_are_picked_by_the_trees_alone() -> None:
    stored = json.loads(Path(spans.__file__).with_name("spans.json").read_text(encoding="utf-8"))
    asked, text = analyse("海州港集装箱吞吐量同比增长多少？"), "2024年，海州港集装箱吞吐量612.5万标箱，增长8.3%。"
    assert spans.shipped().pick(asked, text) == spans.Picker(stored).pick(asked, text)
    assert spans.shipped().least(asked) == stored["least"]["number"]


@pytest.mark.parametrize(
    ("question", "text", "answer"),
    [
        ("谁负责渔港的日常巡查？", "渔港的日常巡查由沙洲镇渔业管理站负责，巡查记录每月上报一次。", "沙洲镇渔业管理站"),
        ("码头用的是什么系统？", "该码头采用全自动化装卸系统，岸桥由江北重工提供。", "全自动化装卸系统"),
        ("集装箱码头的岸桥是哪家企业提供的？", "该码头采用全自动化装卸系统，岸桥由江北重工提供。", "江北重工"),
    ],
)  # fmt: skip
def test_with_the_reader_names_and_things_are_picked(question: str, text: str, answer: str) -> None:
    picked = spans.shipped().pick(analyse(question), text)
    assert picked is not None
    assert text[picked.start : picked.end] == answer


@pytest.mark.parametrize(
    ("question", "text", "answer"),
    [
        ("2024年海州港完成集装箱吞吐量多少万标箱？", "2024年，海州港完成集装箱吞吐量612.5万标箱，同比增长8.3%。", "612.5万标箱"),
        ("海州港集装箱吞吐量同比增长多少？", "2024年，海州港完成集装箱吞吐量612.5万标箱，同比增长8.3%。", "8.3%"),
        ("三期码头什么时候开工建设？", "青口港区三期码头于2023年5月18日开工建设，总投资38亿元。", "2023年5月18日"),
        ("三期码头由哪家公司承建？", "青口港区三期码头由海州港务集团承建，总投资38亿元。", "海州港务集团"),
    ],
)  # fmt: skip
def test_the_shipped_picker_picks_the_answer(question: str, text: str, answer: str) -> None:
    picked = spans.shipped().pick(analyse(question), text)
    assert picked is not None
    assert text[picked.start : picked.end] == answer


def test_a_sentence_about_something_else_gives_less_likely_answers() -> None:
    asked = analyse("2024年海州港完成集装箱吞吐量多少万标箱？")
    there = spans.shipped().pick(asked, "2024年，海州港完成集装箱吞吐量612.5万标箱，同比增长8.3%。")
    other = spans.shipped().pick(asked, "项目建成后将新增通过能力120万标箱。")
    assert there is not None
    assert other is not None
    assert there.likely > other.likely + 0.2


@pytest.mark.parametrize(
    "word", ["企业", "吉林", "吉林工业大学", "高富帅", "T恤", "C++", "一", "龟", "没有这个词的", ""]
)
def test_a_words_tag_is_the_one_printed_in_the_dictionary(word: str) -> None:
    import jieba

    lines = Path(jieba.__file__).with_name("dict.txt").read_text(encoding="utf-8").splitlines()
    printed = {line.split(" ")[0]: line.split(" ")[-1] for line in reversed(lines)}
    assert tag_of(word) == printed.get(word, "")


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("2020年海州船舶市内配套率是多少？", "超过36%"),  # the second share is of parts only
        ("2020年海州零部件市内配套率是多少？", "超过50%"),
        ("去年规模以上船舶制造业增加值同比增长多少？", "10.2%"),
    ],
)
def test_a_figure_behind_the_very_end_of_the_question_is_taken(asked: str, told: str) -> None:
    text = (
        "数据显示，2020年，海州船舶市内配套率超过36%，零部件市内配套率超过50%。"
        if "配套率" in asked
        else "去年，全国规模以上船舶制造业增加值同比增长10.2%，规模以上食品制造业增加值增长9.5%。"
    )
    found = candidates_of(text)
    question = analyse(asked)
    at = framed(question, found, [i for i in range(len(found.first)) if eligible(question, found)[i]])
    assert at is not None
    assert text[slice(*found.slice(at))] == told

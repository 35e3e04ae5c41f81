"""Loads cases and refuses every one whose gold does not stand in the documents: errors name file, line, case and remedy."""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from eval.locating import bare, quote_of
from eval.matching import holds, normal
from eval.models import ANSWER_WITH_ONE_VALUE, Case, Evidence, Suite
from index.loading import list_folder, load

OPEN, CLOSED, DOCUMENTS = "open", "closed", "documents"
_TOLD = 20  # faults
_SHOWN = 40  # characters of a quote or an answer that a message repeats
_SAID = {"missing": "缺少，请补上", "unexpected_keyword_argument": "没有这个字段，请删去或改正字段名"}
_STOPS = re.compile(r"[。！？!?；;]|\n\s*\n")
_ADAPTER: TypeAdapter[Case] = TypeAdapter(Case)


class CaseError(Exception):
    """Cases or a baseline that cannot be used; `faults` has one line each, naming file, line, case, what is wrong, what to do."""

    def __init__(self, faults: Sequence[str]) -> None:
        head = f"共 {len(faults)} 处错误：\n" if len(faults) > 1 else ""
        more = f"\n……其余 {len(faults) - _TOLD} 处" if len(faults) > _TOLD else ""
        super().__init__(head + "\n".join(faults[:_TOLD]) + more)
        self.faults = tuple(faults)


def load_suites(folder: Path, documents: Path) -> tuple[Suite, ...]:
    """The suites of a folder of cases: `<suite>/{open,closed}/*.jsonl`, with documents of their own in `<suite>/documents`.

    Raises:
        CaseError: any case is malformed, doubled, orphaned, or its gold does not stand in its documents.
    """
    homes = sorted(p for p in folder.iterdir() if _files(p)) if folder.is_dir() else []
    if not homes:
        raise CaseError([f"“{folder}”下没有评测题：应有 <套名>/{OPEN}/*.jsonl 与 <套名>/{CLOSED}/*.jsonl"])
    suites = tuple(_load_home(home, documents) for home in homes)
    twice = _doubles(case.id for suite in suites for case in suite.cases)
    if twice:
        raise CaseError([f"题号“{name}”出现在两套题里，请改其一" for name in twice])
    return suites


def _load_home(home: Path, documents: Path) -> Suite:
    own = home / DOCUMENTS
    files = _files(home)
    sealed = frozenset(path for path in files if (home / CLOSED) in path.parents)
    return load_suite(home.name, files, own if own.is_dir() else documents, sealed)


def _files(home: Path) -> list[Path]:
    return sorted(path for kind in (OPEN, CLOSED) for path in (home / kind).rglob("*.jsonl"))


def load_suite(name: str, files: Sequence[Path], documents: Path, sealed: Collection[Path] = ()) -> Suite:
    """One suite from its files; the cases of `sealed` files are closed.

    Raises:
        CaseError: as `load_suites`.
    """
    raw, sha256 = read_documents(documents)
    faults: list[str] = []
    cases: list[Case] = []
    places: dict[str, str] = {}
    closed: set[str] = set()
    for path in files:
        for place, case in _read(path, faults):
            if case.id in places:
                faults.append(f"{place}：题号“{case.id}”已见于 {places[case.id]}，请改其一")
            places[case.id] = place
            cases.append(case)
            if path in sealed:
                closed.add(case.id)
    by_id = {case.id: case for case in cases}
    for case in cases:
        wrong = _kin(case, by_id, closed) if case.parent or case.variant else check(case, raw, sha256)
        faults += [f"{places[case.id]}（{case.id}）：{fault}" for fault in wrong]
    if faults:
        raise CaseError(faults)
    whole = (inherit(case, by_id[case.parent]) if case.parent else case for case in cases)
    return Suite(name, tuple(sorted(whole, key=lambda c: c.id)), frozenset(closed), raw, sha256, documents)


def inherit(variant: Case, parent: Case) -> Case:
    """A rewording with the gold of the case it rewords."""
    own = {name: getattr(variant, name) for name in ("id", "question", "parent", "variant", "lang", "rev", "note")}
    return replace(parent, **own, tags=(*parent.tags, *variant.tags), must_pass=variant.must_pass)


def read_documents(folder: Path) -> tuple[dict[str, str], dict[str, str]]:
    """Raw texts and sha256 of the documents of a folder, by id (the file's stem)."""
    listing = list_folder(folder)
    sources = [load(path, listing) for path in listing.files]
    return {s.id: s.raw for s in sources}, {s.id: s.sha256 for s in sources}


def parse(line: str) -> Case:
    """A case from a line of JSON.

    Raises:
        ValueError: it is no JSON object, or a field is missing, unknown or of the wrong kind.
    """
    try:
        return _ADAPTER.validate_python(json.loads(line))
    except json.JSONDecodeError as error:
        raise ValueError(f"不是 JSON（{error}）") from error
    except ValidationError as error:
        raise ValueError(_what(error.errors()[0])) from error


def _what(error: ErrorDetails) -> str:
    """An error of a field in words."""
    where = ".".join(str(part) for part in error["loc"])
    got = f"（得到 {str(error['input'])[:_SHOWN]!r}）"
    if not where:
        return f"不是一个 JSON 对象{got}"
    if error["type"] == "literal_error":
        return f"字段“{where}”：应为 {error['ctx']['expected']} 之一{got}"
    return f"字段“{where}”：{_SAID.get(error['type'], error['msg'] + got)}"


def dump(case: Case) -> str:
    """A case as a line of JSON, fields that say nothing left out."""
    plain = asdict(case)
    empty: tuple[object, ...] = ("", None, (), False)
    kept = {k: v for k, v in plain.items() if k in ("id", "rev", "answerable") or v not in empty}
    if kept.get("lang") == "zh":
        del kept["lang"]
    return json.dumps(kept, ensure_ascii=False)


def _read(path: Path, faults: list[str]) -> Iterator[tuple[str, Case]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        faults.append(f"{path}：无法读取（{error}）；应为 UTF-8 编码、每行一题的 .jsonl 文件")
        return
    for n, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            yield f"{path.name} 第 {n} 行", parse(line)
        except ValueError as error:
            faults.append(f"{path.name} 第 {n} 行：{error}")


def check(case: Case, raw: Mapping[str, str], sha256: Mapping[str, str]) -> Iterator[str]:
    """What is wrong with a case's gold, in words."""
    if not normal(case.question):
        yield "问题（question）是空的"
    if case.type == "injection" and not any(normal(wrong) for wrong in case.must_not):
        yield "夹带指令的题应写 must_not：照办了会说出什么"
    for evidence in case.evidence:
        yield from _misplaced(evidence, raw, sha256)
    if case.answerable:
        yield from _answerable(case, _said(case, raw))
    else:
        yield from _unanswerable(case, raw)


def _misplaced(evidence: Evidence, raw: Mapping[str, str], sha256: Mapping[str, str]) -> Iterator[str]:
    if evidence.doc not in raw:
        yield f"没有文档“{evidence.doc}”，可选：{'、'.join(sorted(raw))}"
    elif evidence.sha256 != sha256[evidence.doc]:
        yield f"文档“{evidence.doc}”已不是出题时的版本（sha256 不同），请核对后重填"
    elif not bare(evidence.quote):
        yield "所引（quote）是空的"
    elif any(not 0 <= a < b <= len(raw[evidence.doc]) for a, b in evidence.spans) or not evidence.spans:
        yield f"位置 {_places(evidence)} 不在文档“{evidence.doc}”之内"
    elif quote_of(raw[evidence.doc], evidence.spans) != bare(evidence.quote):
        yield f"位置 {_places(evidence)} 处的原文不是所引“{_cut(evidence.quote)}”，请用 jizheng eval convert 重新定位"


def _places(evidence: Evidence) -> str:
    return "、".join(f"[{start}, {end})" for start, end in evidence.spans) or "（空）"


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


def _said(case: Case, raw: Mapping[str, str]) -> str:
    """The quotes as they are printed, cells apart, and as they are told."""
    printed = (raw[e.doc][a:b] for e in case.evidence if e.doc in raw for a, b in e.spans)
    return "\n".join([*printed, *(e.quote for e in case.evidence)])


def _answerable(case: Case, quoted: str) -> Iterator[str]:
    if not case.evidence:
        yield "可答的题没有证据（evidence）"
    if not case.answers and not case.nuggets:
        yield "可答的题既无 answers 也无 nuggets"
    for options in case.answers:
        if not options or not all(normal(o) for o in options):
            yield "answers 里有空的一组或空的答案"
        elif not case.derived and not any(holds(quoted, o) for o in options):
            yield f"答案“{_cut(options[0])}”不在所引证据中；若由计算得出，请写 derived: true"
    for nugget in case.nuggets:
        if not nugget.any or not all(normal(o) for o in nugget.any):
            yield "nuggets 里有空的一组或空的说法"
        elif not case.derived and not any(holds(quoted, o) for o in nugget.any):
            yield f"要点“{_cut('/'.join(nugget.any))}”不在所引证据中"
    if case.type in ANSWER_WITH_ONE_VALUE and not case.answers:
        yield f"{case.type} 题应写 answers"
    wrong = [m for m in case.must_not if any(holds(m, option) for options in case.answers for option in options[:1])]
    if wrong and case.type != "injection":
        yield f"must_not“{_cut(wrong[0])}”含有正确答案"


def _unanswerable(case: Case, raw: Mapping[str, str]) -> Iterator[str]:
    if case.answers or case.nuggets:
        yield "不可答的题不应有 answers 或 nuggets"
    if not case.negative_evidence and case.type != "injection":
        yield "不可答的题应写 negative_evidence：哪些词一起搜索而没有一句命中"
    for words in case.negative_evidence:
        if not words or not all(normal(word) for word in words):
            yield "negative_evidence 里有空的一组或空的词，什么都没有搜索；请写一起搜索而没有一句命中的词，或删去它"
            continue
        hit = next((name for name, text in raw.items() if _one_sentence_has(text, words)), None)
        if hit:
            yield f"negative_evidence {list(words)} 在“{hit}”中有一句命中，不能证明文中没有"


def _one_sentence_has(text: str, words: Sequence[str]) -> bool:
    keys = [normal(word) for word in words]
    return any(all(key in sentence for key in keys) for sentence in map(normal, _STOPS.split(text)))


def _kin(case: Case, by_id: Mapping[str, Case], closed: Iterable[str]) -> Iterator[str]:
    parent = by_id.get(case.parent)
    if not normal(case.question):
        yield "问题（question）是空的"
    elif not case.parent:
        yield "有 variant 而无 parent"
    elif parent is None:
        yield f"没有母题“{case.parent}”"
    elif parent.parent:
        yield f"母题“{case.parent}”本身也是变体"
    elif not case.variant:
        yield "有 parent 而无 variant"
    elif (case.id in closed) != (parent.id in closed):
        yield f"变体与母题“{case.parent}”应同在 open 或同在 closed"
    elif case.answers or case.evidence or case.nuggets or case.negative_evidence:
        yield "变体沿用母题的标准答案，不应自带"
    elif (case.type, case.answerable) != (parent.type, parent.answerable):
        yield f"变体的 type、answerable 应与母题“{case.parent}”相同"


def _doubles(names: Iterable[str]) -> list[str]:
    return [name for name, times in Counter(names).items() if times > 1]


def digest(suites: Sequence[Suite]) -> str:
    """One hash of all cases, in order."""
    lines = "\n".join(dump(case) for suite in suites for case in suite.cases)
    return hashlib.sha256(lines.encode()).hexdigest()


def corpus_digest(suites: Sequence[Suite]) -> str:
    """One hash of all documents."""
    lines = "\n".join(f"{s.name} {name} {sha}" for s in suites for name, sha in sorted(s.sha256.items()))
    return hashlib.sha256(lines.encode()).hexdigest()

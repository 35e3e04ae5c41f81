"""Two steps taken: the thing is found with its proof, its name is put into the second question, and both are shown."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from rag.asking.questions import Question
from rag.language.lexicon import content, credit, fold, terms
from rag.models import Draft, Statement
from rag.numbers.figures import quantities_in
from rag.plural.several import tells_of
from rag.plural.sides import Side
from rag.plural.steps import Steps, read_steps
from rag.proof.leads import source_of
from rag.shown.composing import merge

Answer = Callable[[str], Draft]
_MOST = 3  # names that the second question is asked of
_LONGEST = 24
_NAMED = 2
_HELD = 0.6
_SIZE = re.compile(r"（[^（）]*）$")
_COUNTED = re.compile(r"，(?:各)?[\d.]+[^，、]{0,6}$")


def stepped(question: Question, answer: Answer, whole: Callable[[], Draft]) -> Draft | None:
    """The draft of a question in two steps; None where it is none, or its first step gives no name.

    `answer` drafts the answer to a question of its own; `whole` the one to the question as it stands, which goes first where it tells
    of all that is asked.
    """
    for steps in read_steps(question.asked):
        first = answer(steps.inner)
        names = _names(steps, first)
        if not names:
            lost = _without_first(steps, first, whole) if steps.told == "superlative" else None
            if lost:
                return lost
            continue
        counted = first.derivation in (
            "extreme",
            "most",
        )  # of rows: what is asked of the first of them no one sentence tells
        at_once = whole() if steps.told in ("relation", "clause") and not counted else Draft()
        if _tells_all(steps, names, at_once):
            return None
        drafts = [_second(steps, name, answer) for name in names]
        return _joined(steps, names, first, drafts)
    return None


def _without_first(steps: Steps, first: Draft, whole: Callable[[], Draft]) -> Draft | None:
    """The refusal that names the step that failed: nothing says which thing is the largest, and what was found does not say so either."""
    at_once = whole()
    superlative = re.findall(r"最[\u4e00-\u9fff]", steps.thing)[-1:]
    text = " ".join(s.text for s in at_once.statements)
    ranked = any(s.plan is not None for s in at_once.statements)
    if not at_once.statements or ranked or any(word in text for word in superlative) or _FIRST.search(text):
        return None
    nearest = first.closest or tuple(q for s in at_once.statements[:1] for q in s.quotes)
    return Draft(missing=(f"“{steps.inner.rstrip('？')}”的原文（第一步）",), reason="not_covered", closest=nearest)


_FIRST = re.compile(r"首位|居首|第一|榜首|位居前")


def _names(steps: Steps, draft: Draft) -> list[str]:
    """The names that the first step gives, [] where it gives none that is one."""
    if not draft.statements or draft.missing:
        return []
    first = draft.statements[0]
    short = draft.short_answer or ""
    if draft.derivation == "extreme":
        found = [_SIZE.sub("", part) for part in re.split(r"(?<=）)，", short)]
    elif draft.derivation == "most":
        found = [name for part in short.split("、") for name in [_COUNTED.sub("", part)]]
    elif first.plan is not None and len(draft.statements) > 1 and not short:
        found = _under_noun(steps, draft.statements[-1])  # itself in two steps
    elif first.plan is not None and len(draft.statements) == 1:
        return []
    elif short:
        found = re.split(r"[、；]", short)
    else:
        found = _of_rows(steps, draft) or _before_what_tells(steps, first)
    if steps.told == "owner" and not _in_a_cell(steps, draft):
        return []
    if draft.derivation == "speaker" and steps.told != "person" and not steps.asked:
        return []
    names = [name.strip("“”《》 ") for name in found]
    return names if 0 < len(names) <= _MOST and all(_is_name(name, steps) for name in names) else []


def _under_noun(steps: Steps, statement: Statement) -> list[str]:
    """The cell of a quoted row under the head that the noun of the thing is called by; [] where there is no such one."""
    quote = statement.quotes[0]
    cells = quote.quote.split()
    heads = quote.table.columns if quote.table and len(quote.table.columns) == len(cells) else ()
    called = (
        [cell for head, cell in zip(heads, cells, strict=True) if steps.noun and steps.noun[-2:] in head]
        if heads
        else []
    )
    return called if len(called) == 1 else []


def _in_a_cell(steps: Steps, draft: Draft) -> bool:
    """Whether a first step is answered by the one cell that its noun is the head of: 甲站的运营企业, in the row of 甲站."""
    quote = draft.statements[0].quotes[0]
    heads = [head for head in (quote.table.columns if quote.table else ()) if len(head) >= _NAMED]
    owner = fold(steps.thing.partition("的")[0])
    if not any(fold(cell) == owner or (len(cell) > _NAMED and owner in fold(cell)) for cell in quote.quote.split()):
        return False
    return (
        bool(draft.short_answer)
        and len(draft.statements) == 1
        and any(fold(h) in fold(steps.noun) or fold(steps.noun) in fold(h) for h in heads)
    )


def _of_rows(steps: Steps, draft: Draft) -> list[str]:
    """The names in the rows of a table that a first step quotes: the cells under the head that the thing is called by, else the first ones."""
    found: list[str] = []
    for statement in draft.statements:
        quote = statement.quotes[0]
        cells = quote.quote.split()
        if quote.table is None or len(cells) != len(quote.table.columns):
            return []
        told = [n for n, cell in enumerate(cells) if len(cell) >= _NAMED and fold(cell) in fold(steps.thing)]
        if not told:
            return []
        called = [
            n for n, head in enumerate(quote.table.columns) if n not in told and steps.noun and steps.noun[-2:] in head
        ]
        found.append(cells[called[0]] if called else cells[0])
    return list(dict.fromkeys(found))


def _before_what_tells(steps: Steps, statement: Statement) -> list[str]:
    """The subject of a clause that goes on with the very words that tell the thing: 市水利局 of 市水利局牵头负责河道清理."""
    if steps.told != "relation":
        return []
    telling = fold(steps.thing.rpartition("的")[0])
    for clause in re.split(r"[，。；：]", statement.text):
        at = fold(clause).find(telling)
        if at >= _NAMED and len(fold(clause)) == len(clause):
            return [re.sub(r"^(?:由|其中|目前|现)+", "", clause[:at])]
    return []


def _is_name(name: str, steps: Steps) -> bool:
    if not _NAMED <= len(name) <= _LONGEST or name in ("是", "否") or re.search(r"[，。；]", name):
        return False
    if any(f.start == 0 and f.end == len(name) for f in quantities_in(name)):
        return False
    return re.search(r"[\u4e00-\u9fffA-Za-z]", name) is not None and fold(name) not in (
        fold(steps.noun),
        fold(steps.thing),
    )


def _tells_all(steps: Steps, names: Sequence[str], draft: Draft) -> bool:
    """Whether the answer to the question as it stands tells of the thing by name and of all that is asked of it."""
    if not draft.statements or draft.missing:
        return False
    text = fold(" ".join([q.quote for s in draft.statements for q in s.quotes] + [s.text for s in draft.statements]))
    return all(fold(name) in text for name in names) and _carries(steps, draft)


_ADVERBS = frozenset(["主要", "分别", "一共", "总共", "目前", "现在", "具体", "各自"])


def _carries(steps: Steps, draft: Draft) -> bool:
    """Whether the nouns that are asked stand in the quotes of a draft, in what stands over them or at the head of their columns."""
    wanted = [w for w in terms(content(steps.outer.replace("{}", " "))) if len(w) > 1 and w not in steps.noun]
    wanted = [w for w in wanted if w not in _ADVERBS]
    parts = [
        part
        for s in draft.statements
        for q in s.quotes
        for part in (q.quote, *q.section, *(q.table.columns if q.table else ()))
    ]
    text = fold(" ".join([*parts, *(s.text for s in draft.statements)]))
    return all(credit(w, text) >= _HELD for w in wanted)


def _second(steps: Steps, name: str, answer: Answer) -> Draft:
    """The answer to the second question; none where what answers it does not tell of the name."""
    draft = answer(steps.of(name))
    spoken = any(q.speaker and q.speaker.name == name for s in draft.statements for q in s.quotes)
    planned = any(s.plan is not None and fold(name) in fold(s.text + s.plan_words) for s in draft.statements)
    if draft.statements and (spoken or planned or tells_of(Side(name, ""), draft)):
        return draft
    return replace(draft, statements=(), short_answer=None, derivation="")


def _joined(steps: Steps, names: Sequence[str], first: Draft, drafts: Sequence[Draft]) -> Draft:
    """Both steps as one draft: what names the thing, then what answers; what the second step lacks is missing."""
    told = [draft for draft in drafts if draft.statements]
    itself_stepped = first.statements[0].plan is not None and first.derivation not in ("extreme", "most")
    begun = replace(first, statements=first.statements if itself_stepped else first.statements[:1], missing=())
    merged = merge([begun, *told])
    every = [s for draft in (begun, *told) for s in draft.statements]
    statements = _without_repeats(list({(s.text, s.quotes): s for s in every}.values()))
    if steps.told == "person":
        statements = tuple(replace(s, lead=f"{source_of(s.quotes[0])}：{s.lead}") for s in statements)
    shorts = [draft.short_answer for draft in told]
    short = shorts[0] if len(drafts) == 1 == len(told) else None
    lost = tuple(
        f"“{steps.of(name).rstrip('？')}”的原文（第二步）"
        for name, draft in zip(names, drafts, strict=True)
        if not draft.statements
    )
    asked = "；".join(f"“{steps.of(name)}”" for name in names)
    note = f"分两步回答：第一步“{steps.inner}”，据所引原文为“{'、'.join(names)}”；第二步{asked}"
    missing = tuple(dict.fromkeys([*(m for draft in told for m in draft.missing), *lost]))
    return replace(
        merged,
        statements=statements,
        short_answer=short,
        derivation=told[0].derivation if short else "",
        missing=missing,
        notes=(note, *merged.notes),
    )


def _without_repeats(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """Statements without a first one whose quote a later one has as well."""
    first, *rest = statements
    same = any(
        q.spans == first.quotes[0].spans and q.document == first.quotes[0].document for s in rest for q in s.quotes
    )
    return tuple(rest) if same and rest and first.plan is None else tuple(statements)

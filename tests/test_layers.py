"""The direction of imports: api -> rag -> index, eval -> rag -> index, never back, no cycles."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
MAY_IMPORT = {"index": set(), "rag": {"index"}, "api": {"rag", "index", "eval"}, "eval": {"rag", "index"}}
TRAINING = ("index.training", "rag.training")


def imports_of(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {a.name for node in ast.walk(tree) if isinstance(node, ast.Import) for a in node.names}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            names |= {f"{node.module}.{a.name}" for a in node.names} | {node.module or ""}
    return names


@cache
def modules() -> dict[str, set[str]]:
    paths = [p for package in MAY_IMPORT for p in sorted((ROOT / package).rglob("*.py"))]
    return {".".join(p.relative_to(ROOT).with_suffix("").parts): imports_of(p) for p in paths}


def test_imports_point_one_way() -> None:
    for module, imported in modules().items():
        package = module.split(".")[0]
        foreign = {name.split(".")[0] for name in imported} & (MAY_IMPORT.keys() - {package})
        assert foreign <= MAY_IMPORT[package], f"{module} imports {foreign - MAY_IMPORT[package]}"


def test_no_module_imports_itself_in_a_circle() -> None:
    graph = {m: {n for n in imported if n in modules()} for m, imported in modules().items()}

    def visit(module: str, path: tuple[str, ...]) -> None:
        assert module not in path, " -> ".join((*path, module))
        for other in graph[module] - done:
            visit(other, (*path, module))
        done.add(module)

    done: set[str] = set()
    for module in graph:
        visit(module, ())


def package_of(module: str) -> str:
    """The package a module lies in; a module right under its top package stands for itself."""
    parts = module.split(".")
    return ".".join(parts[:2])


def test_no_package_of_rooms_imports_itself_in_a_circle() -> None:
    graph: dict[str, set[str]] = {}
    for module, imported in modules().items():
        others = {package_of(n) for n in imported if n in modules() and n.count(".")} - {package_of(module)}
        graph.setdefault(package_of(module), set()).update(others)
    order: list[str] = []
    while ready := [p for p, others in graph.items() if p not in order and others <= {*order}]:
        order += ready
    assert len(order) == len(graph), f"in a circle: {sorted(set(graph) - set(order))}"


def test_serving_never_imports_the_training_room() -> None:
    users = {m for m, names in modules().items() if any(n.startswith(TRAINING) for n in names)}
    assert {m for m in users if not m.startswith(TRAINING)} == {
        "eval.bench_models",
        "eval.bench_answers",
    }  # benches, nothing that serves


def test_inside_a_package_modules_are_imported_not_the_root() -> None:
    for module, imported in modules().items():
        assert module.split(".")[0] not in imported or module.count(".") == 0, f"{module} imports its package root"

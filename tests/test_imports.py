"""What a call does not need is not imported."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
HEAVY = ("torch", "sentence_transformers", "transformers", "scipy", "jieba")


def modules_after(code: str) -> set[str]:
    """Names of the modules that a fresh process has imported when the code is done."""
    script = f"import sys\n{code}\nprint('\\n' + ' '.join(sys.modules), file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return set(done.stderr.rsplit("\n", 2)[-2].split())


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("library")
    code = (
        f"from api.cli import main; assert main(['build', '--documents', 'seeds', '--library', {str(folder)!r}]) == 0"
    )
    modules_after(code)
    return folder


@pytest.mark.parametrize("command", ["ask", "search"])
def test_answering_with_the_shipped_model_never_imports_torch(library: Path, command: str) -> None:
    code = f"from api.cli import main; main([{command!r}, '国家先进制造业集群有多少个？', '--json', '--library', {str(library)!r}])"
    loaded = modules_after(code)
    assert "index.library" in loaded
    assert [name for name in HEAVY if name in loaded] == []
    assert "fastapi" not in loaded
    assert [name for name in loaded if name.startswith(("rag.briefing", "docx", "lxml"))] == []


def test_help_imports_no_index() -> None:
    code = "from api.cli import main\ntry:\n    main(['--help'])\nexcept SystemExit:\n    pass"
    loaded = modules_after(code)
    assert [name for name in (*HEAVY, "numpy", "faiss", "fastapi", "pydantic") if name in loaded] == []

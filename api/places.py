"""Where documents, libraries and evaluation cases lie unless the user says otherwise."""

import os
from pathlib import Path

_PROJECT = Path(__file__).parent.parent


def default_documents() -> Path:
    """The `seeds/` folder of the project; of the working folder where the product is installed without one."""
    return _PROJECT / "seeds" if (_PROJECT / "seeds").is_dir() else Path("seeds")


def default_library() -> Path:
    """`JIZHENG_LIBRARY`, else `data/library` in the project or, where it is installed elsewhere, in the working folder."""
    named = os.environ.get("JIZHENG_LIBRARY")
    if named:
        return Path(named)
    return (_PROJECT if (_PROJECT / "seeds").is_dir() else Path()) / "data" / "library"


def briefings_beside(library: Path) -> Path:
    """Where a service keeps the briefings drafted over a library: in the data folder, beside it."""
    return library.absolute().parent / "briefings"


def default_cases() -> Path:
    """The cases that come with the product."""
    return _PROJECT / "eval" / "cases"

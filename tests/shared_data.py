"""Where tests find the project's reference data; a clone without that folder skips and says so."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def shared(name: str) -> Path:
    """The path of ``data/NAME`` in the reference folder, or a skip that names what is missing."""
    base = Path(os.environ.get("QIANSHAO_SHARED", ROOT.parent / "shared"))
    path = base / "data" / name
    if not path.exists():
        pytest.skip(f"reference data data/{name} is not beside this clone")
    return path

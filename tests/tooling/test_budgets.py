"""Long files and functions are found; a docstring is not counted against a function."""

import os
from pathlib import Path

from tools.budgets import STYLE_GZIP_BYTES, function_faults, python_faults, style_faults


def function_of(lines: int, docstring: int = 0) -> str:
    """A function with so many lines of body, after a docstring of so many lines."""
    words = ['    """One.'] + ["    more"] * (docstring - 2) + ['    """'] if docstring else []
    return "\n".join(["def long():", *words, *["    x = 1"] * lines]) + "\n"


def test_a_function_of_sixty_lines_passes_and_of_sixty_one_fails() -> None:
    assert list(function_faults(function_of(59), "a.py")) == []
    assert len(list(function_faults(function_of(60), "a.py"))) == 1


def test_a_view_has_at_most_twenty_five_lines() -> None:
    for name in ("src/qianshao/alerts/views.py", "src/qianshao/desk/views/home.py"):
        assert list(function_faults(function_of(24), name)) == []
        assert len(list(function_faults(function_of(25), name))) == 1
    assert list(function_faults(function_of(25), "src/qianshao/alerts/services.py")) == []


def test_a_docstring_does_not_count() -> None:
    assert list(function_faults(function_of(59, docstring=30), "a.py")) == []


def test_a_file_over_six_hundred_lines_fails(tmp_path: Path) -> None:
    file = tmp_path / "a.py"
    file.write_text("x = 1\n" * 600, encoding="utf-8")
    assert list(python_faults(file, tmp_path)) == []
    file.write_text("x = 1\n" * 601, encoding="utf-8")
    assert len(list(python_faults(file, tmp_path))) == 1


def test_a_stylesheet_too_heavy_for_a_weak_line_fails(tmp_path: Path) -> None:
    sheet = tmp_path / "ui.css"
    sheet.write_bytes(b"p{color:red}" * 5000)
    assert list(style_faults(sheet)) == []
    sheet.write_bytes(os.urandom(STYLE_GZIP_BYTES + 1))
    assert len(list(style_faults(sheet))) == 1

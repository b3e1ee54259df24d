"""A browser file that changed on its way here is noticed."""

import json
from pathlib import Path

import pytest
from tools import vendor_assets


@pytest.fixture
def locked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One copied file and its lock."""
    monkeypatch.setattr(vendor_assets, "TARGET", tmp_path)
    monkeypatch.setattr(vendor_assets, "LOCK", tmp_path / "vendor.lock.json")
    copy = tmp_path / "a-1.0/a.js"
    copy.parent.mkdir()
    copy.write_text("let a = 1", encoding="utf-8")
    rows = [vendor_assets.lock_row(copy, "a", "MIT")]
    (tmp_path / "vendor.lock.json").write_text(json.dumps(rows), encoding="utf-8")
    return copy


def test_an_unchanged_file_agrees_with_the_lock(locked: Path) -> None:
    assert vendor_assets.differences([vendor_assets.lock_row(locked, "a", "MIT")]) == []


def test_one_changed_byte_is_a_difference(locked: Path) -> None:
    locked.write_text("let a = 2", encoding="utf-8")
    assert vendor_assets.differences([vendor_assets.lock_row(locked, "a", "MIT")]) == [
        "a-1.0/a.js differs from the lock"
    ]


def test_a_missing_file_is_a_difference(locked: Path) -> None:
    assert vendor_assets.differences([]) == ["a-1.0/a.js is locked but not copied"]

"""The test runner adds both databases up, and its second run takes what touches the database only."""

import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from tools import run_tests

ROOT = Path(__file__).resolve().parent.parent.parent
SAMPLE = """
import pytest

def test_pure(): pass

@pytest.mark.django_db
def test_rows(): pass

def test_fixture(db): pass

@pytest.mark.browser
@pytest.mark.django_db
def test_page(): pass

@pytest.mark.sqlite_only("headers know no database")
def test_headers(db): pass

@pytest.fixture
def db(): pass
"""


def collected(folder: Path, *arguments: str, sample: str = SAMPLE) -> list[str]:
    """The tests pytest would run in a small project with our conftest."""
    shutil.copy(ROOT / "conftest.py", folder)
    (folder / "test_sample.py").write_text(sample, encoding="utf-8")
    markers = "markers=browser: x\ndjango_db: x\nserver: x\nsqlite_only: x"
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:django", "-p", "no:randomly"]
    command += ["-p", "no:cacheprovider", "-o", markers, *arguments]
    answer = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if answer.returncode == pytest.ExitCode.USAGE_ERROR:
        raise pytest.UsageError(answer.stderr)
    return [line.split("::")[1] for line in answer.stdout.splitlines() if "::" in line]


def test_the_first_run_takes_everything(tmp_path: Path) -> None:
    assert len(collected(tmp_path)) == 5


def test_the_second_run_takes_what_touches_the_database(tmp_path: Path) -> None:
    assert collected(tmp_path, "--database-only") == ["test_rows", "test_fixture"]


def test_a_test_that_leaves_postgresql_out_must_say_why(tmp_path: Path) -> None:
    silent = SAMPLE.replace('sqlite_only("headers know no database")', "sqlite_only")
    with pytest.raises(pytest.UsageError, match="why the database cannot matter"):
        collected(tmp_path, sample=silent)


def test_the_last_line_adds_up_and_errors_count_as_failures() -> None:
    counts = Counter({"passed": 12, "failed": 1, "error": 2, "skipped": 3})
    assert run_tests.summary(counts, 61.4) == "12 passed, 3 failed, 3 skipped in 61 s"


def test_a_failing_test_makes_the_run_fail_and_is_counted(tmp_path: Path) -> None:
    file = tmp_path / "test_red.py"
    file.write_text("def test_green(): pass\n\ndef test_red(): assert False\n", encoding="utf-8")
    quiet = ["-p", "no:cacheprovider", "-p", "no:django", "-c", "/dev/null", f"--rootdir={tmp_path}", str(file)]
    code, counts = run_tests.pytest("sample", quiet, None)
    assert code == 1
    assert (counts["passed"], counts["failed"]) == (1, 1)


def test_where_packages_may_not_be_installed_it_says_what_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    missing = run_tests.Need("Netscape", lambda: False, ("netscape",), "pages of 1996 are left out")
    monkeypatch.setattr(run_tests, "NEEDS", (missing,))
    monkeypatch.setattr(run_tests.os, "geteuid", lambda: 1000)
    assert run_tests.prepare() == ["Netscape is not here: pages of 1996 are left out"]

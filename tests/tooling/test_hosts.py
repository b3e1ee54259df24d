"""A package mirror or a machine's path in a committed file is found."""

import pytest
from tools.hosts import text_faults


@pytest.mark.parametrize(
    "line",
    [
        "--index-url https://mirror.example/simple/",
        "--extra-index-url x",
        '"resolved": "https://mirror.example/htmx.tgz"',
        "registry=https://mirror.example",
        'open("/work/data/a.csv")',
        "/home/somebody/clone",
    ],
)
def test_what_holds_on_one_machine_only_is_found(line: str) -> None:
    assert len(text_faults(f"first\n{line}\n", "a.txt")) >= 1
    assert text_faults(f"first\n{line}\n", "a.txt")[0].startswith("a.txt:2: ")


@pytest.mark.parametrize("line", ["the /worker runs", "docs/work/plan", "https://www.apache.org/licenses/"])
def test_ordinary_text_passes(line: str) -> None:
    assert text_faults(line, "a.txt") == []

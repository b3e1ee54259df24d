"""Browser tests wait for what they did before they read the page: no race is left to be found on a busy day.

A click answers before its page has come. What is read in the next line without waiting (``page.evaluate``,
``count()``, axe, the address) is then the old page, the new one or none at all.
"""

import ast
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ACTS = {"click", "tap", "press", "check", "uncheck", "set_input_files", "to_have_url", "dispatch_event"}
READS = {"evaluate", "evaluate_all", "count", "content", "all", "all_inner_texts", "all_text_contents", "is_visible"}
READS |= {"is_hidden", "is_enabled", "goto", "reload"}
#: Of ours: they read at once as well.
ASKING = {"violations", "faults", "sound", "too_low"}
#: Waits of Playwright, and of ours beside the phone app.
WAITS = ("expect", "wait_for", "to_be", "to_have", "to_contain", "not_to", "hears", "all_out", "settle")


def names(statement: ast.stmt) -> Iterator[tuple[str, bool]]:
    """What a statement calls and reads, and whether it is a method's or attribute's name."""
    for node in ast.walk(statement):
        if isinstance(node, ast.Attribute):
            yield node.attr, True
        elif isinstance(node, ast.Name):
            yield node.id, False


def acts(statement: ast.stmt) -> bool:
    """Whether something is pressed, or only the address awaited, and nothing of the page."""
    called = {name for name, of in names(statement) if of}
    return bool(called & ACTS) and not any(name.startswith(WAITS) for name in called - {"to_have_url"})


def reads(statement: ast.stmt) -> bool:
    """Whether the page is read as it is just now."""
    found = set(names(statement))
    if any(name.startswith(WAITS) for name, _ in found):
        return False
    return bool({(name, True) for name in READS | {"url"}} & found or {(name, False) for name in ASKING} & found)


def simple(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr | ast.Assign | ast.AugAssign | ast.AnnAssign | ast.Assert | ast.Return)


def hurried(source: str) -> list[int]:
    """The lines that read what the line before may not have brought yet."""
    found = []
    for node in ast.walk(ast.parse(source)):
        body = [one for name in ("body", "orelse") for one in _statements(node, name)]
        for first, then in pairwise(body):
            asks = then.test if isinstance(then, ast.If) else then
            if simple(first) and acts(first) and reads(asks if isinstance(asks, ast.stmt) else ast.Expr(asks)):
                found.append(then.lineno)
    return found


def _statements(node: ast.AST, name: str) -> list[ast.stmt]:
    body = getattr(node, name, [])
    return [one for one in body if isinstance(one, ast.stmt)] if isinstance(body, list) else []


def in_the_browser() -> list[Path]:
    return [path for path in sorted((ROOT / "tests").rglob("*.py")) if "playwright" in path.read_text()]


def test_no_browser_test_reads_what_it_did_not_wait_for() -> None:
    paths = in_the_browser()
    assert len(paths) > 30
    found = [f"{path.relative_to(ROOT)}:{line}" for path in paths for line in hurried(path.read_text())]
    assert found == []


@pytest.mark.parametrize(
    "then",
    [
        "assert page.evaluate('1') == 1",
        "assert box.count() == 1",
        "mine = page.url",
        "assert faults(page) == []",
        "page.goto('/x/')",
        "if page.evaluate('1'):\n    pass",
    ],
)
def test_each_hurry_is_seen_and_a_wait_between_ends_it(then: str) -> None:
    press = "page.get_by_role('button').click()\n"
    assert hurried(press + then) == [2]
    assert hurried("expect(page).to_have_url('x')\n" + then) == [2]
    assert hurried(press + "expect(page.locator('h1')).to_be_visible()\n" + then) == []
    assert hurried(press + "page.wait_for_load_state()\n" + then) == []

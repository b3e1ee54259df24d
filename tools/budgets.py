"""Keeps files and functions small enough to read: docs/architecture.md §2."""

import ast
import gzip
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FILE_LINES, FILE_SMELL, FUNCTION_LINES, VIEW_LINES = 600, 400, 60, 25
# Names that gather what belongs to nobody (docs/architecture.md §2).
BANNED_NAMES = {"utils.py", "helpers.py", "signals.py", "tasks.py", "misc.py", "common.py"}
STYLE = "src/qianshao/core/static/qianshao/ui.css"
STYLE_GZIP_BYTES = 12 * 1024


def function_faults(text: str, name: str) -> Iterator[str]:
    """Functions over the limit, a lower one for views; a docstring does not count."""
    most = VIEW_LINES if "/views" in name and name.startswith("src/") else FUNCTION_LINES
    for node in ast.walk(ast.parse(text, name)):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        lines = (node.end_lineno or node.lineno) - node.lineno + 1
        first = node.body[0]
        if ast.get_docstring(node) is not None:
            lines -= (first.end_lineno or first.lineno) - first.lineno + 1
        if lines > most:
            yield f"{name}:{node.lineno}: {node.name} has {lines} lines, at most {most}"


def python_faults(path: Path, root: Path) -> Iterator[str]:
    """What is too long in one Python file."""
    name, text = path.relative_to(root).as_posix(), path.read_text(encoding="utf-8")
    lines = text.count("\n")
    if lines > FILE_LINES:
        yield f"{name}: {lines} lines, at most {FILE_LINES}"
    elif lines > FILE_SMELL:
        print(f"{name}: {lines} lines; over {FILE_SMELL} is worth splitting")
    yield from function_faults(text, name)


def style_faults(path: Path) -> Iterator[str]:
    """The stylesheet is the first thing a phone on a weak line loads."""
    if path.exists():
        size = len(gzip.compress(path.read_bytes(), 9, mtime=0))
        if size > STYLE_GZIP_BYTES:
            yield f"{path.name}: {size} bytes gzipped, at most {STYLE_GZIP_BYTES}"


def committed(root: Path, *patterns: str) -> list[Path]:
    """Files under version control, or new and not ignored."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns]
    listing = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout
    return [path for path in (root / line for line in listing.splitlines()) if path.is_file()]


def faults(root: Path) -> list[str]:
    """Everything over budget in a clone."""
    files = [path for path in committed(root, "*.py") if "migrations" not in path.parts]
    found = [fault for path in files for fault in python_faults(path, root)]
    found += [
        f"{path.relative_to(root)}: no file of this name; which room, which noun?"
        for path in files
        if path.name in BANNED_NAMES
    ]
    return found + list(style_faults(root / STYLE))


def main() -> int:
    """Prints what is over budget; 1 when anything is."""
    found = faults(ROOT)
    print("\n".join(found) or "all within budget")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

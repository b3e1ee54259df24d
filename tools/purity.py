"""States and rules decide without Django: only words may come from it (docs/architecture.md §2).

import-linter sees Django as one module and cannot tell translation from tables; this can.
"""

import ast
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src/qianshao"
ALLOWED = {"django.utils.translation", "django.utils.functional"}
# Where the one mechanism that moves states lives; it is not a table of states.
EXCEPT = {"core/states.py"}


def imports_of(text: str, name: str) -> list[tuple[int, str]]:
    """Every module a file imports, with the line."""
    found = []
    for node in ast.walk(ast.parse(text, name)):
        if isinstance(node, ast.ImportFrom) and node.module:
            found.append((node.lineno, node.module))
        elif isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
    return found


def text_faults(text: str, name: str) -> list[str]:
    """What a pure file imports that it may not."""
    return [
        f"{name}:{line}: imports {module}; states and rules are pure"
        for line, module in imports_of(text, name)
        if module.split(".")[0] == "django" and module not in ALLOWED
    ]


def pure_files(source: Path) -> list[Path]:
    """The states and rules of every room, as files or packages."""
    patterns = ("*/states.py", "*/rules.py", "*/states/*.py", "*/rules/*.py")
    files = sorted(path for pattern in patterns for path in source.glob(pattern))
    return [path for path in files if path.relative_to(source).as_posix() not in EXCEPT]


def main() -> int:
    """Prints the findings; 1 when there are any."""
    found = [
        fault
        for path in pure_files(SOURCE)
        for fault in text_faults(path.read_text(encoding="utf-8"), path.relative_to(ROOT).as_posix())
    ]
    print("\n".join(found) or "states and rules are pure")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

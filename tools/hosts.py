"""No committed file may name a package mirror or a path of somebody's machine: a clone must work anywhere."""

import re
import sys
from pathlib import Path

from tools.budgets import committed

ROOT = Path(__file__).resolve().parent.parent
PATTERNS = {
    "a package index": re.compile(
        r"--(?:extra-)?index-url|--trusted-host|--find-links[ =]+https?:|https?://[a-z0-9.-]+/(?:simple|packages)/"
    ),
    "where npm fetched a file": re.compile(r'"resolved":\s*"http'),
    "an npm registry": re.compile(r"^\s*registry\s*=\s*[\"']?https?:", re.M),
    "a path of one machine": re.compile(r"(?<![\w.-])/(?:work|root|home/[a-z]+|Users/\w+)/[\w.-]|/tmp/bash"),
}
OWN = "tools/hosts.py"


def text_faults(text: str, name: str) -> list[str]:
    """What one file says that only holds on one machine."""
    return [
        f"{name}:{text.count(chr(10), 0, match.start()) + 1}: {words}: {match.group().strip()[:60]}"
        for words, pattern in PATTERNS.items()
        for match in pattern.finditer(text)
    ]


def faults(root: Path) -> list[str]:
    """Every such line in a clone."""
    found: list[str] = []
    for path in committed(root):
        name = path.relative_to(root).as_posix()
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        if name not in (OWN, "tests/tooling/test_hosts.py"):
            found += text_faults(text, name)
    return found


def main() -> int:
    """Prints the findings; 1 when there are any."""
    found = faults(ROOT)
    print("\n".join(found) or "no machine, no mirror named")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

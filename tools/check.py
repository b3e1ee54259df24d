"""Everything that must hold before a change lands, in about a minute. ``./run check [name …]`` runs some of it.

Prints a line per check, the whole output of those that fail, and one JSON object as the last line.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent


@dataclass(frozen=True)
class Check:
    """One check: its name and the command whose exit code decides."""

    name: str
    command: tuple[str, ...]
    why: str


def module(name: str, *arguments: str) -> tuple[str, ...]:
    """A Python module run by the interpreter that runs this."""
    return (sys.executable, "-m", name, *arguments)


CHECKS = (
    Check("types", module("mypy"), "mypy strict"),
    Check("lint", (str(BIN / "ruff"), "check", "--quiet", "."), "ruff"),
    Check("floors", (str(BIN / "lint-imports"), "--no-logo", "--no-cache", "pyproject.toml"), "import-linter"),
    Check("purity", module("tools.purity"), "states and rules without Django"),
    Check("django", module("django", "check", "--deploy", "--fail-level", "WARNING"), "Django's own checks"),
    Check("migrations", module("django", "makemigrations", "--check", "--dry-run"), "models = migrations"),
    Check("translations", module("tools.translations"), "every sentence in English"),
    Check("templates", module("tools.template_lint"), "CSP, htmx, words, icons"),
    Check("budgets", module("tools.budgets"), "length of files and functions"),
    Check("permissions", module("tools.permission_matrix", "--check"), "docs/permissions.md is what the code says"),
    Check("dependencies", module("tools.dependencies"), "declared = locked = used"),
    Check("hosts", module("tools.hosts"), "no mirror, no machine named"),
)


@dataclass(frozen=True)
class Outcome:
    """How a check ended."""

    check: Check
    passed: bool
    output: str
    seconds: float


def environment(home: str) -> dict[str, str]:
    """A production-like site of its own: HTTPS, no debug, an empty home, SQLite."""
    mine = {name: value for name, value in os.environ.items() if not name.startswith("QIANSHAO_")}
    paths = [str(ROOT / "src"), str(ROOT)]
    return {
        **mine,
        "QIANSHAO_HOME": home,
        "QIANSHAO_HTTPS": "1",
        "PYTHONPATH": os.pathsep.join(paths),
        "DJANGO_SETTINGS_MODULE": "qianshao.config.settings",
    }


def run_one(check: Check, env: dict[str, str]) -> Outcome:
    """Runs one check to its end."""
    began = time.monotonic()
    result = subprocess.run(
        check.command, cwd=ROOT, env=env, text=True, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    return Outcome(check, result.returncode == 0, result.stdout.strip(), time.monotonic() - began)


def run_all(checks: Sequence[Check]) -> list[Outcome]:
    """Runs the checks two at a time and prints each as it ends."""
    outcomes = []
    with tempfile.TemporaryDirectory(prefix="qianshao-check-") as home, ThreadPoolExecutor(2) as pool:
        env = environment(home)
        for future in as_completed([pool.submit(run_one, check, env) for check in checks]):
            outcome = future.result()
            outcomes.append(outcome)
            mark = "✓" if outcome.passed else "✗"
            print(f"{mark} {outcome.check.name:13} {outcome.seconds:5.1f} s  {outcome.check.why}", flush=True)
    return outcomes


def main(names: list[str]) -> int:
    """Runs all checks or the named ones; 1 when any fails."""
    unknown = sorted(set(names) - {check.name for check in CHECKS})
    if unknown:
        print(f"no check {', '.join(unknown)}; there are: {', '.join(c.name for c in CHECKS)}", file=sys.stderr)
        return 2
    outcomes = run_all([check for check in CHECKS if not names or check.name in names])
    for outcome in outcomes:
        if not outcome.passed:
            print(f"\n── {outcome.check.name} ──\n{outcome.output}")
    verdicts = {outcome.check.name: "ok" if outcome.passed else "failed" for outcome in outcomes}
    failed = "failed" in verdicts.values()
    print(json.dumps({"check": "failed" if failed else "ok", **verdicts}))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

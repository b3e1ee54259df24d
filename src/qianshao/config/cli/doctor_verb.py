"""``qianshao doctor``: what is wrong, in words; exit code 1 when anything is bad."""

import argparse
from dataclasses import asdict

from qianshao.config.cli.out import result, say
from qianshao.config.health import findings
from qianshao.core import clock

_MARKS = {"ok": "✓", "warn": "!", "bad": "✗"}


def add_arguments(part: argparse.ArgumentParser) -> None:
    """Declare the options."""
    part.add_argument("--json", action="store_true", help="only the JSON line")


def run(given: argparse.Namespace) -> int:
    """Look and tell."""
    found = findings(clock.now())
    if not given.json:
        for finding in found:
            say(f"{_MARKS[finding.level]} {finding.words}")
    bad = [finding for finding in found if finding.level == "bad"]
    result({"bad": len(bad), "findings": [asdict(finding) for finding in found]})
    return 1 if bad else 0

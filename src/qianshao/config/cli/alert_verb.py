"""``qianshao alert check FILE…``: judge CAP files, a line each; writes nothing."""

import argparse
from pathlib import Path

from qianshao.alerts.check import check_files
from qianshao.core import clock


def add_arguments(part: argparse.ArgumentParser) -> None:
    """Declare the options."""
    part.add_argument("action", choices=["check"], help="what to do with the files")
    part.add_argument("files", nargs="+", type=Path, metavar="FILE", help="CAP messages")
    part.add_argument("--json", action="store_true", help="a JSON object per line")


def run(given: argparse.Namespace) -> int:
    """Judge."""
    return check_files(given.files, now=clock.now(), as_json=given.json)

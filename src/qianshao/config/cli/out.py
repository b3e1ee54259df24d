"""What the command line prints: sentences on stdout, JSON as the last line where a program reads it."""

import json
import sys
from typing import Any


def say(text: str) -> None:
    """One line for people."""
    print(text, flush=True)


def warn(text: str) -> None:
    """One line about something wrong."""
    print(text, file=sys.stderr, flush=True)


def result(data: dict[str, Any]) -> None:
    """One JSON object as the last line."""
    print(json.dumps(data, ensure_ascii=False, default=str), flush=True)

"""The command line: ``qianshao VERB``. One module a verb, named in ``VERBS``."""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import django
from django.conf import settings

from qianshao import __version__
from qianshao.core.errors import Refusal

#: verb → what it does, in the order a newcomer needs them.
VERBS: dict[str, str] = {
    "init": "make the database and keys of a new site, or bring an old one up to date",
    "serve": "serve pages, live boards, answers and the engine",
    "demo": "build the demonstration county and play the storm",
    "tick": "run the engine alone, or one round of it",
    "doctor": "look for what is wrong: database, engine, channels, overdue cases, journal",
    "user": "add people who log in, give roles, set passwords",
    "alert": "judge CAP files; writes nothing",
    "import": "import divisions, boundaries, persons or households from a file",
    "export": "write persons, households or the journal to a file",
    "backup": "write one file with everything but the keys",
    "restore": "bring a backup back; the engine starts frozen until released",
    "journal": "read, seal and verify the journal",
    "config": "show every option, its value and where it came from",
}


def parser(verb: str | None) -> argparse.ArgumentParser:
    """The command line; only ``verb`` brings its own options, so that no other verb's room is loaded."""
    purpose = "前哨 Qianshao: from a warning to the last person"  # zh: the product's name
    top = argparse.ArgumentParser(prog="qianshao", description=purpose)
    top.add_argument("--version", action="version", version=__version__)
    verbs = top.add_subparsers(dest="verb", metavar="VERB", required=True)
    for name, help_text in VERBS.items():
        part = verbs.add_parser(name, help=help_text, description=help_text)
        if name == verb:
            _module(name).add_arguments(part)
    return top


def _module(verb: str) -> Any:
    return import_module(f"qianshao.config.cli.{verb}_verb")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one verb; returns the exit code. A refusal is one sentence on stderr, exit code 1."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qianshao.config.settings")
    try:
        settings.DEBUG  # noqa: B018 - reads the options, so that a wrong one is told before anything else
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    django.setup()
    words = list(sys.argv[1:] if argv is None else argv)
    given = parser(words[0] if words and words[0] in VERBS else None).parse_args(words)
    try:
        return int(_module(given.verb).run(given) or 0)
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130

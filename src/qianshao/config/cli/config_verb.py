"""``qianshao config``: the options table with the values in force."""

import argparse

from django.conf import settings

from qianshao.config.cli.out import result, say
from qianshao.config.options import OPTIONS


def add_arguments(part: argparse.ArgumentParser) -> None:
    """Declare the options."""
    part.add_argument("--json", action="store_true", help="one JSON object")


def run(given: argparse.Namespace) -> int:
    """Print the table."""
    options = settings.QIANSHAO
    shown = {o.name: "******" if o.secret and options[o.name] else options[o.name] for o in OPTIONS}
    if given.json:
        result({"home": str(settings.QIANSHAO_HOME), **shown})
        return 0
    say(f"QIANSHAO_HOME = {settings.QIANSHAO_HOME}")
    for option in OPTIONS:
        say(f"{option.name} = {shown[option.name]!r}  [{options.origin(option)}] {option.help}")
    return 0

"""``qianshao journal``: read, seal, verify."""

import argparse

from django.utils.translation import gettext as _

from qianshao.config.cli.out import result, say, warn
from qianshao.core import clock
from qianshao.core.scope import Scope
from qianshao.journal.seals import seal_entries, verify_seals
from qianshao.journal.selectors import entries


def add_arguments(part: argparse.ArgumentParser) -> None:
    """Declare the options."""
    part.add_argument("--last", type=int, default=20, help="how many entries to print")
    part.add_argument("--seal", action="store_true", help="seal what is not sealed yet")
    part.add_argument("--verify", action="store_true", help="check every seal against the entries it covers")


def run(given: argparse.Namespace) -> int:
    """Print, seal or verify."""
    if given.seal:
        seal = seal_entries(now=clock.now(), limit=1_000_000)
        result({"sealed": seal.last - seal.first + 1 if seal else 0, "head": seal.digest if seal else None})
        return 0
    if given.verify:
        broken = verify_seals()
        (warn if broken else say)(_("日志有改动痕迹") if broken else _("日志完整"))
        result({"broken_seals": broken})
        return 1 if broken else 0
    scope = Scope.everything("the operator at the console reads the journal")
    for entry in reversed(list(entries(scope)[: given.last])):
        say(f"{entry.at.astimezone(clock.BEIJING):%m-%d %H:%M:%S} {entry.actor_label} {entry.sentence}")
    return 0

"""``qianshao journal``: read, seal, verify, and carry heads out of the house."""

import argparse
import sys
from pathlib import Path

from django.utils.translation import gettext as _

from qianshao.config.cli.out import result, say, warn
from qianshao.core import clock
from qianshao.core.scope import Scope
from qianshao.journal.heads import daily_heads, differing_heads, read_heads
from qianshao.journal.seals import seal_entries, verify_seals
from qianshao.journal.selectors import entries


def add_arguments(part: argparse.ArgumentParser) -> None:
    """Declare the options."""
    part.add_argument("act", nargs="?", choices=("show", "seal", "verify", "heads"), default="show")
    part.add_argument("--last", type=int, default=20, help="show: how many entries to print")
    part.add_argument("--seal", action="store_true", help="the same as `journal seal`")
    part.add_argument("--verify", action="store_true", help="the same as `journal verify`")
    part.add_argument("--heads", metavar="FILE", help="verify: also against heads kept elsewhere (- reads them here)")
    part.add_argument("--out", metavar="FILE", help="heads: write them to a file to keep elsewhere")


def run(given: argparse.Namespace) -> int:
    """Print, seal, verify, or write heads."""
    if given.seal or given.act == "seal":
        return _seal()
    if given.verify or given.act == "verify":
        return _verify(given.heads)
    if given.act == "heads":
        return _heads(given.out)
    scope = Scope.everything("the operator at the console reads the journal")
    for entry in reversed(list(entries(scope)[: given.last])):
        say(f"{entry.at.astimezone(clock.BEIJING):%m-%d %H:%M:%S} {entry.actor_label} {entry.sentence}")
    return 0


def _seal() -> int:
    seal = seal_entries(now=clock.now(), limit=1_000_000)
    result({"sealed": seal.last - seal.first + 1 if seal else 0, "head": seal.digest if seal else None})
    return 0


def _verify(heads_from: str | None) -> int:
    """1 when a seal does not match its entries, or a head kept elsewhere does not match the journal."""
    broken = verify_seals()
    (warn if broken else say)(_("日志有改动痕迹") if broken else _("日志完整"))
    found: dict[str, object] = {"broken_seals": broken}
    differing = []
    if heads_from is not None:
        try:
            heads = read_heads(_lines(heads_from))
        except OSError as error:
            warn(_("读不出 {file}：{why}").format(file=heads_from, why=error.strerror or error))
            return 2
        except ValueError as error:
            warn(_("第 {line} 行不是日志封印").format(line=error))
            return 2
        differing = differing_heads(heads)
        for head in differing:
            warn(_("与存在外面的封印不符：第 {last} 条以前被改过或截断").format(last=head.last))
        found |= {"heads": len(heads), "differing_heads": [head.last for head in differing]}
        if not heads:
            warn(_("没有可比对的封印"))
            differing = [None]  # type: ignore[list-item]  # an empty file proves nothing
    result(found)
    return 1 if broken or differing else 0


def _lines(source: str) -> list[str]:
    if source == "-":
        return sys.stdin.read().splitlines()
    return Path(source).read_text("utf-8").splitlines()


def _heads(out: str | None) -> int:
    heads = daily_heads()
    text = "# qianshao journal heads: last entry, digest, sealed at\n" + "".join(f"{one.line}\n" for one in heads)
    if out is None:
        say(text.rstrip())
        return 0
    Path(out).write_text(text, "utf-8")
    result({"heads": len(heads), "last": heads[-1].last if heads else None, "file": out})
    return 0

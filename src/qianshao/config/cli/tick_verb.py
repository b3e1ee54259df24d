"""``qianshao tick``: the engine without pages; with --once a single round."""

import argparse

from django.utils.translation import gettext as _

from qianshao.config import engine
from qianshao.config.cli.out import say


def add_arguments(part: argparse.ArgumentParser) -> None:
    """Declare the options."""
    part.add_argument("--helper", type=int, default=0, metavar="N", help="run beside the first engine, as number N")
    part.add_argument("--once", action="store_true", help="one round, then end")


def run(given: argparse.Namespace) -> int:
    """Tick."""
    if not given.once:
        engine.main(given.helper)
        return 0
    ticker, _lane = engine.build(with_lane=False)
    say(_("本轮处理 {count} 条").format(count=ticker.round()))
    return 0

"""``qianshao init``: a new site, or an old one brought up to date. Safe to repeat."""

import argparse

from django.conf import settings
from django.core.management import call_command
from django.utils.translation import gettext as _

from qianshao.config.cli.out import say


def add_arguments(part: argparse.ArgumentParser) -> None:
    """Declare the options."""
    part.add_argument("--quiet", action="store_true", help="say nothing when all is well")


def run(given: argparse.Namespace) -> int:
    """Make keys and tables."""
    call_command("migrate", verbosity=0, interactive=False)
    if not given.quiet:
        say(_("站点已就绪：{home}").format(home=settings.QIANSHAO_HOME))
        say(_("下一步：qianshao user add 用户名 --role county_admin --area 区划代码"))
    return 0

"""``qianshao serve``: pages, live boards, answers and the engine behind one port."""

import argparse
import os
import sys
from typing import NoReturn

from django.conf import settings
from django.core.management import call_command
from django.utils.translation import gettext as _

from qianshao.config.cli.out import say


def add_arguments(part: argparse.ArgumentParser) -> None:
    """Declare the options."""
    part.add_argument("--host", default=None, help="address to listen on (option host)")
    part.add_argument("--port", type=int, default=None, help="port to listen on (option port)")


def run(given: argparse.Namespace) -> NoReturn:
    """Bring the database up to date and become the supervisor, which serves until told to stop."""
    call_command("migrate", verbosity=0, interactive=False)
    host = given.host or settings.QIANSHAO["host"]
    port = given.port or settings.QIANSHAO["port"]
    say(_("正在启动……"))
    ready = _("已启动：http://{host}:{port}/").format(host=host, port=port)
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, "-m", "qianshao.config.serve", host, str(port), ready])

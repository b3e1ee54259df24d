"""``qianshao serve``: pages, live boards, answers and the engine behind one port."""

import argparse

from django.conf import settings
from django.core.management import call_command
from django.utils.translation import gettext as _

from qianshao.config.cli.out import say
from qianshao.config.serve import Supervisor


def add_arguments(part: argparse.ArgumentParser) -> None:
    """Declare the options."""
    part.add_argument("--host", default=None, help="address to listen on (option host)")
    part.add_argument("--port", type=int, default=None, help="port to listen on (option port)")


def run(given: argparse.Namespace) -> int:
    """Serve until told to stop."""
    call_command("migrate", verbosity=0, interactive=False)
    host = given.host or settings.QIANSHAO["host"]
    port = given.port or settings.QIANSHAO["port"]
    say(_("正在启动……"))
    Supervisor(host, port).run(ready=lambda: say(_("已启动：http://{host}:{port}/").format(host=host, port=port)))
    return 0

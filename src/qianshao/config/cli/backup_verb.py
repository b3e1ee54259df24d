"""``qianshao backup FILE``."""

import argparse
from pathlib import Path

from django.utils.translation import gettext as _

from qianshao.config.backup import write_backup
from qianshao.config.cli.out import result, say
from qianshao.core import clock


def add_arguments(part: argparse.ArgumentParser) -> None:
    """Declare the options."""
    part.add_argument("file", type=Path, help="the backup to write; must not exist")


def run(given: argparse.Namespace) -> int:
    """Write the backup."""
    manifest = write_backup(given.file, now=clock.now())
    say(_("已备份到 {file}。密钥不在里面：请另外保管 QIANSHAO_HOME/keys。").format(file=given.file))
    result({**manifest, "bytes": given.file.stat().st_size})
    return 0

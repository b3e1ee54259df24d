"""``qianshao restore FILE``, then ``qianshao restore --release`` when a person has looked."""

import argparse
from pathlib import Path

from django.core.management import call_command
from django.utils.translation import gettext as _

from qianshao.config.backup import release, restore_backup
from qianshao.config.cli.out import result, say, warn
from qianshao.core import clock
from qianshao.files.services import forget_again


def add_arguments(part: argparse.ArgumentParser) -> None:
    """Declare the options."""
    part.add_argument("file", type=Path, nargs="?", help="the backup to bring back")
    part.add_argument("--release", action="store_true", help="let the engine send again after a restore")


def run(given: argparse.Namespace) -> int:
    """Restore or release."""
    if given.release:
        release()
        say(_("已解冻：引擎恢复发送。"))
        return 0
    if given.file is None:
        warn(_("请给出备份文件，或用 --release 解冻。"))
        return 2
    manifest = restore_backup(given.file)
    call_command("migrate", verbosity=0, interactive=False)
    if gone := forget_again(clock.now()):
        say(_("备份之后销毁过的照片 {count} 张，已重新销毁。").format(count=gone))
    words = _("已恢复到 {moment} 的备份。引擎已冻结，不会发送；核对后运行 qianshao restore --release。")
    say(words.format(moment=manifest["made_at"]))
    result(manifest)
    return 0

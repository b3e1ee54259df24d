"""``qianshao export KIND FILE``: lists as Excel, the journal as a JSON object per line. Masked unless --full."""

import argparse
import json
import shutil
from pathlib import Path

from django.utils.translation import gettext as _

from qianshao.config.cli.out import say, warn
from qianshao.core import clock
from qianshao.core.actor import Actor
from qianshao.core.scope import Scope
from qianshao.journal.selectors import entries
from qianshao.people.exports import export_households, export_persons

CONSOLE = Actor.system("控制台", source="cli")  # zh: stored in the journal
LISTS = {"persons": export_persons, "households": export_households}


def add_arguments(part: argparse.ArgumentParser) -> None:
    """Declare the options."""
    part.add_argument("kind", choices=[*LISTS, "journal"])
    part.add_argument("file", type=Path, help="the file to write; must not exist")
    part.add_argument("--full", action="store_true", help="whole phone numbers; recorded in the journal")


def run(given: argparse.Namespace) -> int:
    """Write the file row by row, in constant memory."""
    if given.file.exists():
        warn(_("{file} 已经存在，没有覆盖。").format(file=given.file))
        return 2
    if given.kind == "journal":
        count = _journal(given.file)
        say(_("已写出 {count} 条日志到 {file}").format(count=count, file=given.file))
        return 0
    _name, content = LISTS[given.kind](filters={}, full=given.full, actor=CONSOLE, now=clock.now())
    with content, given.file.open("xb") as target:
        shutil.copyfileobj(content, target)
    given.file.chmod(0o600)
    say(_("已写出 {file}").format(file=given.file))
    return 0


def _journal(path: Path) -> int:
    rows = entries(Scope.everything("the operator at the console exports the journal")).order_by("id")
    count = 0
    with path.open("x", encoding="utf-8") as target:
        for entry in rows.iterator():
            line = {
                "id": entry.pk,
                "at": entry.at.isoformat(),
                "kind": entry.kind,
                "actor": entry.actor_label,
                "source": entry.source,
                "subject": [entry.subject_kind, entry.subject_id],
                "division_path": entry.division_path,
                "sentence": entry.sentence,
                "data": entry.data,
                "is_drill": entry.is_drill,
            }
            target.write(json.dumps(line, ensure_ascii=False, default=str) + "\n")
            count += 1
    return count

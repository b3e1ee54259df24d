"""``qianshao import KIND FILE``: the same checks, words and undo as on the page."""

import argparse
from pathlib import Path

from django.utils.translation import gettext as _

from qianshao.config.cli.out import result, say, warn
from qianshao.core import clock
from qianshao.core.actor import Actor
from qianshao.core.sheets.keeping import unpack_findings
from qianshao.people.services.check_file import check_file
from qianshao.people.services.confirm_batch import confirm_batch

CONSOLE = Actor.system("控制台", source="import")  # zh: stored in the journal
#: Findings printed before the rest is only counted.
SHOWN = 50


def add_arguments(part: argparse.ArgumentParser) -> None:
    """Declare the options."""
    part.add_argument("kind", choices=["divisions", "boundaries", "persons", "households"])
    part.add_argument("file", type=Path)
    part.add_argument("--crs", default="WGS-84", help="WGS-84, CGCS2000 or GCJ-02 of the coordinates in the file")
    part.add_argument("--check", action="store_true", help="only look, write nothing")
    part.add_argument("--good-rows", action="store_true", help="write the good rows although others have problems")


def run(given: argparse.Namespace) -> int:
    """Check, tell, write. All or nothing unless --good-rows."""
    try:
        data = given.file.read_bytes()
    except OSError as error:
        warn(_("读不了文件 {file}：{why}").format(file=given.file, why=error.strerror))
        return 2
    now = clock.now()
    batch = check_file(kind=given.kind, name=given.file.name, data=data, crs=given.crs, actor=CONSOLE, now=now)
    found = unpack_findings(batch.findings)
    for finding in found[:SHOWN]:
        say(finding.sentence)
    if given.check or (batch.counts.get("problems") and not given.good_rows):
        say(_("没有写入。改好后再导入，或用 --good-rows 只导入没有问题的行。"))
        result({"batch": batch.pk, "written": False, **batch.counts})
        return 1 if batch.counts.get("problems") else 0
    confirm_batch(batch_id=batch.pk, accept_good=given.good_rows, actor=CONSOLE, now=now)
    say(_("已导入。需要时可以在“导入”页撤回第 {number} 批。").format(number=batch.pk))
    result({"batch": batch.pk, "written": True, **batch.counts})
    return 0

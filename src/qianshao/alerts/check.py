"""``qianshao alert check FILE … [--json]``: judge files, print a line for each, write nothing."""

import json
import sys
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import TextIO

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from qianshao.alerts.cap.findings import Finding
from qianshao.alerts.cap.verdict import REFUSED, WITH_MARKS, Limits, Verdict, judge

OUTCOMES = {"accepted": _("可用"), WITH_MARKS: _("可用，有注记"), REFUSED: _("拒收")}


def check_files(
    paths: Iterable[Path | str],
    *,
    now: datetime,
    as_json: bool = False,
    limits: Limits | None = None,
    out: TextIO | None = None,
) -> int:
    """Judge each file and print one line for it.

    :returns: 0 when every file is usable, 1 when one was refused.
    """
    refused = False
    for path in paths:
        verdict = _judge_file(Path(path), now, limits)
        refused = refused or verdict.outcome == REFUSED
        line = _json_line(str(path), verdict) if as_json else _text_line(str(path), verdict)
        print(line, file=out or sys.stdout, flush=True)
    return 1 if refused else 0


def _judge_file(path: Path, now: datetime, limits: Limits | None) -> Verdict:
    most = (limits or Limits()).max_bytes
    try:
        with path.open("rb") as file:
            data = file.read(most + 1)
            size = path.stat().st_size
    except OSError as error:
        finding = Finding("unreadable", None, {"detail": error.strerror or type(error).__name__})
        return Verdict(REFUSED, reasons=(finding,))
    verdict = judge(data, now=now, limits=limits)
    if len(data) > most and verdict.reasons and verdict.reasons[0].code == "too_large":
        finding = Finding("too_large", None, {"size": str(size), "limit": str(most)})
        return Verdict(REFUSED, reasons=(finding,))
    return verdict


def _json_line(name: str, verdict: Verdict) -> str:
    return json.dumps({"file": name, **verdict.as_dict()}, ensure_ascii=False)


def _in_words(finding: Finding) -> str:
    if not finding.line:
        return str(finding.sentence)
    return gettext("第 {line} 行：{sentence}").format(line=finding.line, sentence=finding.sentence)


def _text_line(name: str, verdict: Verdict) -> str:
    findings = [*verdict.reasons, *verdict.marks, *verdict.notes]
    said = "；".join(_in_words(one) for one in findings)
    parts = [f"{name}：{OUTCOMES[verdict.outcome]}", verdict.signature.sentence, said]
    return "；".join(part for part in parts if part)

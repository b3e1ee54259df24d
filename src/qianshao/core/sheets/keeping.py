"""Tables and findings as a batch keeps them (sealed there)."""

import json
from typing import Any

from qianshao.core.sheets.findings import Finding
from qianshao.core.sheets.table import Table

MAX_FINDINGS = 2_000


def pack_table(table: Table) -> str:
    """A table as the batch keeps it."""
    return json.dumps({"headings": table.headings, "lines": table.lines}, ensure_ascii=False)


def unpack_table(text: str) -> Table:
    """The table a batch keeps."""
    data: dict[str, Any] = json.loads(text)
    return Table(tuple(data["headings"]), tuple((int(n), tuple(cells)) for n, cells in data["lines"]))


def pack_findings(findings: list[Finding]) -> str:
    """Findings as the batch keeps them, the first ``MAX_FINDINGS``; the counts are exact all the same."""
    ordered = sorted(findings, key=lambda f: (not f.problem, f.line))[:MAX_FINDINGS]
    return json.dumps([[f.line, f.column, str(f.words), f.problem] for f in ordered], ensure_ascii=False)


def unpack_findings(text: str) -> list[Finding]:
    """The findings a batch keeps."""
    return [Finding(int(line), column, words, problem) for line, column, words, problem in json.loads(text or "[]")]

"""The page of templates."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from qianshao.core.errors import NotFound
from qianshao.core.scope import Scope
from qianshao.enforcement import selectors
from qianshao.enforcement.papers.shipped import shipped_or_none
from qianshao.enforcement.rules.papers import FIELDS


def templates_context(scope: Scope, now: datetime) -> dict[str, Any]:
    """Each kind with its template, and the fields a template may name."""
    rows = [
        (row, selectors.template_of(row["code"]), shipped_or_none(row["code"]) is not None)
        for row in selectors.paper_kinds(now)
    ]
    return {"rows": rows, "fields": list(FIELDS.items()), "may": scope.may("enforcement.templates")}


def file_of(kind: str, now: datetime) -> tuple[str, bytes]:
    """Name and bytes of the template in force.

    Raises:
        NotFound: there is no such paper.
    """
    names = {row["code"]: str(row["name"]) for row in selectors.paper_kinds(now)}
    if kind not in names:
        raise NotFound("paper.kind", _("没有这种文书。"))
    own = selectors.template_of(kind)
    data = bytes(own.data) if own is not None and own.data else shipped_or_none(kind)
    if data is None:
        raise NotFound("paper.template", _("这种文书还没有模板，请先在文书模板里上传。"))
    return names[kind], data

"""The county edits its kinds: names, how often to look, fields. A field with values is put away, never renamed."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid, NotFound, Stale
from qianshao.journal.services import record
from qianshao.registry.models import Certainty, Kind
from qianshao.registry.records import WORDS
from qianshao.registry.rules import SHAPES

_FIELDS = frozenset({"name", "icon", "check_days", "is_public", "fields", "note", "is_active"})
_KEY = re.compile(r"[a-z][a-z0-9_]{0,29}")
_BLANK = {"unit": "", "choices": [], "required": False, "public": False, "personal": False, "brief": False}


def edit_kind(*, kind_id: int, version: int, changes: Mapping[str, Any], actor: Actor, now: datetime) -> Kind:
    """Change a kind. Records keep the moment of their next check until somebody looks again.

    Raises:
        Invalid: no name, a field that cannot be, or one that would lay a sealed value open.
        Stale: somebody else changed it.
    """
    actor.demand("registry.kinds", "")
    row = Kind.objects.filter(pk=kind_id).first()
    if row is None:
        raise NotFound("kind.unknown", _("没有找到这个种类"))
    values = _clean(row, changes)
    with transaction.atomic(durable=True):
        if not Kind.objects.filter(pk=row.pk, version=version).update(**values, version=version + 1):
            raise Stale("kind.raced", _("别人刚改过，请刷新后再改。"))
        row.refresh_from_db()
        paths = actor.scope.paths
        record(
            kind="registry.kind_edited",
            actor=actor,
            now=now,
            subject=("record_kind", row.pk),
            division_path=paths[0] if paths else "",
            data={"name": row.name},
        )
    return row


def _clean(row: Kind, changes: Mapping[str, Any]) -> dict[str, Any]:
    if unknown := set(changes) - _FIELDS:
        raise ValueError(f"no such fields: {sorted(unknown)}")
    values: dict[str, Any] = {k: v.strip() if isinstance(v, str) else v for k, v in changes.items()}
    if not values.get("name", row.name):
        raise Invalid("kind.name", _("名称没有填"))
    if "check_days" in values:
        days = values["check_days"]
        if days is not None and not 1 <= days <= 3650:
            raise Invalid("kind.days", _("核实周期要在 1 到 3650 天之间，不核实就空着"))
        values["certainty"] = Certainty.UNVERIFIED
    if "fields" in values:
        values["fields"] = _fields(row, values["fields"])
    return values


def _fields(row: Kind, given: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    found = [{**_BLANK, **field} for field in given]
    keys = [field["key"] for field in found]
    if len(set(keys)) < len(keys):
        raise Invalid("kind.twice", _("字段代码重复"))
    for field in found:
        _check(row, field)
    return found


def _check(row: Kind, field: Mapping[str, Any]) -> None:
    if not _KEY.fullmatch(field["key"]) or field["key"] in WORDS or field["key"] in ("details", "code"):
        raise Invalid("kind.key", _("字段代码“{key}”不能用"), key=field["key"])
    if not field.get("label") or field.get("type") not in SHAPES:
        raise Invalid("kind.field", _("字段“{key}”没有名称或类型"), key=field["key"])
    if field["type"] == "choice" and not field["choices"]:
        raise Invalid("kind.choices", _("字段“{key}”没有选项"), key=field["key"])
    before = row.field(field["key"])
    if before and (before.get("type"), before.get("personal")) != (field["type"], field["personal"]):
        raise Invalid("kind.shape", _("字段“{label}”已有数据，不能改类型，也不能改是否保密"), label=field["label"])
    if field["personal"] and field["public"]:
        raise Invalid("kind.public", _("“{label}”是个人信息，不能公开"), label=field["label"])

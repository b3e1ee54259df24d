"""The county writes its own dictionary of dangers; each edit is a new version."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid, Stale
from qianshao.hazards.models import KindSet
from qianshao.hazards.rules import kind_problems
from qianshao.hazards.selectors.kinds import ICONS, OTHER, kinds_in_force
from qianshao.journal.services import record

MOST_KINDS = 18
_WORDS = {
    "empty": _("至少要有一类。"),
    "twice": _("有两类同名。"),
    "nameless": _("有一类没有名称。"),
    "code": _("类别编码不对。"),
}


def publish_kinds(
    *, kinds: Sequence[Mapping[str, str]], source: str, version: int, actor: Actor, now: datetime
) -> KindSet:
    """Publish the next version. A kind without a code gets one; 其他 stays, so that every report finds a kind.

    Raises:
        NotAllowed: the actor may not.
        Invalid: too many, two of one name, a kind without a name.
        Stale: somebody published ``version`` + 1 meanwhile.
    """
    actor.demand("hazards.kinds", "")
    rows = [_row(kind, f"k{version + 1}_{n}") for n, kind in enumerate(kinds)]
    problems = kind_problems(rows)
    if problems or len(rows) > MOST_KINDS:
        words = _WORDS[problems[0]] if problems else _("最多 {most} 类。").format(most=MOST_KINDS)
        raise Invalid("kinds.unsound", words)
    if not any(row["code"] == OTHER for row in rows):
        raise Invalid("kinds.other", _("“其他”不能去掉：报的人总要有一类可选。"))
    if kinds_in_force(now).version != version:
        raise Stale("state.raced", _("别人刚刚改过，请刷新后再看。"))
    with transaction.atomic(durable=True):
        try:
            with transaction.atomic():
                made: KindSet = KindSet.objects.create(
                    version=version + 1,
                    valid_from=now,
                    kinds=rows,
                    source=source[:400],
                    published_by=actor.label[:80],
                )
        except IntegrityError as error:
            raise Stale("state.raced", _("别人刚刚改过，请刷新后再看。")) from error
        record(
            kind="hazards.kinds_published",
            actor=actor,
            now=now,
            subject=("kind_set", made.pk),
            division_path="",
            data={"version": made.version, "count": len(rows)},
        )
    return made


def _row(kind: Mapping[str, str], spare: str) -> dict[str, str]:
    return {
        "code": kind.get("code") or spare,
        "name": kind.get("name", "").strip()[:20],
        "icon": kind.get("icon", "") if kind.get("icon", "") in ICONS else "alert-triangle",
        "hint": kind.get("hint", "").strip()[:60],
    }

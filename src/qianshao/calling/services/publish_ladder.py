"""Ladders are versioned data: an edit is a new version; what runs keeps its copy."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from qianshao.calling import rules
from qianshao.calling.models import Ladder
from qianshao.calling.selectors.ladders import shipped
from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid
from qianshao.journal.services import record


def publish_ladder(
    *,
    hazard: str,
    colour: str,
    audience: str,
    recipient_kind: str,
    name: str,
    steps: Sequence[Mapping[str, Any]],
    settings: Mapping[str, Any],
    source: str,
    confirmed: bool,
    actor: Actor,
    now: datetime,
) -> Ladder:
    """Publish the next version of a ladder, in force from ``now``.

    Raises:
        NotAllowed: the actor may not edit ladders.
        Invalid: the steps are unsound; ``problems`` says how.
    """
    actor.demand("calling.ladders", "")
    problems = rules.problems_of(steps, recipient_kind)
    if problems:
        raise Invalid("ladder.unsound", _("步骤有问题：{problems}"), problems=" ".join(problems))
    with transaction.atomic(durable=True):
        last = Ladder.objects.filter(hazard=hazard, colour=colour, audience=audience).aggregate(n=Max("version"))
        ladder = Ladder.objects.create(
            hazard=hazard,
            colour=colour,
            audience=audience,
            recipient_kind=recipient_kind,
            name=name,
            version=(last["n"] or 0) + 1,
            valid_from=now,
            steps=[dict(step) for step in steps],
            settings=dict(settings),
            source=source,
            confirmed=confirmed,
            published_by=actor.label,
        )
        record(
            kind="calling.ladder_published",
            actor=actor,
            now=now,
            subject=("ladder", ladder.pk),
            division_path="",
            data={"name": name, "version": ladder.version},
        )
    return ladder


def load_default_ladders(*, actor: Actor, now: datetime) -> int:
    """Write the shipped ladders as version 1 where the county has none yet; returns how many were new."""
    missing = [
        row
        for row in shipped()
        if not Ladder.objects.filter(
            hazard=row["hazard"], colour=row["colour"], audience=row["audience"]
        ).exists()
    ]
    for row in missing:
        publish_ladder(**row, actor=actor, now=now)
    return len(missing)

"""Guards: whoever is to stand by gets one message; when a guard finds it worse, desk and leader hear at once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from qianshao.command.services.due import Due
from qianshao.command.services.ringing import Ring, can_ring, joined, ring
from qianshao.command.services.telling import ACTOR, tell
from qianshao.command.services.ways import now_steps
from qianshao.core.scope import Scope
from qianshao.divisions.choices import places
from qianshao.hazards.models import Guard, GuardLook, Hazard
from qianshao.hazards.states.ledger import GuardState
from qianshao.journal.models import Entry
from qianshao.journal.services import record
from qianshao.people.selectors.persons import people_by_id

SUBJECT = "guard_person"


def tell_guards(entry: Entry, now: datetime) -> str:
    """One message a person, however many hazards are theirs to stand by."""
    by_person: dict[int, list[Guard]] = defaultdict(list)
    for guard in _guards(entry):
        by_person[guard.person_id or 0].append(guard)
    if not by_person:
        return "nobody named"
    known = people_by_id(Scope.everything("whoever stands by is told at the register's number"), list(by_person))
    phones = {key: known[key].phone if key in known else "" for key in by_person}
    told = [key for key in by_person if can_ring(phones[key])]
    with override(settings.LANGUAGE_CODE):  # what is stored and sent is the site's language
        where = places([by_person[key][0].division_path for key in told])
        for key in told:
            _ring(entry, by_person[key], where, phones[key], now)
    _say(entry, [by_person[key][0].person_label for key in told], len(by_person) - len(told), now)
    return f"told {len(told)} of {len(by_person)}"


def _guards(entry: Entry) -> Iterable[Guard]:
    """The open guards the entry set, with a person: a township's, or the newest of one hazard."""
    rows = Guard.objects.unscoped("guards of a journal entry").filter(
        state=GuardState.OPEN, person_id__isnull=False, is_drill=entry.is_drill
    )
    if entry.kind == "hazards.guards_set":
        rows = rows.filter(
            hazard__in=entry.data.get("hazards", ()), cause_kind=entry.subject_kind, cause_id=str(entry.subject_id)
        )
        return list(rows.select_related("hazard").order_by("id"))
    return list(rows.filter(hazard_id=entry.subject_id).select_related("hazard").order_by("-id")[:1])


def _ring(entry: Entry, guards: list[Guard], where: Mapping[str, str], phone: str, now: datetime) -> None:
    first = guards[0]
    what = f"{where[first.division_path]}{first.hazard.title}"[:50]
    if len(guards) > 1:
        what = _("{what}等 {count} 处隐患").format(what=what, count=len(guards))
    words = _("{why}：请盯守{what}，每 {hours} 小时看一次，在手机上回报").format(
        why=first.cause_label or _("专人盯守"), what=what, hours=first.every_hours
    )
    measure = _("；{measure}").format(measure=first.measure[:60]) if first.measure else ""
    one = Ring(
        f"guards-{entry.pk}-p{first.person_id}", (SUBJECT, first.person_id or 0), first.person_label, phone,
        first.division_path, first.is_drill,
    )  # fmt: skip
    ring(one, _("隐患盯守"), f"{words}{measure}。", now)


def _say(entry: Entry, names: list[str], missing: int, now: datetime) -> None:
    record(
        kind="command.guards_told",
        actor=ACTOR,
        now=now,
        subject=(entry.subject_kind, entry.subject_id),
        division_path=entry.division_path,
        data={"count": len(names), "missing": missing, "who": joined(names)[:400]},
        is_drill=entry.is_drill,
    )


def tell_worse(entry: Entry, now: datetime) -> str:
    """Whoever the county says hears of it in this commit, not at the next date."""
    rows = Hazard.objects.unscoped("the hazard of a journal entry")
    hazard: Hazard | None = rows.filter(pk=entry.subject_id).first()
    if hazard is None or hazard.is_over:
        return "over"
    looks = GuardLook.objects.filter(guard__hazard=hazard, is_worse=True, guard__is_drill=entry.is_drill)
    look = looks.order_by("-id").first()
    where = places([hazard.division_path])[hazard.division_path]
    with override(settings.LANGUAGE_CODE):  # what is stored and sent is the site's language
        sentence = _("盯守回报情况变坏：{what}（{no}），{who}报：{words}")
        words = look.words[:40] if look and look.words else _("没有写说明")
        who = look.by_label if look else entry.actor_label
        line = sentence.format(what=f"{where}{hazard.title}"[:50], no=hazard.no, who=who, words=words)
        due = [
            Due(
                "worse", entry.pk, ("hazard", hazard.pk), _("盯守"), hazard.no, line, hazard.division_path,
                step.roles, step.code, 0, step.way, is_urging=True, is_drill=entry.is_drill, is_now=True,
            )
            for step in now_steps("worse", now)
        ]  # fmt: skip
        return f"told {tell(due, now)}"

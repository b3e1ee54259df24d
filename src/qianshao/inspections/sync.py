"""What a phone knows of visits, and what its holder may say about them.

``inspections.start {visit, code?, how?, words?}``: somebody is there. ``how`` the code came: scan, link or typed.
``inspections.record {visit, code?, how?, presence_words?, started_at?, checklist_version?, answers, words?,
inspectors?, signer?, refused?, refusal?}``: the whole record, started before or not. ``answers``: ``[{item, result,
words?, photos?, have?, need?, last_on?}]``, ``photos`` being places in the command's ``attachments``.
Sealed visits travel only to their maker and to inspectors who were told.
"""

import hashlib
import hmac
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid
from qianshao.core.scope import Scope
from qianshao.core.sync import Command, Pull, Push
from qianshao.divisions import choices
from qianshao.inspections import selectors, services
from qianshao.inspections.services import Here, Reply, Signing
from qianshao.inspections.states import MOST_COUNT, OFFICIAL

MOST_VISITS = 200
MOST_ANSWERS = 200
MOST_NAMES = 12
MOST_OFFICERS = 300
#: Beyond this no database has a row.
_LAST = 2**63 - 1


def visit_rows(scope: Scope, actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """The visits this person may still make (``what``: visit), the checklists they need
    (``what``: checklist), and for inspections the county's officers.
    """
    catch_up = timedelta(days=selectors.number_in_force("catch_up_days", now))
    found = list(selectors.for_phone(scope, actor.user_id, now, catch_up=catch_up)[:MOST_VISITS])
    where = choices.places([row.division_path for row in found])
    classes = dict.fromkeys(row.place_class for row in found if not row.items)
    lists = [_checklist(code, now) for code in classes]
    near = selectors.number_in_force("near_metres", now)
    rows = [_visit(row, where[row.division_path], near) for row in found]
    return lists + _officers(found, now) + rows


def _officers(found: list[Any], now: datetime) -> list[dict[str, Any]]:
    """Whom the record of an inspection may name (``what``: officer); only where one of the visits is one."""
    counties = {row.division_path[:12] for row in found if row.kind in OFFICIAL}
    rows = [row for path in sorted(counties) for row in selectors.officers(path, now)[:MOST_OFFICERS]]
    return [{"what": "officer", "id": row.user_id, "name": row.label, "unit": row.unit} for row in rows]


def _checklist(place_class: str, now: datetime) -> dict[str, Any]:
    found = selectors.checklist_of(place_class, now)
    items = [_item(item) for item in found.items]
    return {"what": "checklist", "place_class": place_class, "version": found.version, "items": items}


def _item(item: Any) -> dict[str, str]:
    return {
        "code": str(item["code"]),
        "name": str(item["name"]),
        "grade": str(item.get("grade") or ""),
        "answer": str(item.get("answer") or "yes_no"),
    }


def mark_of(key: str, code: str) -> str:
    """What a phone compares a read code with offline. It keeps the code off the screen and out of the copy; whoever
    computes through all codes still finds it, and a code alone proves nothing (``rules.records``).
    """
    return hmac.new(key.encode(), code.encode(), hashlib.sha256).hexdigest()


def _visit(row: Any, place: str, near: int) -> dict[str, Any]:
    return {
        "what": "visit",
        "id": row.pk,
        "kind": row.kind,
        "kind_name": str(row.kind_label),
        "name": row.place_name,
        "place": f"{place} {row.address}".strip(),
        "unit": row.owner_org,
        "place_class": row.place_class,
        "class_name": row.place_class_name,
        "key": row.uid.hex,
        "mark": mark_of(row.uid.hex, row.code),
        "lon": row.lon,
        "lat": row.lat,
        "near": near,
        "order": row.order,
        "due_at": row.due_at.isoformat(),
        "state": row.state,
        "items": [_item(item) for item in row.items],
        "version": row.checklist_version,
    }


def run_start(push: Push) -> dict[str, Any]:
    """Somebody is there."""
    given = push.payload
    made = services.start_visit(
        visit_id=_number(given, "visit"),
        code=_text(given, "code", 200),
        how=_how(given),
        words=_text(given, "words", 200),
        position=push.position,
        made_at=push.made_at,
        actor=push.actor,
        now=push.received_at,
    )
    return {"visit": made.pk, "presence": made.presence, "metres": made.metres and round(made.metres)}


def run_record(push: Push) -> dict[str, Any]:
    """What was found there."""
    given = push.payload
    here = Here(
        code=_text(given, "code", 200),
        how=_how(given),
        position=push.position,
        words=_text(given, "presence_words", 200),
        started_at=_moment(given.get("started_at")),
        checklist_version=_small(given.get("checklist_version")),
    )
    signing = Signing(
        _names(given.get("inspectors")),
        _text(given, "signer", 80),
        given.get("refused") is True,
        _text(given, "refusal", 200),
    )
    made = services.record_visit(
        visit_id=_number(given, "visit"),
        here=here,
        replies=_replies(push),
        signing=signing,
        words=_text(given, "words", 500),
        made_at=push.made_at,
        command_id=push.id,
        actor=push.actor,
        now=push.received_at,
    )
    return {"visit": made.pk, "presence": made.presence, "failed": made.failed}


def _names(given: Any) -> list[int | str]:
    """Inspectors as the phone names them: officers by their number or name, others by name."""
    rows = given[:MOST_NAMES] if isinstance(given, list) else []
    numbers = [one for one in rows if isinstance(one, int) and not isinstance(one, bool)]
    return [*numbers, *(one.replace("\0", "") for one in rows if isinstance(one, str))]


def _replies(push: Push) -> list[Reply]:
    rows = push.payload.get("answers")
    if not isinstance(rows, list) or len(rows) > MOST_ANSWERS:
        raise Invalid("inspection.unanswered", _("还有检查项没有选结果。"))
    return [_reply(row, push.attachments) for row in rows if isinstance(row, dict)]


def _reply(row: dict[str, Any], attached: tuple[UUID, ...]) -> Reply:
    places = row.get("photos")
    wanted = places if isinstance(places, list) else []
    whole = [n for n in wanted if isinstance(n, int) and not isinstance(n, bool) and 0 <= n < len(attached)]
    photos = tuple(attached[n] for n in whole)
    have, need, last_on = _count(row.get("have")), _count(row.get("need")), _day(row.get("last_on"))
    item, result, words = _text(row, "item", 24), _text(row, "result", 8), _text(row, "words", 300)
    return Reply(item, result, words, photos, have, need, last_on)


def _count(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST_COUNT else None


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _how(given: dict[str, Any]) -> str:
    """How the code came, as the phone says; older phones say only whether it was scanned."""
    said = _text(given, "how", 8)
    return said or ("scan" if given.get("scanned") is True else "typed")


def _text(given: dict[str, Any], key: str, most: int) -> str:
    value = given.get(key)
    return value.replace("\0", "").strip()[:most] if isinstance(value, str) else ""


def _number(given: dict[str, Any], key: str) -> int:
    """A row's number; -1, which none has, for anything else."""
    value = given.get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _LAST else -1


def _small(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**31 else None


def _moment(value: Any) -> datetime | None:
    """A moment with its zone; None for anything else."""
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) and len(value) <= 40 else None
    except ValueError:
        return None
    return found if found is not None and found.tzinfo and 2000 <= found.year < 2200 else None


COMMANDS = (
    Command("inspections.start", "inspections.do", run_start),
    Command("inspections.record", "inspections.do", run_record),
)
PULLS = (Pull("visits", "inspections.do", visit_rows),)

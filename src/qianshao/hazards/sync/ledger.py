"""The ledger between a phone and the room. What somebody did is never lost: work that cannot be taken as finished is
kept as progress or as a note, with its photos, and the phone is told why.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid, NotAllowed, Stale
from qianshao.core.scope import Scope
from qianshao.core.sync import Position, Push
from qianshao.core.units import compound
from qianshao.hazards import selectors, services
from qianshao.hazards.selectors.standards import OTHER
from qianshao.hazards.states.ledger import WITH_UNIT
from qianshao.hazards.sync.dangers import common_of, text_of

_MOST_ID = 2**62
#: How the shipped kinds are drawn on the phone; one of the county's own is a triangle.
_ICONS = {
    "exit_blocked": "door-off", "ebike": "bolt", "electric": "bolt", "gas": "flame", "flammable": "flame",
    "lodging": "home", "fire_gear": "hand-stop", "house": "home-exclamation", "site": "building-community",
    "pit_cover": "map-pin", "drainage": "droplet", "dyke": "ripple", "reservoir": "ripple", "torrent": "cloud-rain",
    "geology": "mountain", "forest_fire": "flame", "road": "road", "chemical": "alert-triangle", "mine": "mountain",
    "equipment": "bolt", "crowd": "users", "water_edge": "droplet", "falling": "alert-triangle", "other": "dots",
}  # fmt: skip


def ledger_rows(scope: Scope, actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """The kinds (``what``: hazard_kind), then hazards (``hazard``) and guards (``guard``) of the holder."""
    found = selectors.on_phone(scope, actor, now)
    hazards = {row.pk: row for row in [*found.mend, *found.found]}
    mend, own = {row.pk for row in found.mend}, {row.pk for row in found.found}
    kinds = [
        {
            "what": "hazard_kind",
            "code": row["code"],
            "name": row["name"],
            "hint": row.get("hint", ""),
            "icon": _ICONS.get(row["code"], "alert-triangle"),
        }
        for row in selectors.standard_rows("kinds", now)
    ]
    why = selectors.reasons(hazards.values())
    rows = [_hazard(row, why, is_found=key in own, is_mend=key in mend) for key, row in hazards.items()]
    return kinds + rows + [_guard(row, actor) for row in found.guards]


def _hazard(row: Any, why: Mapping[int, str], *, is_found: bool, is_mend: bool) -> dict[str, Any]:
    """A hazard as the phone shows it: a double says with which it was put and how far that one is."""
    main = selectors.main_of(row)
    label = str(main.state_label)
    if row.same_as_id:
        label = _("并入 {no}：{state}").format(no=main.no, state=label)
    return {
        "what": "hazard",
        "uid": str(row.uid),
        "no": row.no,
        "title": row.title[:120],
        "kind": row.kind_name,
        "grade": str(row.grade_label),
        "is_major": row.is_major,
        "state": main.state,
        "state_label": label,
        "reason": why.get(main.pk, "")[:120],
        "tone": main.tone,
        "due_at": main.step_due_at.isoformat() if main.step_due_at else None,
        "unit": row.unit_name,
        "interim": row.interim,
        "found": is_found,
        "mend": is_mend,
        "is_drill": row.is_drill,
    }


def _guard(row: Any, actor: Actor) -> dict[str, Any]:
    hazard = row.hazard
    return {
        "what": "guard",
        "guard": row.pk,
        "hazard": str(hazard.uid),
        "no": hazard.no,
        "title": hazard.title[:120],
        "kind": hazard.kind_name,
        "why": row.cause_label,
        "measure": row.measure,
        "who": row.person_label,
        "mine": actor.person_id is not None and row.person_id == actor.person_id,
        "every_hours": row.every_hours,
        "last_at": row.last_look_at.isoformat() if row.last_look_at else None,
        "due_at": row.next_look_at.isoformat() if row.next_look_at else None,
        "lon": hazard.lon,
        "lat": hazard.lat,
        "is_drill": row.is_drill,
    }


def run_find(push: Push) -> dict[str, Any]:
    """Somebody found a hazard, and perhaps mended it. Without a kind it is 其他 and the desk says which."""
    given, common = push.payload, common_of(push)
    kind, words = text_of(given, "kind"), text_of(given, "words")
    if not (kind or words or push.attachments):
        raise Invalid("hazard.empty", _("请拍照、选类别或写一句。"))
    before, after = _photos(push)
    with compound():
        made = services.find_hazard(
            kind=kind or OTHER,
            words=words,
            place_name=text_of(given, "place"),
            unit_name=text_of(given, "unit_name"),
            division_path=text_of(given, "division_path"),
            place_uid=_uid(given.get("place_uid")),
            is_drill=given.get("is_drill") is True,
            found_at=common.pop("made_at"),
            **{**common, "position": push.position or _spot(given), "evidence": before},
        )
        told = _mended_there(push, made.pk, words, after) if given.get("fixed") is True else {}
    return {"hazard": str(made.uid), "no": made.no, **told}


def _photos(push: Push) -> tuple[list[UUID], list[UUID]]:
    """What was found, and what it looked like afterwards: ``after`` names places in the attachments."""
    named = push.payload.get("after") if push.payload.get("fixed") is True else None
    rows = named if isinstance(named, list) else []
    places = {n for n in rows if isinstance(n, int) and not isinstance(n, bool)}
    split: tuple[list[UUID], list[UUID]] = ([], [])
    for place, photo in enumerate(push.attachments):
        split[place in places].append(photo)
    return split


def _mended_there(push: Push, hazard_id: int, words: str, after: list[UUID]) -> dict[str, Any]:
    """立行立改 with the finding. Where it cannot be taken as that, a note says what was done, and the phone why."""
    common = common_of(push) | {"evidence": after, "command_id": None}  # the finding bears the command's id
    said = "发现的人说当场改好了"  # zh: stored in the ledger
    try:
        services.fix_on_site(hazard_id=hazard_id, words=words or said, **common)
    except (Invalid, NotAllowed, Stale) as refusal:
        services.note_hazard(hazard_id=hazard_id, words=said, **common)
        return {"fixed": False, "why": str(refusal)}
    return {"fixed": True}


def run_fix(push: Push) -> dict[str, Any]:
    """Work on a hazard: shown for acceptance, else kept as progress, else, when the unit no longer has the word, as a
    note.

    Raises:
        NotFound, NotAllowed: not theirs. Invalid: neither words nor photo.
    """
    given, common = push.payload, common_of(push)
    uid, words = _uid(given.get("hazard")), text_of(given, "words")
    if uid is None or not (words or push.attachments):
        raise Invalid("command.payload", _("请拍整改后的照片，或写一句。"))
    hazard = selectors.hazard_by_uid(push.actor.scope, uid)
    push.actor.demand("hazards.fix", hazard.division_path)
    why = ""
    if given.get("done") is not False:
        try:
            services.ask_acceptance(hazard_id=hazard.pk, words=words, **common)
            return {"hazard": str(hazard.uid), "asked": True}
        except (Invalid, Stale) as refusal:
            why = str(refusal)
    verb = services.report_progress if hazard.state in WITH_UNIT else services.note_hazard
    verb(hazard_id=hazard.pk, words=words or "现场照片", **common)  # zh: stored in the ledger
    return {"hazard": str(hazard.uid), "asked": False, "why": why}


def run_look(push: Push) -> dict[str, Any]:
    """A guard looked."""
    given = push.payload
    guard = given.get("guard")
    if isinstance(guard, bool) or not isinstance(guard, int) or not 0 < guard < _MOST_ID:
        raise Invalid("command.payload", _("这条登记不完整，请重新填写"))
    is_worse = given.get("worse") is True
    made = services.look_at_guarded(
        guard_id=guard, is_worse=is_worse, words=text_of(given, "words"), **common_of(push)
    )
    return {"guard": made.guard_id, "worse": made.is_worse}


def _uid(value: Any) -> UUID | None:
    try:
        return UUID(value) if isinstance(value, str) and len(value) == 36 else None
    except ValueError:
        return None


def _spot(given: dict[str, Any]) -> Position | None:
    """The place in the payload, where the phone's own is missing; anything odd is no place."""
    lon, lat, wide = (_number(given.get(name)) for name in ("lon", "lat", "accuracy"))
    if lon is None or lat is None or abs(lon) > 180 or abs(lat) > 90:
        return None
    return Position(lon, lat, wide if wide is not None and wide >= 0 else 0.0)


def _number(value: Any) -> float | None:
    """A number of the earth's size; not a NaN, which is no number."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e7
    return float(value) if is_number else None

"""A case begins: out of a hazard handed over, or directly."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid, Stale
from qianshao.core.units import compound
from qianshao.divisions.selectors import county_code, names_of
from qianshao.enforcement.models import Case
from qianshao.enforcement.rules.cases import TOWN_PATH, body_path
from qianshao.enforcement.selectors.cases import mode_row, year_of
from qianshao.enforcement.selectors.handed import handed_case_of, handed_from
from qianshao.enforcement.services.dates import set_turn
from qianshao.enforcement.services.writing import Told, next_serial, write_act
from qianshao.enforcement.states import ENDED, PARTY_LABELS
from qianshao.hazards.models import Hazard
from qianshao.hazards.selectors import hazard_of
from qianshao.hazards.services import transfer_hazard


def open_case(
    *,
    matter: str,
    words: str,
    division_path: str = "",
    hazard_id: int | None = None,
    from_case: int | None = None,
    body: str = "county",
    mode: str = "own",
    party_kind: str = "unit",
    party_name: str = "",
    party_head: str = "",
    party_code: str = "",
    party_phone: str = "",
    party_address: str = "",
    place_name: str = "",
    is_drill: bool = False,
    actor: Actor,
    now: datetime,
) -> Case:
    """Open a case. ``hazard_id``: out of a hazard, which is handed over with it unless it was before; it stays in its
    area and keeps its party where nothing else is said. ``from_case``: the county takes up what a township handed to
    it; of a hazard's case that is found by itself.

    Raises:
        NotFound, NotAllowed. Stale: the hazard has a case that is not over. Invalid: no party, no matter, no words.
    """
    hazard = hazard_of(actor.scope, hazard_id) if hazard_id is not None else None
    before = _before(hazard_id, from_case, body, actor)
    path = hazard.division_path if hazard else before.division_path if before else division_path
    actor.demand("enforcement.handle", path or "0")
    row, name = mode_row(mode, now), (party_name or (hazard.unit_name if hazard else "")).strip()
    # Another party is not reached by the number of the unit that has the hazard, nor lives there.
    known = hazard if hazard is not None and name == hazard.unit_name else None
    _check(path, body, row.get("name", ""), name, matter, words)
    county, year = county_code(path), year_of(now)
    with compound():
        if hazard is not None:
            _hand_over(hazard, words, actor, now)
        made: Case = Case.objects.create(
            no=f"ZF{year:04d}-{county}-{next_serial(county, year, 'case'):04d}",
            division_path=path,
            body=body,
            body_path=body_path(path, body),
            body_name=_body_name(path, body),
            mode=mode,
            mode_name=str(row["name"])[:40],
            hazard=hazard,
            came_from=before,
            matter=matter.strip()[:120],
            place_name=(place_name or (hazard.place_name if hazard else "")).strip()[:120],
            party_kind=party_kind if party_kind in PARTY_LABELS else "unit",
            party_name=name[:80],
            party_head=(party_head or (known.person_name if known else "")).strip()[:40],
            party_code=party_code.strip()[:40],
            party_phone=(party_phone or (known.unit_phone if known else "")).strip()[:40],
            party_address=(party_address or (known.address if known else "")).strip()[:160],
            is_drill=hazard.is_drill if hazard else is_drill,
            opened_at=now,
            opened_by=actor.label[:80],
            state_at=now,
            turn_at=now,
        )
        told = Told(words, data=_origin(hazard, before))
        write_act(made, "open", told, [], actor=actor, now=now)
        set_turn(made)
    return made


def _before(hazard_id: int | None, from_case: int | None, body: str, actor: Actor) -> Case | None:
    """The township's case that this one takes up; only the county takes one up."""
    if body != "county":
        return None
    if from_case is not None:
        return handed_case_of(actor.scope, from_case)
    return handed_from(hazard_id) if hazard_id is not None else None


def _origin(hazard: Hazard | None, before: Case | None) -> dict[str, str]:
    return ({"hazard": hazard.no} if hazard else {}) | ({"came_from": before.no} if before else {})


def _check(path: str, body: str, mode: str, party: str, matter: str, words: str) -> None:
    if not (matter.strip() and party and words.strip()):
        raise Invalid("case.missing", _("请写明案由、当事人和情况。"))
    if not mode:
        raise Invalid("case.mode", _("请选执法方式。"))
    if body not in ("county", "town") or path not in names_of({path}):
        raise Invalid("case.place", _("请选在哪里、由哪一级办。"))
    if body == "town" and len(path) < TOWN_PATH:
        raise Invalid("case.town", _("乡镇级的案件要选到乡镇或村。"))


def _hand_over(hazard: Hazard, words: str, actor: Actor, now: datetime) -> None:
    """The hazard says that it was handed to enforcement; nobody handles one twice at once: it is held until the
    commit, so that of two who open a case the second sees the first's.
    """
    hazard = Hazard.objects.unscoped("a row the verb has authorised").select_for_update().get(pk=hazard.pk)
    if hazard.cases.unscoped("whoever handles it").exclude(state__in=ENDED).exists():
        raise Stale("case.already", _("这条隐患已经有案件在办。"))
    if hazard.transferred_at is None:
        transfer_hazard(hazard_id=hazard.pk, words=words, actor=actor, now=now)


def _body_name(path: str, body: str) -> str:
    names = names_of({body_path(path, body)})
    return next(iter(names.values()), "")[:80]

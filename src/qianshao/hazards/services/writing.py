"""How a verb changes a hazard: one row moves by compare-and-set, one act is appended, one line in the journal."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid, Stale
from qianshao.core.states import move
from qianshao.core.sync import Position
from qianshao.files.services import name_evidence
from qianshao.files.states import EvidenceState
from qianshao.hazards.models import Hazard, HazardAct
from qianshao.hazards.rules.clocks import in_time_by, next_moment, reminded_until, step_due, turn_at
from qianshao.hazards.rules.ledger import Hand, search_text, words_fault
from qianshao.hazards.selectors.ledger import hazard_of, photos_of
from qianshao.hazards.selectors.standards import Clocks, clocks_at
from qianshao.hazards.states.ledger import MOVES, HazardState
from qianshao.journal.services import record

MOST_PHOTOS = 12
#: Acts whose photos show the work, and the acts after which earlier photos show nothing any more.
_SHOW = ("ask", "fix_on_site", "progress")
_ANEW = (
    "assign", "reassign", "reject", "reject_on_site", "unaccept", "unaccept_on_site", "reopen", "reopen_on_site",
)  # fmt: skip
_SEEN = (EvidenceState.ARRIVED, EvidenceState.KEPT)
_SENTENCES = {
    "no_words": _("请写一句为什么。"),
    "no_photo": _("没有整改后的照片，不能验收。"),
    "no_unit": _("请写是哪个单位。"),
    "no_date": _("请写整改期限。"),
    "no_grade": _("请定级：一般还是重大。"),
    "past_date": _("日期要晚于现在和原来的期限。"),
    "far_date": _("日期太远了，最多写到十年以后。"),
    "own_work": _("整改的人和单位不能验收、销号自己的活。"),
    "own_link": _("责任单位凭链接报的，交办的人和看过链接的人不能验收，请换一个人。"),
    "own_wish": _("不能批自己的申请。"),
    "not_verified": _("还没有核实，先核实定级再交办。"),
    "major_unready": _("重大隐患要先有报告和治理方案。"),
    "major_on_site": _("重大隐患不能按立行立改处理，请交办。"),
    "extension_open": _("还有延期申请没有批，不能销号。"),
    "hung": _("这条隐患还挂着牌，先由挂牌的一级摘牌。"),
    "hung_date": _("上级挂牌督办的期限，要往后改，由挂牌的一级改。"),
    "hung_above": _("这条隐患已由上一级挂牌，不能改挂到下一级。"),
    "not_mended": _("还在整改，验收通过后才能摘牌。"),
    "second_level": _("重大隐患由县级另一人销号。"),
    "works_missing": _("这条隐患按治理工程办，工程验收通过后才能申请验收和验收。"),
    "works_open": _("治理工程还没有验收，隐患不能申请验收和验收。"),
    "works_running": _("已经有一项治理工程在办。"),
    "works_state": _("交办给单位、还在整改的隐患才能制定治理工程。"),
    "no_treatment": _("请选工程治理、避险搬迁还是除险加固。"),
    "no_name": _("请写工程名称。"),
    "no_interim": _("工程没完工前怎么保证安全，请写管控措施。"),
    "no_steps": _("请写至少一个节点，每个节点有名称和计划日期。"),
    "many_steps": _("节点太多，最多 30 个。"),
    "end_first": _("计划完工不能早于计划开工。"),
    "step_late": _("节点的计划日期不能晚于计划完工。"),
    "step_done": _("已经完成的节点不能改。"),
    "future_date": _("完成日期不能晚于今天。"),
    "undone": _("还有节点没有完成。"),
    "unseen": _("还有节点没有看得到的照片。"),
    "unmoved": _("还有住户没有搬。"),
    "no_households": _("这项工程没有要搬迁的住户。"),
    "too_many_moved": _("已搬的户数不能多于要搬的户数。"),
    "same_place": _("位置没有变。"),
    "no_spot": _("经纬度不对。"),
    "half_spot": _("经度和纬度要一起写。"),
    "place_unknown": _("没有这个登记的场所，请写登记的名称或编号。"),
    "place_many": _("有几个叫这个名字的场所，请写编号。"),
    "other_county": _("编号属于原来的县，不能改到别的县；请在那边重新登记。"),
    "works_stay": _("治理工程还没有结束，不能改到别的乡镇；先验收或取消工程。"),
    "whistle_stay": _("还有没办结的吹哨，不能改到别的乡镇；先办结或撤回吹哨。"),
    "reopen_late": _("销号已久，请作为新隐患登记。"),
}


def refuse(fault: str) -> None:
    """Let the verb go on only if nothing is wrong.

    Raises:
        Invalid: with the code ``hazard.<fault>``.
    """
    if fault:
        raise Invalid(f"hazard.{fault}", _SENTENCES[fault])


def open_hazard(actor: Actor, hazard_id: int, action: str, version: int | None = None) -> Hazard:
    """The hazard, if this actor may do ``action`` to it and nobody changed it since ``version``.

    Raises:
        NotFound, NotAllowed: not theirs. Stale: changed meanwhile, or put with another hazard.
    """
    hazard = hazard_of(actor.scope, hazard_id)
    actor.demand(action, hazard.division_path)
    if version is not None and version != hazard.version:
        raise Stale("state.raced", _("别人刚刚改过，请刷新后再看。"))
    if hazard.same_as is not None:  # rare: only then is the other row asked for
        raise Stale("hazard.merged", _("已并入 {no}，请在那一条上办。"), no=hazard.same_as.no)
    return hazard


@dataclass(frozen=True)
class Told:
    """What came with an act: words, photos, where and when its doer was."""

    words: str = ""
    evidence: Iterable[UUID] = ()
    position: Position | None = None
    made_at: datetime | None = None
    command_id: UUID | None = None
    data: Mapping[str, Any] = field(default_factory=dict)


def advance(hazard: Hazard, act: str, told: Told, *, actor: Actor, now: datetime, **changes: Any) -> HazardAct:
    """Move the hazard along ``act`` with ``changes``, set its clocks, and write the act.

    Raises:
        Stale: not in a state this starts from, or changed meanwhile. Invalid: a reader will ask why, and no words.
    """
    refuse(words_fault(act, told.words))
    target = HazardState(MOVES[act].target)
    due_at = changes.get("due_at", hazard.due_at)
    grade, said = changes.get("grade", hazard.grade), (hazard.step_due_at, hazard.reminded_at)
    clocks = clock_columns(target, grade, now, due_at, now, clocks_at(now), said)
    changes |= _counted(hazard, act, changes, now)
    move(hazard, MOVES[act], **{**changes, **_searched(hazard, changes), **clocks, "state_at": now})
    return write_act(hazard, act, told, actor=actor, now=now)


def clock_columns(
    state: HazardState,
    grade: int,
    since: datetime,
    due_at: datetime | None,
    now: datetime,
    clocks: Clocks,
    said: tuple[datetime | None, datetime | None] = (None, None),
) -> dict[str, Any]:
    """The columns that say until when, and when somebody is reminded next. ``said``: the date before, and up to when
    somebody was reminded of it.
    """
    due = step_due(state, clocks.of(grade), since, due_at)
    reminded = reminded_until(due, now, *said)
    return {
        "step_due_at": due,
        "turn_at": turn_at(state, due, since),
        "reminded_at": reminded,
        "remind_at": next_moment(clocks.steps(grade), due, reminded),
    }


def change(hazard: Hazard, act: str, told: Told, *, actor: Actor, now: datetime, **changes: Any) -> HazardAct:
    """Change columns without moving: flags, dates, ties. ``due_at`` among them sets the clocks anew.

    Raises:
        Stale: changed meanwhile. Invalid: a reader will ask why, and no words.
    """
    refuse(words_fault(act, told.words))
    if "due_at" in changes:
        state = HazardState(hazard.state)
        said = (hazard.step_due_at, hazard.reminded_at)
        changes |= clock_columns(state, hazard.grade, hazard.state_at, changes["due_at"], now, clocks_at(now), said)
        changes |= _counted(hazard, act, changes, now)
    values = {**changes, **_searched(hazard, changes), "version": hazard.version + 1}
    same = Hazard.objects.unscoped("a row the verb has authorised").filter(pk=hazard.pk, version=hazard.version)
    if not same.update(**values):
        raise Stale("state.raced", _("别人刚刚改过，请刷新后再看。"))
    for name, value in values.items():
        setattr(hazard, name, value)
    return write_act(hazard, act, told, actor=actor, now=now)


def write_act(hazard: Hazard, act: str, told: Told, *, actor: Actor, now: datetime) -> HazardAct:
    """Append the act, tie its photos to it, and tell the journal."""
    photos = list(dict.fromkeys(told.evidence))[:MOST_PHOTOS]
    at = min(told.made_at or now, now)
    made: HazardAct = HazardAct.objects.create(
        hazard=hazard,
        act=act,
        at=at,
        received_at=now,
        by_id=actor.user_id,
        by_label=actor.label[:80],
        words=told.words.strip()[:500],
        data={**told.data, **({"photos": len(photos)} if photos else {})},
        command_id=told.command_id,
    )
    name_evidence(
        uids=photos,
        subject=("hazard_act", made.pk),
        division_path=hazard.division_path,
        made_at=at,
        position=told.position,
        is_drill=hazard.is_drill,
        actor=actor,
        now=now,
    )
    record(
        kind=f"hazards.ledger_{act}",
        actor=actor,
        now=now,
        at=at,
        subject=("hazard", hazard.pk),
        division_path=hazard.division_path,
        data={"no": hazard.no, "kind": hazard.kind_name, **told.data},
        is_drill=hazard.is_drill,
    )
    return made


def _counted(hazard: Hazard, act: str, changes: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """By when the work counts as in time, anew when an act sets a date."""
    if "due_at" not in changes:
        return {}
    return {"in_time_by": in_time_by(act, hazard.in_time_by, changes["due_at"], now)}


def _searched(hazard: Hazard, changes: Mapping[str, Any]) -> dict[str, str]:
    """What a search looks through, anew when one of its parts changes."""
    names = ("place_name", "unit_name", "address", "description")
    if not any(name in changes for name in names):
        return {}
    return {"find_text": search_text(hazard.no, *(changes.get(name, getattr(hazard, name)) for name in names))}


def work_acts(hazard: Hazard) -> list[HazardAct]:
    """The acts that show the present work: after it was last handed over, sent back or opened again."""
    acts = list(hazard.acts.order_by("-id"))
    since = next((act.pk for act in acts if act.act in _ANEW), 0)
    return [act for act in acts if act.act in _SHOW and act.pk > since]


def photos_named(hazard: Hazard) -> int:
    """How many photos of the work were named, whether or not their bytes have come."""
    return sum(int(act.data.get("photos", 0)) for act in work_acts(hazard))


def photos_seen(hazard: Hazard, actor: Actor) -> int:
    """How many photos of the work can be looked at by the one who is to accept it."""
    found = photos_of(actor.scope, work_acts(hazard))
    return sum(photo.state in _SEEN for photos in found.values() for photo in photos)


def fixers_of(hazard: Hazard) -> tuple[Hand, ...]:
    """Who says that the work is done: everybody who asked for acceptance or showed the work, and the unit."""
    shown = [act for act in work_acts(hazard) if act.act != "progress" or act.data.get("photos")]
    hands = {act.by_id for act in shown} | {hazard.fixer_id}
    return (Hand(None, hazard.unit_name), *(Hand(user_id) for user_id in sorted(filter(None, hands))))

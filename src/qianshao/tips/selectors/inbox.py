"""What waits for an officer, the likeliest first."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import BooleanField, Case, Count, Q, Value, When
from django.utils.translation import gettext_lazy as _

from qianshao.core.errors import NotFound
from qianshao.core.scope import Scope, subtree
from qianshao.files.selectors import evidence_of
from qianshao.geo.measure import distance_m
from qianshao.hazards.selectors.ledger import duplicates_near
from qianshao.hazards.states.ledger import ENDED
from qianshao.tips.models import Reporter, Reward, Tip
from qianshao.tips.states import RewardState, TipState

if TYPE_CHECKING:
    from django.db.models import QuerySet

TABS: tuple[tuple[str, Any, tuple[TipState, ...]], ...] = (
    ("waiting", _("待处理"), (TipState.WAITING,)),
    ("folded", _("折叠"), (TipState.FOLDED,)),
    ("taken", _("已转隐患"), (TipState.TAKEN, TipState.JOINED)),
    ("answered", _("已答复"), (TipState.ANSWERED,)),
    ("all", _("全部"), tuple(TipState)),
)
#: Folded ones lie under another or say nothing: no date runs for them until somebody unfolds them.
_RUNNING = (TipState.WAITING, TipState.TAKEN, TipState.JOINED)
_STATES = {code: states for code, _label, states in TABS}


@dataclass(frozen=True)
class Asked:
    """The filters of the list."""

    tab: str = "waiting"
    channel: str = ""
    under: str = ""
    search: str = ""


def past_date(now: datetime) -> Q:
    """Its date has passed and nobody has answered, nor is the hazard it became over."""
    over = Q(hazard__state__in=ENDED) | Q(hazard__same_as__state__in=ENDED)
    return Q(due_at__lt=now, state__in=_RUNNING, answered_at=None) & (Q(hazard=None) | ~over)


def is_late(tip: Tip, now: datetime) -> bool:
    """``past_date`` for one."""
    return Tip.objects.unscoped("of a tip in scope").filter(past_date(now), pk=tip.pk).exists()


def tips_due(now: datetime, limit: int) -> list[Tip]:
    """Those past their date, the longest first: for whoever reminds."""
    rows = Tip.objects.unscoped("the clocks of all").filter(past_date(now)).order_by("due_at", "id")
    return list(rows[:limit])


def tips(scope: Scope, asked: Asked | None = None, now: datetime | None = None) -> "QuerySet[Any]":
    """Waiting: what least speaks against it first, then what came first. Others: the newest first. With ``now``:
    those past their date before all others, marked ``is_late``.
    """
    rows = _asked(scope, asked := asked or Asked())
    order = ("points", "received_at", "id") if asked.tab in ("waiting", "folded") else ("-received_at", "-id")
    if now is None:
        return rows.order_by(*order)
    late = Case(When(past_date(now), then=Value(True)), default=Value(False), output_field=BooleanField())
    marked: QuerySet[Any] = rows.annotate(is_late=late)
    return marked.order_by("-is_late", *order)


def _asked(scope: Scope, asked: Asked) -> "QuerySet[Any]":
    rows = Tip.objects.within(scope).filter(
        subtree(asked.under), state__in=_STATES.get(asked.tab, _STATES["waiting"])
    )
    if asked.channel:
        rows = rows.filter(channel=asked.channel)
    if words := asked.search.strip()[:60]:
        rows = rows.filter(
            Q(no__icontains=words) | Q(words__icontains=words) | Q(place_name__icontains=words)
            | Q(outside_no__icontains=words) | Q(unit_name__icontains=words)
        )  # fmt: skip
    return rows


def tab_counts(scope: Scope, asked: Asked) -> dict[str, int]:
    """How many each tab holds under the other filters."""
    rows = tips(scope, Asked("all", asked.channel, asked.under, asked.search)).order_by()
    states = dict(rows.values_list("state").annotate(n=Count("id")))
    return {code: sum(states.get(state, 0) for state in members) for code, _label, members in TABS}


def tips_waiting(scope: Scope) -> "QuerySet[Any]":
    """What waits for this person, by number alone: for the rail."""
    return Tip.objects.within(scope).filter(state=TipState.WAITING).values_list("pk")


def tip_of(scope: Scope, tip_id: int) -> Tip:
    """One tip.

    Raises:
        NotFound: none in the scope.
    """
    found: Tip | None = Tip.objects.within(scope).select_related("hazard", "under").filter(pk=tip_id).first()
    if found is None:
        raise NotFound("tip.unknown", _("没有找到这条举报，或不在您的辖区。"))
    return found


def beneath(scope: Scope, tip: Tip, most: int = 20) -> "tuple[list[Tip], int]":
    """What is folded under a tip: the first few and how many there are."""
    rows = Tip.objects.within(scope).filter(under=tip).order_by("id")
    return list(rows[:most]), rows.count()


@dataclass(frozen=True)
class Photo:
    """A photo of a tip. ``is_elsewhere``: its file says that it was taken far from the reported place, perhaps where
    its sender lives; such a position is shown with the reporter only (``reveal_reporter``).
    """

    row: Any
    is_elsewhere: bool


def photos_of(scope: Scope, tip: Tip, near_m: float) -> list[Photo]:
    """Its photos that may be seen. ``near_m``: metres within which a photo was taken on the spot."""
    rows = evidence_of(scope, [UUID(uid) for uid in tip.photos])
    return [Photo(row, _is_far(tip, row, near_m)) for row in rows]


def _is_far(tip: Tip, row: Any, near_m: float) -> bool:
    if tip.lon is None or tip.lat is None or row.exif_lon is None or row.exif_lat is None:
        return False
    return distance_m(tip.lon, tip.lat, row.exif_lon, row.exif_lat) > near_m


def has_reporter(tip: Tip) -> bool:
    """Whether whoever reported said who they are; not who."""
    return Reporter.objects.filter(tip=tip).exists()


def near_hazards(scope: Scope, tip: Tip, kind: str, now: datetime) -> list[tuple[Any, float | None]]:
    """Other hazards it may belong to."""
    own = tip.hazard_id
    return duplicates_near(scope, kind, tip.lon, tip.lat, now, place_uid=tip.place_uid, besides=own)[:8]


def has_reward(tip: Tip) -> bool:
    """Whether a reward of it was proposed and not refused."""
    return any(row.state != RewardState.REFUSED for row in rewards_of(tip))


def rewards_of(tip: Tip) -> list[Reward]:
    """The rewards of a tip the reader was given, refused ones too."""
    return list(tip.rewards.unscoped("of a tip in scope").order_by("id"))

"""Patrols and inspections of the demonstration: plans, what was done and missed, one sealed draw."""

# zh: what the demonstration's people write, stored as data

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from qianshao.accounts.selectors import users
from qianshao.core.actor import Actor
from qianshao.core.clock import BEIJING
from qianshao.core.scope import Scope
from qianshao.demo.build import BUILDER
from qianshao.demo.diary import Diary
from qianshao.demo.photos import show
from qianshao.demo.story import demo_actor
from qianshao.inspections import services as verbs
from qianshao.inspections.selectors import Filters, officers, places_of, visits
from qianshao.inspections.services.make import make_due, miss_due
from qianshao.inspections.states import OFFICIAL

_EVERYTHING = Scope.everything("the demonstration looks at its whole county")
_SWEEP = Actor.system("inspections.make")
#: Days from the first day of a plan to today: today is the last day of the patrol's turn.
_PATROL_DAYS, _PATROL_SINCE, _INSPECT_DAYS, _INSPECT_SINCE = 7, 27, 30, 41
#: Places on a route, and the records that find something.
_ON_A_ROUTE, _FINDS = 5, (0, 4)
_WRONG = ("闸门锈住了，两个人也摇不动", "灭火器压力表指在红区")
_PAIR = ("郑伟", "程敏")
_OFFICERS = (("zhiban", "县防汛办"), ("daiban", "县应急管理局"), ("ducha", "县督查室"))


@dataclass
class Visits:
    """What the plans of a county come to. ``count``: records that are written."""

    county: str
    diary: Diary
    count: int = 12

    def tell(self) -> None:
        """Note plans, their turns, the records and the reasons; and a draw."""
        diary = self.diary
        diary.put(_INSPECT_SINCE, 0, self._inspect, alone=True)
        diary.put(_PATROL_SINCE, 0, self._patrol, alone=True)
        for days in sorted({41, 27, 20, 13, 11, 10, 6, 3, 0}, reverse=True):
            diary.put(days, 1, self._turn, alone=True)
        for number in range(self.count):
            kind, days = ("inspection", 24 - number) if number % 3 == 2 else ("patrol", (2, 16, 9, 23)[number % 4])
            diary.put(days, 3 + number % 4, self._record(kind, number))
        diary.put(10, 7, self._reason, alone=True)
        diary.put(2, 6, self._draw, alone=True)

    def _inspect(self, now: datetime) -> None:
        self._officers(now)
        self._plan("小餐饮消防检查", "inspection", "JX4", _INSPECT_DAYS, now)

    def _patrol(self, now: datetime) -> None:
        self._plan("水库每周巡查", "patrol", "STSK", _PATROL_DAYS, now)

    def _officers(self, now: datetime) -> None:
        """Their certificates are in force for years, with numbers that belong to nobody."""
        valid = now.astimezone(BEIJING).date() + timedelta(days=900)
        for number, (name, unit) in enumerate(_OFFICERS):
            user = users(_EVERYTHING, query=name).first()
            if user is not None:
                verbs.save_inspector(
                    user_id=user.pk, unit=unit, certificate=f"演示-{number + 1:03d}", valid_until=valid,
                    actor=BUILDER, now=now,
                )  # fmt: skip

    def _plan(self, name: str, kind: str, place_class: str, days: int, now: datetime) -> None:
        route = [str(place.uid) for place in places_of(_EVERYTHING, place_class, now)[:_ON_A_ROUTE]]
        verbs.save_plan(
            name=name, kind=kind, place_class=place_class, division_path=self.county,
            role="county_duty", route=route, every_days=days,
            starts_on=now.astimezone(BEIJING).date(), is_demo=True, actor=BUILDER, now=now,
        )  # fmt: skip

    def _turn(self, now: datetime) -> None:
        miss_due(limit=1_000, actor=_SWEEP, now=now)
        make_due(limit=50, actor=_SWEEP, now=now)

    def _record(self, kind: str, number: int) -> Any:
        def deed(now: datetime) -> None:
            row = visits(_EVERYTHING, Filters(tab="due", kind=kind)).filter(state="due").first()
            if row is not None:
                _write(row, number, now)

        return deed

    def _reason(self, now: datetime) -> None:
        for row in list(visits(_EVERYTHING, Filters(unreasoned=True))[:3]):
            words = "那两天进村的路塌了，车过不去"
            verbs.give_reason(visit_id=row.pk, words=words, actor=demo_actor("zhiban"), now=now)

    def _draw(self, now: datetime) -> None:
        """Two thirds of a county know nothing of it until somebody stands at the door."""
        verbs.make_draw(
            kind="random", title="九小场所双随机检查", division_path=self.county, place_class="JX",
            due_at=now + timedelta(days=15), wanted=5, is_demo=True, actor=demo_actor("daiban"), now=now,
        )  # fmt: skip


def _signers(row: Any, now: datetime) -> Sequence[int | str]:
    """Two of the county's officers where the law asks for them, else who went."""
    if row.kind not in OFFICIAL:
        return _PAIR
    return [one.user_id for one in officers(row.division_path, now)[:2]]


def _write(row: Any, number: int, now: datetime) -> None:
    """One record; two of the newest find something."""
    first = Actor.system(_PAIR[0], "demo")
    begun = verbs.start_visit(visit_id=row.pk, code=row.code, how="scan", actor=first, now=now)
    wrong = number in _FINDS
    items: Sequence[Any] = begun.items
    at = min(3, len(items) - 1)
    replies = [verbs.Reply(item["code"], "pass") for item in items]
    if wrong:
        photos = show(row.division_path, now, mended=False)
        replies[at] = verbs.Reply(items[at]["code"], "fail", _WRONG[row.kind != "patrol"], photos)
    verbs.finish_visit(
        visit_id=row.pk,
        replies=replies,
        signing=verbs.Signing(inspectors=_signers(row, now), signer="场所负责人"),
        words="发现一处不合格，已当面告知" if wrong else "各项正常",
        actor=first,
        now=now + timedelta(minutes=25),
    )

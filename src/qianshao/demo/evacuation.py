"""The second act: the evacuation the platform proposed is ordered, and everybody in danger is accounted for.

The leader orders with one click what the reaction table proposed; the desk opens the shelters; the village phones
report people and dangers; the desk sends cars for those who cannot walk and settles what two reports contradict each
other about.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from qianshao.core.actor import Actor
from qianshao.core.scope import Scope
from qianshao.demo.phones import VILLAGE
from qianshao.demo.refuges import Keepers, refuge_near
from qianshao.demo.sightings import Sightings
from qianshao.demo.story import Opening, demo_actor
from qianshao.demo.villagers import Villagers
from qianshao.evacuation.rules.balance import Balance
from qianshao.evacuation.selectors import balance, conflicts, orders, people
from qianshao.evacuation.services import assign_help, issue_order, plan_shelters, settle_conflict
from qianshao.evacuation.states import OrderState, Whereabouts

_EVERYTHING = Scope.everything("the demonstration looks at its whole county")
#: The leader orders this long after the proposal stands; people must be out this long after the order.
_THINKS, _DEADLINE = timedelta(minutes=3), timedelta(hours=2)
#: The desk telephones before it decides which of two reports is true.
_ASKS = timedelta(minutes=4)
_CARS_AT_ONCE = 40

Say = Callable[[str], None]


@dataclass
class Evacuation:
    """The evacuation of one warning, if the platform proposes one."""

    opening: Opening
    say: Say
    order_id: int = 0
    villagers: Villagers | None = None
    keepers: Keepers | None = None
    sightings: Sightings | None = None

    def act(self, now: datetime) -> int:
        """What is due now; returns how much was done."""
        if self.villagers is None or self.keepers is None or self.sightings is None:
            return self._begin(now)
        done = self.keepers.act(demo_actor("zhiban"), now)
        done += self.sightings.act(self.villagers.phones, now)
        done += self.villagers.act(now)
        return done + self._send_cars(now) + self._settle(now)

    def _begin(self, now: datetime) -> int:
        drafts = orders(_EVERYTHING, states=(OrderState.DRAFT,)).filter(cause_id=self.opening.alert_id)
        draft = drafts.first()
        if draft is None or draft.proposed_at + _THINKS > now:
            return 0
        lead = demo_actor("daiban")
        issue_order(order_id=draft.pk, deadline=now + _DEADLINE, basis=_("防汛预案，县防指会商"), actor=lead, now=now)
        self.order_id = draft.pk
        plan_shelters(order_id=draft.pk, actor=lead, now=now)
        self.villagers, self.sightings = Villagers(draft.pk), Sightings(now)
        self.keepers = Keepers(*_where_to(draft.pk))
        self.say(_("{who} 下令转移：{count} 人").format(who=lead.label, count=f"{self.count().should_leave:,}"))
        return 1

    def count(self) -> Balance:
        """The head count."""
        return balance(_EVERYTHING, self.order_id).total

    def _send_cars(self, now: datetime) -> int:
        waiting = people(_EVERYTHING, self.order_id, states=(Whereabouts.PICKUP,)).filter(vehicle="")
        uids = list(waiting.values_list("uid", flat=True)[:_CARS_AT_ONCE])
        if not uids:
            return 0
        return assign_help(
            order_id=self.order_id,
            uids=uids,
            helper=_("乡镇应急队"),
            vehicle=_("中巴车"),
            actor=demo_actor("zhiban"),
            now=now,
        )

    def _settle(self, now: datetime) -> int:
        duty = demo_actor("zhiban")
        standing = [one.conflict for one in conflicts(_EVERYTHING, self.order_id)]
        ready = [conflict for conflict in standing if conflict.opened_at + _ASKS <= now]
        for conflict in ready:
            self._decide(conflict, duty, now)
        return len(ready)

    def _decide(self, conflict: Any, duty: Actor, now: datetime) -> None:
        """The keeper has the person before them; the cadre stood before a closed door."""
        settle_conflict(
            conflict_id=conflict.pk,
            to=Whereabouts.SETTLED,
            shelter_id=refuge_near(conflict.division_path),
            reason=_("电话问过安置点负责人，人在安置点，名字和年纪都对"),
            actor=duty,
            now=now,
        )

    def is_over(self) -> bool:
        """Whether nothing is left to do: never proposed, or everybody safe and no report contradicts another."""
        if self.villagers is None:
            return not orders(_EVERYTHING, states=(OrderState.DRAFT,)).filter(cause_id=self.opening.alert_id).exists()
        count = self.count()
        return count.should_leave == count.arrived and not conflicts(_EVERYTHING, self.order_id)

    def figures(self) -> dict[str, int]:
        """How it ended, in people."""
        if self.villagers is None:
            return {}
        count = self.count()
        return {
            "should_leave": count.should_leave,
            "settled": count.settled,
            "elsewhere": count.elsewhere,
            "refused": count.refused,
            "on_the_way": count.moving,
            "unaccounted": count.unaccounted,
            "conflicts_open": len(conflicts(_EVERYTHING, self.order_id)),
        }


def _where_to(order_id: int) -> tuple[set[int], set[str]]:
    """The shelters of the plan, and the villages whose people leave."""
    found = people(_EVERYTHING, order_id).values_list("planned_shelter_id", "division_path").distinct()
    return {shelter for shelter, _path in found if shelter}, {path[:VILLAGE] for _shelter, path in found}

"""Treatment projects and monitoring stations of the demonstration."""

# zh: names and words of the demonstration, stored as data

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from qianshao.core.actor import Actor
from qianshao.demo.build import BUILDER
from qianshao.demo.diary import Diary
from qianshao.demo.layout import Town
from qianshao.demo.photos import show
from qianshao.hazards import services as verbs
from qianshao.hazards.rules.works import Plan, Step
from qianshao.hazards.services.sense import Sent

#: Milestones by the days after the plan; none comes due while the story plays.
_STEPS = (("approve", "立项", 2), ("start", "开工", 40), ("main", "主体完工", 70), ("accept", "验收", 85))
_END = 90


@dataclass
class Works:
    """One project: planned, its first milestone reached. ``hazard``: the history that found its hazard."""

    hazard: Any
    path: str
    office: Actor
    boss: Actor
    project: Any = None

    def plan(self, now: datetime) -> None:
        """By the township."""
        steps = tuple(Step(name, now + timedelta(days=days), code) for code, name, days in _STEPS)
        plan = Plan(
            name=f"{self.hazard.place}治理工程",
            treatment="works",
            unit_name=self.hazard.unit,
            interim=self.hazard.wrong.interim,
            starts_on=now.date(),
            ends_at=now + timedelta(days=_END),
            steps=steps,
            money_planned=860_000,
            money_source="县级资金和单位自筹（演示数据）",
        )
        self.project = verbs.plan_project(hazard_id=self.hazard.pk, plan=plan, actor=self.office, now=now)

    def reach(self, now: datetime) -> None:
        """The first milestone, with a photo."""
        verbs.finish_milestone(
            project_id=self.project.pk,
            milestone_id=self.project.milestones.first().pk,
            words="批复已下",
            evidence=show(self.path, now, mended=False),
            actor=self.boss,
            now=now,
        )


#: Stations: quantity, unit, what it is called, and what it sent, a reading each half day. None is over its limit.
_STATIONS = (
    ("crack", "mm", "后山滑坡体裂缝计", (1.1, 1.2, 1.2, 1.9, 2.6, 3.1)),
    ("tilt", "°", "老戏台倾角仪", (0.2, 0.2, 0.3, 0.3, 0.3, 0.3)),
)


def make_stations(diary: Diary, towns: Sequence[Town], paths: dict[str, str]) -> None:
    """A few devices in the first towns, the newest reading from the day of the story."""
    for number, (quantity, measured, name, values) in enumerate(_STATIONS):
        village = towns[number % len(towns)].villages[0]
        code = f"YS{number + 1:04d}"
        lon, lat = village.at

        def register(now: datetime, of: Any = (code, quantity, name, paths[village.place.code], lon, lat)) -> None:
            verbs.put_station(
                code=of[0], quantity=of[1], name=f"{of[2]}（演示）", division_path=of[3], lon=of[4], lat=of[5],
                actor=BUILDER, now=now,
            )  # fmt: skip

        diary.put(4, 0, register, alone=True)
        for place, value in enumerate(values):
            sent = Sent(0, f"{code}-{place}", code, quantity, value, measured, diary.now)
            diary.put((len(values) - 1 - place) / 2, 7, _reading(sent), alone=True)


def _reading(sent: Sent) -> Any:
    def send(now: datetime) -> None:
        one = Sent(sent.place, sent.ref, sent.station, sent.quantity, sent.value, sent.unit, now)
        verbs.take_readings(sent=[one], actor=BUILDER, now=now)

    return send

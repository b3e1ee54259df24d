"""The year's money of the demonstration: planned, executed and paid; one list of bond-fund equipment; two plans.

Amounts are examples; the matching rate is that of the county's class in the shipped table.
"""

# zh: what the demonstration's people write, stored as data

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from qianshao.core.actor import Actor
from qianshao.core.clock import BEIJING
from qianshao.demo.diary import Diary
from qianshao.resources.money import services as verbs
from qianshao.resources.money.selectors import matching_on
from qianshao.resources.planning.rules import MOST_PEOPLE
from qianshao.resources.planning.services import plan_fire, plan_reserve

_OFFICE, _PLANNER = Actor.system("县应急局财务 演示", "demo"), Actor.system("县应急局救灾 演示", "demo")
#: 10,000 yuan in fen.
_WAN = 1_000_000
#: Source, what for, name, planned, executed, paid (ten thousand yuan).
_LINES = (
    ("own", "relief", "救灾物资采购储备", 180, 126, 96),
    ("own", "hazard", "重大隐患治理补助", 320, 172, 86),
    ("own", "reward", "群众举报奖励", 12, 1, 1),
    ("own", "allowance", "安全生产协管员津贴", 96, 48, 48),
    ("upper", "building", "村级应急广播改造", 240, 240, 168),
    ("upper", "community", "综合减灾示范社区创建", 60, 30, 15),
    ("bond", "equipment", "基层应急救援装备", 860, 610, 430),
    ("matching", "equipment", "国债装备县级配套", 688, 400, 260),
)
#: Category, name, unit, planned, unit price (yuan), delivered, accepted, issued.
_EQUIPMENT = (
    ("forest", "风力灭火机", "台", 60, 4_200, 60, 60, 52),
    ("flood", "大流量排涝泵车", "辆", 2, 680_000, 1, 1, 1),
    ("water", "橡皮艇", "艘", 12, 26_000, 12, 10, 10),
    ("quake", "液压破拆工具组", "套", 8, 48_000, 8, 6, 4),
    ("comms", "卫星电话", "部", 32, 9_800, 32, 32, 32),
    ("support", "移动照明灯塔", "台", 16, 15_500, 0, 0, 0),
)
#: Days before the story: the year's plan, the entries, the list, what came of it, the plans.
_PLANNED, _EXECUTED, _PAID, _LISTED, _COUNTED, _SITED = 150, 70, 35, 120, 20, 9


@dataclass
class Money:
    """One county's year."""

    county: str
    diary: Diary
    _items: list[tuple[Any, list[int]]] = field(default_factory=list)

    def tell(self) -> None:
        """Note it in the diary."""
        for number, line in enumerate(_LINES):
            self._line(number, *line)
        self.diary.put(_LISTED, 2, self._list, alone=True)
        self.diary.put(_COUNTED, 5, self._count, alone=True)
        self.diary.put(_SITED, 3, self._sites, alone=True)

    def _line(self, number: int, source: str, head: str, name: str, planned: int, executed: int, paid: int) -> None:
        made: list[Any] = []

        def plan(now: datetime) -> None:
            made.append(
                verbs.plan_line(
                    division_path=self.county, year=now.astimezone(BEIJING).year, source=source, head=head, name=name,
                    planned=planned * _WAN, is_demo=True, actor=_OFFICE, now=now,
                )
            )  # fmt: skip

        def book(step: str, amount: int, words: str) -> Callable[[datetime], None]:
            def deed(now: datetime) -> None:
                verbs.book(
                    line_id=made[0].pk, step=step, amount=amount * _WAN, on=now.date(), words=words,
                    actor=_OFFICE, now=now,
                )  # fmt: skip

            return deed

        self.diary.put(_PLANNED, number, plan, alone=True)
        self.diary.put(_EXECUTED - number, 3, book("executed", executed, f"演示合同 {number + 1:02} 号"), alone=True)
        self.diary.put(_PAID - number, 4, book("paid", paid, f"演示凭证 {number + 1:02} 号"), alone=True)

    def _list(self, now: datetime) -> None:
        approved = (now - timedelta(days=20)).date()
        if matching_on(approved) is None:
            return  # a story older than the shipped rates
        project = verbs.start_project(
            division_path=self.county, name="基层应急救援装备清单（演示）", batch="第一批",
            approved_on=approved, base=860 * _WAN, is_demo=True, actor=_OFFICE, now=now,
        )  # fmt: skip
        for category, name, unit, planned, price, *counted in _EQUIPMENT:
            item = verbs.add_item(
                project_id=project.pk, category=category, name=name, unit=unit, planned=planned, price=price * 100,
                actor=_OFFICE, now=now,
            )  # fmt: skip
            self._items.append((item, counted))

    def _count(self, now: datetime) -> None:
        for project in {item.project_id: item.project for item, _counted in self._items}.values():
            verbs.change_project(
                project_id=project.pk, version=project.version, changes={"in_place": 400 * _WAN},
                actor=_OFFICE, now=now,
            )  # fmt: skip
        for item, (delivered, accepted, issued) in self._items:
            verbs.count_item(
                item_id=item.pk, version=item.version, delivered=delivered, accepted=accepted, issued=issued,
                actor=_OFFICE, now=now,
            )  # fmt: skip

    def _sites(self, now: datetime) -> None:
        plan_reserve(division_path=self.county, budget=5, goal=MOST_PEOPLE, actor=_PLANNER, now=now)
        plan_fire(division_path=self.county, budget=6, actor=_PLANNER, now=now)

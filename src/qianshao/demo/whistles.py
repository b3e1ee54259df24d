"""Two whistles (吹哨报到) of the demonstration: one closed and evaluated, one running."""

# zh: what the demonstration's people write, stored as data

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from qianshao.core.actor import Actor
from qianshao.core.ids import DEPARTMENT, sign_link
from qianshao.core.sync import Position
from qianshao.demo.diary import Diary
from qianshao.demo.layout import Town
from qianshao.divisions.rules import short_name
from qianshao.hazards import services as verbs

_DESK = Actor.system("周敏 县值班员", "demo")


@dataclass
class _Case:
    """One whistle of a township."""

    town: Town
    path: str
    whistle: Any = None
    calls: dict[str, Any] = field(default_factory=dict)

    @property
    def head(self) -> Actor:
        """Who blows and evaluates."""
        return Actor.system(f"{short_name(self.town.place.name)}乡镇长", "demo")

    def blow(self, case: str, matter: str, place: str, departments: tuple[str, ...]) -> Callable[[datetime], None]:
        def deed(now: datetime) -> None:
            lon, lat = self.town.seat
            self.whistle = verbs.blow_whistle(
                case=case, matter=matter, departments=departments, division_path=self.path, place=place,
                position=Position(lon, lat, 10.0), actor=self.head, now=now,
            )  # fmt: skip
            self.calls = {call.department: call for call in self.whistle.calls.unscoped("just made")}

        return deed

    def answer(self, department: str, contact: str, measure: str, days: float) -> Callable[[datetime], None]:
        def deed(now: datetime) -> None:
            verbs.answer_call(
                call_id=self.calls[department].pk, contact=contact, measure=measure,
                promised_at=now + timedelta(days=days), actor=_DESK, now=now,
            )  # fmt: skip

        return deed

    def press(self, department: str, act: str, **given: str) -> Callable[[datetime], None]:
        """The department itself, by the link it was sent."""

        def deed(now: datetime) -> None:
            token = sign_link(DEPARTMENT, self.calls[department].pk)
            verbs.press_call(token=token, act=act, given=given, now=now)

        return deed

    def arrive(self, department: str, who: str) -> Callable[[datetime], None]:
        def deed(now: datetime) -> None:
            code, pk = self.whistle.site_code, self.calls[department].pk
            verbs.arrive_at(call_id=pk, who=who, site_code=code, actor=_DESK, now=now)

        return deed

    def finish(self, department: str, words: str, rating: int) -> Callable[[datetime], None]:
        def deed(now: datetime) -> None:
            pk = self.calls[department].pk
            verbs.finish_call(call_id=pk, words=words, actor=_DESK, now=now)
            later = now + timedelta(minutes=20)
            verbs.rate_call(call_id=pk, rating=rating, words="来得快，办得实", actor=self.head, now=later)

        return deed

    def close(self, now: datetime) -> None:
        """The case is over."""
        verbs.close_whistle(whistle_id=self.whistle.pk, words="路面恢复，货场清空", actor=self.head, now=now)


def make_whistles(diary: Diary, towns: list[Town], paths: dict[str, str]) -> None:
    """Note both."""
    over, runs = (_Case(town, paths[town.place.code]) for town in (towns[0], towns[1 % len(towns)]))
    matter = "集镇货场占道堆放竹木，堵住消防车通道，货主多次不听劝"
    diary.put(20, 0, over.blow("joint", matter, "集镇货场", ("fire", "urban")))
    diary.put(20, 1, over.answer("fire", "消防救援大队 值班员", "派两人到场，量通道、开整改单", 2))
    diary.put(20, 1, over.answer("urban", "城市管理局 中队长", "带一辆车清运占道货物", 1))
    diary.put(20, 3, over.arrive("urban", "中队长带 4 人 1 车"))
    diary.put(20, 4, over.arrive("fire", "参谋 2 人"))
    diary.put(19, 2, over.finish("urban", "占道竹木清走三车，划了禁停线", 5))
    diary.put(19, 3, over.finish("fire", "通道净宽恢复到四米，下了责令改正通知", 4))
    diary.put(19, 6, over.close)
    matter = "后山公路边坡掉石头，路面裂了一条缝，怕再下雨就断路，请来人看怎么封、怎么绕"
    diary.put(0, 2, runs.blow("public", matter, "后山公路三公里处", ("transport", "resources", "power")))
    diary.put(0, 3, runs.answer("transport", "公路养护中心 副主任", "先封半幅路，摆反光锥，今晚派人守", 1.6))
    diary.put(0, 4, runs.answer("resources", "自然资源局 地灾股", "带专家看坡，定要不要撤人", 2.6))
    diary.put(0, 5, runs.answer("power", "供电所 所长", "先断开路边杆上的支线，备好发电车", 1.6))
    diary.put(0, 4, runs.press("transport", "set_out"))
    diary.put(0, 6, runs.press("transport", "arrive", who="副主任带养护班 6 人"))

"""Enforcement in the demonstration: officers, one delegation, a case that is closed and one near its last day."""

# zh: what the demonstration's officers write, stored as data

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from qianshao.core.actor import Actor
from qianshao.core.clock import BEIJING
from qianshao.demo.build import BUILDER
from qianshao.demo.diary import Deed, Diary
from qianshao.demo.photos import show
from qianshao.enforcement import services as verbs
from qianshao.enforcement.models import Case

_MATTERS = ("占用、堵塞疏散通道、安全出口", "未按规定配置消防器材", "在河道内乱堆乱放")
_BASIS = "《中华人民共和国消防法》第六十条第一款第三项"
_HANDLER, _HEAD = (Actor.system(who, "demo") for who in ("郑伟 县应急局执法股", "方志远 县带班领导"))
_OFFICERS = (("郑伟", 900), ("程敏", 700), ("李国强", 24), ("何燕", 400))

Step = Callable[..., Any]


@dataclass
class Enforcement:
    """What officers do in a county."""

    diary: Diary
    county: str
    town: str
    place: str
    officers: list[int] = field(default_factory=list)

    def tell(self) -> None:
        """Note the registers and both cases."""
        self.diary.put(150, 0, self._registers)
        closed = _Story(self, "鸿运百货", "堵塞安全出口，铁链锁门，两次责令不改", 5_000)
        closed.begin(70)
        closed.punish(64)
        near = _Story(self, "顺达家具加工厂", "车间内住人，木屑堆在配电箱下，拒不腾退", 20_000)
        near.begin(94)
        near.file(87)
        self.diary.put(2, 5, near.propose)

    def _registers(self, now: datetime) -> None:
        today = now.astimezone(BEIJING).date()
        for number, (name, left) in enumerate(_OFFICERS):
            until = today + timedelta(days=150 + left)
            made = verbs.save_officer(
                name=name, certificate=f"演示{number + 1:04d}", organisation="县应急管理局", issuer="演示数据",
                division_path=self.county, valid_from=today, valid_until=until, actor=BUILDER, now=now,
            )  # fmt: skip
            self.officers.append(made.pk)
        verbs.save_delegation(
            division_path=self.town, document="关于向乡镇赋权的决定（演示数据）", document_no="演示〔2026〕1 号",
            matters=_MATTERS, valid_from=today, actor=BUILDER, now=now,
        )  # fmt: skip


@dataclass
class _Story:
    """One case. Two officers sign what is written on the spot."""

    room: Enforcement
    party: str
    words: str
    fine: int
    case: Case | None = None

    def begin(self, ago: int) -> None:
        """Opened, checked, ordered to mend, found not mended."""
        put = self.room.diary.put
        put(ago, 1, self._open, alone=True)
        put(ago, 3, self._do(verbs.record_check, words=f"现场检查：{self.words}。当事人在场。", signed=True))
        put(ago, 5, self._order)
        put(ago - 4, 2, self._do(verbs.record_recheck, words="复查：没有整改", signed=True, mended=False))
        put(ago - 4, 4, self._photos)

    def file(self, ago: int) -> None:
        """Asked for by one, granted by another: the 90 days run."""
        put = self.room.diary.put
        put(ago, 2, self._do(verbs.ask_filing, words="事实清楚，建议立案"))
        put(ago, 5, self._do(verbs.file_case, agreed=True, words="同意立案", by=_HEAD))

    def punish(self, ago: int) -> None:
        """To the end."""
        self.file(ago)
        put = self.room.diary.put
        put(ago - 10, 2, self.propose)
        put(ago - 11, 2, self._do(verbs.notify_party, words="同意，告知当事人", by=_HEAD))
        put(ago - 14, 2, self._do(verbs.hear_party, words="当事人放弃陈述申辩", said="waived", signed=True))
        put(ago - 16, 2, self._do(verbs.decide_penalty, words="罚款五千元", by=_HEAD))
        put(ago - 17, 2, self._do(verbs.serve_decision, how="direct", words="本人签收", signed=True))
        put(ago - 20, 2, self._do(verbs.publish_penalty, where="县政府网站行政处罚公示栏"))
        put(ago - 24, 2, self._do(verbs.record_payment, paid=self.fine))
        put(ago - 25, 2, self._do(verbs.close_case, words="罚款缴清，通道已恢复", by=_HEAD))

    def _open(self, now: datetime) -> None:
        self.case = verbs.open_case(
            matter=_MATTERS[0], words=self.words, division_path=self.room.place, party_name=self.party,
            party_head="负责人", place_name=self.party, actor=_HANDLER, now=now,
        )  # fmt: skip

    def _order(self, now: datetime) -> None:
        due = now + timedelta(days=3)
        self._do(verbs.order_mending, words="限三日内清空通道、拆除铁链", signed=True, due_at=due)(now)

    def _photos(self, now: datetime) -> None:
        shown = show(self.room.place, now, mended=False)
        if shown:
            self._do(verbs.add_evidence, photos=shown, words="复查时的通道", by=BUILDER)(now)

    def propose(self, now: datetime) -> None:
        """What the handler wants."""
        words = f"拟罚款 {self.fine} 元"
        given: dict[str, Any] = {"penalty": "fine", "matter": _MATTERS[0], "basis": _BASIS, "fine": self.fine}
        self._do(verbs.propose_penalty, words=words, **given)(now)

    def _do(self, verb: Step, *, by: Actor = _HANDLER, signed: bool = False, **given: Any) -> Deed:
        def deed(now: datetime) -> None:
            officers = {"officers": self.room.officers[:2]} if signed else {}
            verb(case_id=self.case.pk if self.case else 0, actor=by, now=now, **officers, **given)

        return deed

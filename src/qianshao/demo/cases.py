"""Enforcement in the demonstration: officers, one delegation, and cases: one closed, one near its last day, one
before its hearing, one whose fine is paid in parts.
"""

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

#: Days from the story on: the hearing, the second part of a fine; before it: the first part.
_HEARING_IN, _SECOND_PART, _FIRST_PART = 15, 25, 8

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
        """Note the registers and the cases."""
        self.diary.put(150, 0, self._registers)
        closed = _Story(self, "鸿运百货", "堵塞安全出口，铁链锁门，两次责令不改", 5_000)
        closed.begin(70)
        closed.punish(64)
        near = _Story(self, "顺达家具加工厂", "车间内住人，木屑堆在配电箱下，拒不腾退", 20_000)
        near.begin(94)
        near.file(87)
        self.diary.put(2, 5, near.propose)
        heard = _Story(self, "永盛烟花爆竹经营部", "库房和住房连在一起，超量存放，拒不搬出", 60_000)
        heard.begin(48)
        heard.file(42)
        heard.until_hearing(20)
        slow = _Story(self, "老街旅馆", "疏散楼梯堆满布草，复查没有改", 8_000)
        slow.begin(80)
        slow.file(75)
        slow.put_off(60)

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
        self._decide(ago - 10, "罚款五千元")
        put(ago - 20, 2, self._do(verbs.publish_penalty, where="县政府网站行政处罚公示栏"))
        put(ago - 24, 2, self._do(verbs.record_payment, paid=self.fine))
        put(ago - 25, 2, self._do(verbs.close_case, words="罚款缴清，通道已恢复", by=_HEAD))

    def _decide(self, ago: int, words: str) -> None:
        """Proposed, told, decided, served within a week; the decision is on paper."""
        put = self.room.diary.put
        put(ago, 2, self.propose)
        put(ago - 1, 2, self._do(verbs.notify_party, words="同意，告知当事人", by=_HEAD))
        put(ago - 4, 2, self._do(verbs.hear_party, words="当事人放弃陈述申辩", said="waived", signed=True))
        put(ago - 6, 2, self._do(verbs.decide_penalty, words=words, by=_HEAD))
        put(ago - 6, 3, self._do(verbs.make_document, kind="decision"), alone=True)
        put(ago - 7, 2, self._do(verbs.serve_decision, how="direct", words="本人签收", signed=True))

    def until_hearing(self, ago: int) -> None:
        """Heavy enough for a hearing, which was asked for and whose day is told."""
        put = self.room.diary.put
        put(ago, 2, self.propose)
        put(ago - 1, 2, self._do(verbs.notify_party, words="同意，告知当事人和听证权利", by=_HEAD))
        put(ago - 2, 2, self._do(verbs.ask_hearing, words="当事人书面要求听证"))
        place: dict[str, Any] = {"where": "县应急管理局三楼会议室", "chair": "何燕"}
        when = self.room.diary.moment(-_HEARING_IN)
        put(ago - 14, 2, self._do(verbs.plan_hearing, when=when, words="已通知当事人和承办人", **place))
        put(ago - 14, 3, self._do(verbs.make_document, kind="hearing_call"), alone=True)

    def put_off(self, ago: int) -> None:
        """Decided; the party pays in two parts, the first of which came."""
        put = self.room.diary.put
        self._decide(ago, "罚款八千元")
        put(ago - 12, 2, self._do(verbs.ask_deferral, words="停业整改，资金周转不开", plan=self._plan()))
        put(ago - 13, 2, self._do(verbs.decide_deferral, agreed=True, words="情况属实，同意分两期", by=_HEAD))
        put(ago - 13, 3, self._do(verbs.make_document, kind="deferral"), alone=True)
        put(_FIRST_PART + 2, 2, self._do(verbs.record_payment, paid=self.fine // 2, words="第一期"))

    def _plan(self) -> str:
        days = (self.room.diary.moment(ago).astimezone(BEIJING).date() for ago in (_FIRST_PART, -_SECOND_PART))
        return "\n".join(f"{day.isoformat()}，{self.fine // 2}" for day in days)

    def _open(self, now: datetime) -> None:
        self.case = verbs.open_case(
            matter=_MATTERS[0], words=self.words, division_path=self.room.place, party_name=self.party,
            party_head="负责人", party_address=f"{self.party}门面（演示地址）", place_name=self.party,
            actor=_HANDLER, now=now,
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

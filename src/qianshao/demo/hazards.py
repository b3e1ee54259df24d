"""The ledger of the demonstration: hazards in every state and of every age, all moved by the room's own verbs."""

# zh: names and words of the demonstration, stored as data

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from qianshao.core.actor import Actor
from qianshao.core.sync import Position
from qianshao.demo.diary import Diary
from qianshao.demo.hazard_words import MAJORS, OFFENDERS, WRONGS, Wrong
from qianshao.demo.layout import Town, Village
from qianshao.demo.names import Names
from qianshao.demo.photos import show
from qianshao.demo.works import Works
from qianshao.divisions.rules import short_name
from qianshao.geo.partition import Point
from qianshao.hazards import services as verbs

#: Numbers of this room's people start behind those of the register.
_FIRST_PHONE = 60_000_000
_GENERAL, _MAJOR = 1, 2
_LIMIT_DAYS = 15
_SOURCES = ("grid", "grid", "patrol", "department", "grid", "inspection", "enterprise")


@dataclass(frozen=True, slots=True)
class Fate:
    """How far a hazard comes. ``ago``: days since it was found; ``days``: what the unit was given."""

    end: str
    ago: int
    days: int = _LIMIT_DAYS


#: One round of fates; a county goes round as often as it has hazards. The closed ones move back in time each round.
_FATES = (
    Fate("closed", 24), Fate("rectifying", 9), Fate("closed", 40), Fate("found", 1), Fate("closed", 31),
    Fate("rectifying", 21), Fate("closed", 58), Fate("accept_asked", 12), Fate("assigned", 3), Fate("closed", 17),
    Fate("verified", 2), Fate("rejected", 16), Fate("closed", 66), Fate("rectifying", 5), Fate("accepted", 11),
    Fate("fixed_on_site", 2), Fate("closed", 49), Fate("assigned", 17), Fate("false", 20), Fate("closed", 28),
    Fate("extended", 18), Fate("reported", 2), Fate("closed", 73), Fate("found", 0), Fate("wants_time", 13),
    Fate("closed", 13), Fate("rectifying", 33), Fate("closed", 80), Fate("reopened", 37), Fate("closed", 20),
)  # fmt: skip
_BACK_PER_ROUND = 26


@dataclass
class Ledger:
    """Makes hazards into a diary. ``made``: those whose history others tell on, by key."""

    diary: Diary
    paths: dict[str, str]
    names: Names
    made: dict[str, Any] = field(default_factory=dict)

    def find(self, number: int, town: Town, village: Village, wrong: Wrong, fate: Fate, **more: Any) -> "History":
        """Note one hazard's history."""
        history = History(self, number, town, village, wrong, fate, more)
        history.tell()
        return history


def make_hazards(
    diary: Diary, towns: Sequence[Town], paths: dict[str, str], share: float, points: Sequence[Any]
) -> Ledger:
    """Note the histories of about 120 hazards (``share`` 1) over the towns; some break the controls of ``points``."""
    names = Names(int(towns[0].place.code[:6]) + 7)
    names.skip_phones(_FIRST_PHONE)
    ledger = Ledger(diary, paths, names)
    for number in range(round(112 * share)):
        town = towns[number % len(towns)]
        village = town.villages[(number // len(towns) * 5 + number) % len(town.villages)]
        fate = _FATES[number % len(_FATES)]
        back = number // len(_FATES) * _BACK_PER_ROUND if fate.end == "closed" else 0
        more = {"risk_uid": points[number].uid} if number < len(points) and number % 4 == 1 else {}
        wrong = WRONGS[(number * 7 + number // 16) % len(WRONGS)]
        ledger.find(number, town, village, wrong, Fate(fate.end, fate.ago + back, fate.days), **more)
    _offenders(ledger, towns)
    _majors(ledger, towns)
    for days in range(174, -1, -3):
        diary.put(days, 7, _remind)
    return ledger


def _remind(now: datetime) -> None:
    verbs.remind_due(limit=1_000, actor=Actor.system("自动提醒"), now=now)


def _offenders(ledger: Ledger, towns: Sequence[Town]) -> None:
    """Two places where the same comes back: closed, closed, and open again."""
    for number, wrong in enumerate(OFFENDERS):
        town = towns[number % len(towns)]
        village = town.villages[0]
        for ago, end in ((150, "closed"), (84, "closed"), (18, "rectifying")):
            ledger.find(number, town, village, wrong, Fate(end, ago), at=village.at)


def _majors(ledger: Ledger, towns: Sequence[Town]) -> None:
    for number, (wrong, report, plan) in enumerate(MAJORS):
        town = towns[(number + 2) % len(towns)]
        history = ledger.find(number, town, town.villages[-1], wrong, Fate("major", 26 - 9 * number, 30), at=None)
        history.papers(report, plan)


@dataclass
class History:
    """One hazard: each deed of it finds the row by the number its finding gave."""

    ledger: Ledger
    number: int
    town: Town
    village: Village
    wrong: Wrong
    fate: Fate
    more: dict[str, Any]
    pk: int = 0

    def tell(self) -> None:
        """Note what happens, day by day, until its end."""
        ago, end = self.fate.ago, self.fate.end
        self._at(ago, 0, self._find)
        if end == "found":
            return
        if end == "fixed_on_site":
            self._at(ago, 2, self._on_site)
        elif end == "false":
            self._at(ago - 1, 1, self._false)
        elif end == "reported":
            self._at(ago, 4, self._up)
        else:
            self._verified(ago, end)

    def _verified(self, ago: int, end: str) -> None:
        self._at(ago - 0.5 if ago < 2 else ago - 1, 1, self._verify)
        if end != "verified":
            self._handed(ago, end)

    def papers(self, report: dict[str, str], plan: dict[str, str]) -> None:
        """Report, plan and supervision of a major hazard."""
        ago = self.fate.ago
        boss, head = self._who("负责人"), Actor.system("方志远 县带班领导", "demo")
        self._at(ago - 2, 6, lambda now: verbs.put_report(hazard_id=self.pk, parts=report, actor=boss, now=now))
        self._at(ago - 4, 2, lambda now: verbs.put_plan(hazard_id=self.pk, parts=plan, actor=boss, now=now))
        words = "涉及人多，由县里盯到底"
        self._at(ago - 3, 3, lambda now: verbs.escalate(
            hazard_id=self.pk, level="county", words=words, supervision_no=f"督〔2026〕{self.number + 3} 号",
            office="县应急管理局", actor=head, now=now))  # fmt: skip
        works = Works(self, self.ledger.paths[self.village.place.code], self._who("应急办"), boss)
        self._at(ago - 5, 3, works.plan)
        self._at(ago - 7, 3, works.reach)

    def _handed(self, ago: int, end: str) -> None:
        self._at(ago - 1, 3, self._assign)
        if end == "assigned":
            return
        if ago < 45:
            self._at(ago - 2, 2, self._start)
        if end in ("extended", "wants_time"):
            self._at(ago - 8, 2, self._wish)
        if end == "extended":
            self._at(ago - 9, 4, self._grant)
        if end in ("rectifying", "extended", "wants_time", "major"):
            return
        last = {"accept_asked": 1, "accepted": 3, "rejected": 4, "reopened": 25}.get(end, max(ago - 11, 2))
        self._at(last, 2, self._ask)
        if end == "accept_asked":
            return
        self._at(last - 1, 3, self._reject if end == "rejected" else self._accept)
        if end in ("closed", "reopened"):
            self._at(last - 1, 6, self._close)
        if end == "reopened":
            self._at(6, 4, self._reopen)

    def _at(self, ago: float, slot: int, deed: Any) -> None:
        self.ledger.diary.put(ago, (slot + self.number % 2) % 8, deed)

    @property
    def place(self) -> str:
        """The place as everybody calls it."""
        return short_name(self.village.place.name) + self.wrong.place

    @property
    def unit(self) -> str:
        """Who must mend it."""
        return short_name(self.village.place.name) + self.wrong.unit

    def _who(self, what: str) -> Actor:
        """Somebody of the unit (负责人), of the village (网格员) or of the township's offices."""
        if what == "负责人":
            return Actor.system(f"{self.unit}负责人", "demo")
        if what == "网格员":
            return Actor.system(f"{short_name(self.village.place.name)}网格员", "demo")
        return Actor.system(f"{short_name(self.town.place.name)}{what}", "demo")

    def _position(self) -> Position:
        near: Point = self.village.grids[self.number % len(self.village.grids)].at
        at = self.more.get("at") or near
        return Position(at[0], at[1], 8.0)

    def _find(self, now: datetime) -> None:
        path = self.ledger.paths[self.village.place.code]
        recent = self.fate.ago < 30 and self.number % 3 == 0
        self.pk = verbs.find_hazard(
            kind=self.wrong.kind,
            words=self.wrong.words,
            source=_SOURCES[self.number % len(_SOURCES)],
            division_path=path,
            place_name=self.place,
            place_class=self.wrong.place_class,
            unit_name=self.unit,
            unit_phone=self.ledger.names.phone(),
            risk_uid=self.more.get("risk_uid"),
            position=self._position(),
            evidence=show(path, now, mended=False) if recent else (),
            actor=self._who("网格员"),
            now=now,
        ).pk

    def _verify(self, now: datetime) -> None:
        grade = _MAJOR if self.fate.end == "major" else _GENERAL
        office = self._who("应急办")
        verbs.verify_hazard(hazard_id=self.pk, grade=grade, interim=self.wrong.interim, actor=office, now=now)

    def _false(self, now: datetime) -> None:
        words = "到现场看过，是正在施工的临时堆放，当天已清走"
        verbs.mark_false(hazard_id=self.pk, words=words, actor=self._who("应急办"), now=now)

    def _up(self, now: datetime) -> None:
        verbs.report_up(hazard_id=self.pk, words="产权单位在县里，村里叫不动", actor=self._who("网格员"), now=now)

    def _on_site(self, now: datetime) -> None:
        path = self.ledger.paths[self.village.place.code]
        photos = show(path, now, mended=True)
        words, boss = self.wrong.mended, self._who("负责人")
        verbs.fix_on_site(hazard_id=self.pk, words=words, unit_name=self.unit, evidence=photos, actor=boss, now=now)

    def _assign(self, now: datetime) -> None:
        verbs.assign_hazard(
            hazard_id=self.pk,
            unit_name=self.unit,
            department=self.wrong.department,
            person_name=self.ledger.names.full(),
            due_at=self.ledger.diary.moment(self.fate.ago - self.fate.days, 4),
            treatment="works" if self.fate.end == "major" else "repair",
            money=860_000 if self.fate.end == "major" else 500 + self.number % 9 * 400,
            actor=self._who("应急办"),
            now=now,
        )

    def _start(self, now: datetime) -> None:
        verbs.start_work(hazard_id=self.pk, words="已联系人手和材料", actor=self._who("负责人"), now=now)

    def _wish(self, now: datetime) -> None:
        until = self.ledger.diary.moment(self.fate.ago - self.fate.days - 10, 4)
        reason = "材料要从县外运，路上耽误了"
        verbs.ask_extension(hazard_id=self.pk, until=until, reason=reason, actor=self._who("负责人"), now=now)

    def _grant(self, now: datetime) -> None:
        words = "同意，期间加密巡查"
        verbs.decide_extension(hazard_id=self.pk, granted=True, words=words, actor=self._who("应急办"), now=now)

    def _ask(self, now: datetime) -> None:
        photos = show(self.ledger.paths[self.village.place.code], now, mended=True)
        boss = self._who("负责人")
        verbs.ask_acceptance(hazard_id=self.pk, words=self.wrong.mended, evidence=photos, actor=boss, now=now)

    def _accept(self, now: datetime) -> None:
        team = self._who("综合执法队")
        verbs.accept_hazard(
            hazard_id=self.pk, unit_name=team.label, words="现场看过，已整改到位", actor=team, now=now
        )

    def _reject(self, now: datetime) -> None:
        words = "只搬了一半，门还是开不全"
        verbs.reject_hazard(hazard_id=self.pk, words=words, actor=self._who("综合执法队"), now=now)

    def _close(self, now: datetime) -> None:
        verbs.close_hazard(hazard_id=self.pk, actor=self._who("应急办"), now=now)

    def _reopen(self, now: datetime) -> None:
        words = "回头看发现又和原来一样"
        verbs.reopen_hazard(hazard_id=self.pk, words=words, actor=self._who("应急办"), now=now)

"""Cases as tests need them, made by the verbs."""

from datetime import date, datetime, timedelta
from typing import Any

from qianshao.core.actor import Actor
from qianshao.enforcement import services
from qianshao.enforcement.models import Case, Delegation, Officer
from qianshao.files.services import receive_whole
from qianshao.hazards.selectors import standard_rows
from qianshao.hazards.services import publish_standard
from tests.cast import SYSTEM, Cast
from tests.files.pictures import photo

MATTER, BASIS = "占用疏散通道", "消防法第六十条"


def officer(cast: Cast, name: str, area: str = "", **given: Any) -> Officer:
    """An officer of the county, or of an area, whose certificate is valid in the year of the story."""
    options = {
        "name": name,
        "certificate": f"豫S{name}",
        "organisation": "县应急局",
        "division_path": area or cast.county.path,
        "valid_from": date(2024, 1, 1),
        "valid_until": date(2028, 12, 31),
        **given,
    }
    return services.save_officer(actor=cast.actor("county_duty"), now=cast.now, **options)


def two(cast: Cast) -> list[int]:
    """Two officers of the county."""
    known = {row.name: row for row in Officer.objects.unscoped("a test").all()}
    return [(known.get(name) or officer(cast, name)).pk for name in ("石磊", "高峰")]


def delegated(cast: Cast, matter: str = MATTER, **given: Any) -> Delegation:
    """The province has delegated a matter to 青石镇."""
    options = {"document": "省政府赋权目录", "valid_from": date(2024, 1, 1), **given}
    return services.save_delegation(
        division_path=cast.town_a.path, matters=[matter], actor=cast.actor("county_lead"), now=cast.now, **options
    )


def rewrite(cast: Cast, table: str, **changes: dict[str, Any]) -> None:
    """The county changes rows of one of its tables, by code."""
    rows = [dict(row) | changes.get(str(row["code"]), {}) for row in standard_rows(table, cast.now)]
    publish_standard(name=table, rows=rows, version=0, actor=SYSTEM, now=cast.now)


def told_where(cast: Cast) -> None:
    """The county has filled in where to pay, to complain, to sue."""
    words = {"pay_to": "县农商行财政专户", "appeal_to": "本县人民政府", "court": "本县人民法院"}
    words |= {"exec_court": "本县人民法院执行局"}
    rewrite(cast, "case_texts", **{code: {"words": text} for code, text in words.items()})


def opened(cast: Cast, body: str = "county", who: str = "county_duty", **given: Any) -> Case:
    """A case in 红旗村."""
    options = {
        "matter": MATTER,
        "words": "检查中发现",
        "division_path": cast.village_a1.path,
        "party_name": "红旗商店",
        "party_address": "红旗村老街 1 号",
        **given,
    }
    return services.open_case(body=body, actor=cast.actor(who), now=cast.now, **options)


class Doer:
    """Takes a case along its steps: ``duty`` handles and asks, ``lead`` approves."""

    def __init__(self, cast: Cast, body: str = "county", **given: Any) -> None:
        self.cast, self.body, self.now = cast, body, cast.now
        self.officers = two(cast)
        self.case = opened(cast, body, self.duty_key, **given)

    @property
    def duty_key(self) -> str:
        """Who handles it."""
        return "town_duty" if self.body == "town" else "county_duty"

    @property
    def duty(self) -> Actor:
        """Who handles it."""
        return self.cast.actor(self.duty_key)

    @property
    def lead(self) -> Actor:
        """Who approves it."""
        return self.cast.actor("town_lead" if self.body == "town" else "county_lead")

    def do(self, verb: Any, actor: Actor | None = None, now: datetime | None = None, **given: Any) -> Case:
        """One verb on the case."""
        self.case = verb(case_id=self.case.pk, actor=actor or self.duty, now=now or self.now, **given)
        return self.case

    def do_paper(self, kind: str, why: str = "") -> Any:
        """A paper of the case."""
        return services.make_document(case_id=self.case.pk, kind=kind, why=why, actor=self.duty, now=self.now)

    def check(self) -> "Doer":
        """Looked at by two officers."""
        self.do(services.record_check, words="通道堵塞", officers=self.officers)
        return self

    def order(self) -> "Doer":
        """Ordered to mend in ten days."""
        due = self.now + timedelta(days=10)
        self.do(services.order_mending, words="十日内腾空", officers=self.officers, due_at=due)
        return self

    def recheck(self, *, mended: bool = False) -> "Doer":
        """Looked at again."""
        self.do(services.record_recheck, words="复查", officers=self.officers, mended=mended)
        return self

    def ask(self) -> "Doer":
        """Asked to be filed."""
        self.do(services.ask_filing, words="拒不改正")
        return self

    def file(self) -> "Doer":
        """Filed by the leader."""
        self.do(services.file_case, self.lead, agreed=True)
        return self

    def show(self) -> "Doer":
        """A photo."""
        uid = receive_whole(data=photo(), actor=self.duty, now=self.now).uid
        self.do(services.add_evidence, photos=[uid], words="堵着的通道")
        return self

    def propose(self, **given: Any) -> "Doer":
        """A fine proposed."""
        options = {"penalty": "fine", "matter": MATTER, "basis": BASIS, "fine": 5000, "words": "罚款五千", **given}
        self.do(services.propose_penalty, **options)
        return self

    def notify(self) -> "Doer":
        """The party is told."""
        self.do(services.notify_party, self.lead)
        return self

    def hear(self, said: str = "waived") -> "Doer":
        """The party says that it has nothing to say."""
        self.do(services.hear_party, words="放弃陈述申辩", officers=self.officers, said=said, hearing_waived=True)
        return self

    def call(self, days: int = 14, **given: Any) -> "Doer":
        """The party is told of the hearing's day, which then comes."""
        when = self.now + timedelta(days=days)
        options = {"when": when, "where": "县应急局三楼", "chair": "法制股长", **given}
        self.do(services.plan_hearing, **options)
        self.now = when
        return self

    def prepare(self) -> "Doer":
        """Reviewed by another and discussed."""
        self.do(services.review_case, self.lead, words="合法", agreed=True)
        self.do(services.discuss_case, self.lead, words="同意", present="甲局长、乙副局长")
        return self

    def decide(self) -> "Doer":
        """Decided by the leader."""
        self.do(services.decide_penalty, self.lead, words="决定罚款")
        return self

    def serve(self) -> "Doer":
        """Served."""
        self.do(services.serve_decision, officers=self.officers, how="at_once")
        return self

    def to(self, state: str) -> "Doer":
        """Along the whole way until ``state``."""
        way = (
            ("checked", self.check), ("ordered", self.order), ("rechecked", self.recheck), ("filing", self.ask),
            ("filed", self.file), ("proposed", lambda: self.show().propose()), ("notified", self.notify),
            ("heard", self.hear), ("decided", self.decide), ("served", self.serve),
        )  # fmt: skip
        names = ["opened", *(name for name, _step in way)]
        for name, step in way[names.index(self.case.state) : names.index(state)]:
            step()
            assert self.case.state == name
        assert self.case.state == state
        return self


def fresh(case: Case) -> Case:
    """The case as it stands."""
    found: Case = Case.objects.unscoped("a test").get(pk=case.pk)
    return found

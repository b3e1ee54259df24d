"""The half year before the story: what the rooms of hazards hold in a county that was just built."""

from datetime import UTC, datetime

import pytest

from qianshao.channels.models import Message
from qianshao.core.actor import Actor
from qianshao.core.scope import Scope
from qianshao.demo.facts import county_facts
from qianshao.demo.home import Size
from qianshao.demo.prepare import furnish
from qianshao.enforcement.models import Case, Document
from qianshao.enforcement.selectors import makeable
from qianshao.enforcement.services import make_document
from qianshao.hazards.models import Hazard, Project, RiskSheet, Station, Whistle
from qianshao.hazards.selectors import reminders_to_tell, standard_rows
from qianshao.hazards.selectors.whistles import whistle_reminders_to_tell
from qianshao.hazards.services import remind_due, remind_missed
from qianshao.hazards.states.ledger import MAJOR, HazardState
from qianshao.inspections.models import Draw, Visit
from qianshao.resources.models import BondCategory, BondItem, BudgetLine, PlanRun
from qianshao.tips.models import Reporter, Reward, Tip

NOW = datetime(2026, 7, 18, 12, 38, tzinfo=UTC)
ALL = Scope.everything("a test looks at the whole county")


@pytest.mark.django_db
def test_a_county_has_hazards_risks_visits_reports_and_cases_and_the_night_begins_in_silence() -> None:
    """One county, one look at everything: building it is what takes time."""
    size = Size("150603000000", persons=0, households=0, seed=1)
    furnish(county_facts("150603"), size, now=NOW, say=lambda _text: None)
    hazards = Hazard.objects.within(ALL)
    assert {row.state for row in hazards} >= {HazardState.CLOSED, HazardState.FOUND, HazardState.RECTIFYING}
    assert hazards.filter(grade=MAJOR, reports__isnull=False, plans__isnull=False).distinct().count() == 2
    assert hazards.filter(recurs_of__isnull=False).exists()
    assert all(row.received_at <= NOW for row in hazards)
    projects = Project.objects.within(ALL)
    assert {(row.state, row.milestones.filter(done_at__isnull=False).count()) for row in projects} == {("running", 1)}
    assert projects.count() == 2 and all(row.due_at > NOW for row in projects)
    assert [row.last_at is not None for row in Station.objects.within(ALL)] == [True, True]
    sheets = RiskSheet.objects.within(ALL)
    assert {sheet.colour for sheet in sheets} >= {"blue", "yellow", "orange"}
    assert sorted(Whistle.objects.within(ALL).values_list("state", flat=True)) == ["closed", "open"]
    states = set(Visit.objects.unscoped("sealed ones too").values_list("state", flat=True))
    assert states >= {"due", "done", "missed"}
    assert Draw.objects.unscoped("made by the leader").get().told_at is None
    assert set(Tip.objects.within(ALL).values_list("state", flat=True)) >= {"waiting", "folded", "taken", "answered"}
    assert Reward.objects.within(ALL).get().state == "paid"
    assert all(one.phone.startswith("100") for one in Reporter.objects.all() if one.phone)
    states = sorted(Case.objects.within(ALL).values_list("state", flat=True))
    assert states == ["closed", "executing", "hearing", "proposed"]
    every_paper_of_the_cases_is_made_and_says_that_it_is_made_up()
    the_year_has_money_and_plans()
    nobody_is_reminded_of_what_was_said_long_ago()


def the_year_has_money_and_plans() -> None:
    """Pages of money and planning show something; what was paid was executed, and no more was than planned."""
    lines = BudgetLine.objects.within(ALL)
    assert lines and all(0 < one.paid <= one.executed <= one.planned and one.is_demo for one in lines)
    items = BondItem.objects.filter(project__is_demo=True)
    assert {one.category for one in items} == set(BondCategory.values) and any(one.issued for one in items)
    assert set(PlanRun.objects.within(ALL).values_list("kind", flat=True)) == {"reserve", "fire"}


def every_paper_of_the_cases_is_made_and_says_that_it_is_made_up() -> None:
    """What only a county knows is filled in, so that no paper is refused."""
    assert set(Document.objects.values_list("kind", flat=True)) == {"decision", "hearing_call", "deferral"}
    for case in Case.objects.within(ALL):
        for kind, _name in makeable(case, NOW):
            if not Document.objects.filter(kind=kind).exists():
                make_document(case_id=case.pk, kind=kind, actor=Actor.system("a test"), now=NOW)
    assert Document.objects.values("kind").distinct().count() > 12
    texts = {row["code"]: row["words"] for row in standard_rows("case_texts", NOW)}
    assert all("演示数据" in words for words in texts.values())
    assert all(row["phone"].startswith("100") for row in standard_rows("departments", NOW))
    slow = Case.objects.within(ALL).get(state="executing")
    parts = slow.clocks.filter(code="pay", name__contains="/").order_by("until")
    assert [part.stopped_at is None for part in parts] == [False, True]


def nobody_is_reminded_of_what_was_said_long_ago() -> None:
    """The story begins without a message about the half year before."""
    sweep = Actor.system("a test")
    remind_due(limit=1_000, actor=sweep, now=NOW)
    remind_missed(limit=1_000, actor=sweep, now=NOW)
    assert not reminders_to_tell(1_000)
    assert not whistle_reminders_to_tell(1_000)
    assert not Message.objects.unscoped("every message").exists()

"""A call-out for tests: a made-up list of people written as SELECTs, and the ladders a test wants."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from qianshao.calling.models import CallOut, Case, DoorTask
from qianshao.calling.services.publish_ladder import publish_ladder
from qianshao.calling.services.sources import CASE_COLUMNS, CONTACT_COLUMNS, Cause, Recipients
from qianshao.calling.services.start_callout import start_callout
from qianshao.calling.ticks import sweep_due_cases
from qianshao.channels.models import Message
from qianshao.core.actor import Actor
from qianshao.core.fields import seal
from qianshao.core.permissions import ROLES
from qianshao.core.scope import Scope
from qianshao.core.sql import Select, rows_param, rows_table
from qianshao.journal.models import Entry

NOW = datetime(2026, 7, 18, 6, 10, tzinfo=UTC)  # 14:10 in Beijing: nobody sleeps
COUNTY = "000100010001"
TOWN = COUNTY + "0001"
OTHER_TOWN = COUNTY + "0002"
VILLAGE = TOWN + "0001"
_TYPES = {"name": "text", "post_label": "text", "division_path": "text", "address_enc": "text", "post_codes": "text"}
STANDIN, SUPERIOR, GUARDIAN = 901, 902, 903

SHORT = (
    {"kind": "sms", "who": "self", "wait_s": 180, "label": "短信"},
    {"kind": "voice", "who": "self", "tries": 3, "retry_gap_s": 100, "wait_s": 100, "label": "外呼"},
    {"kind": "voice", "who": "standin", "wait_s": 60, "label": "AB岗"},
    {"kind": "door", "who": "superior", "wait_s": 1800, "label": "上门"},
)
HOUSE = (
    {"kind": "sms", "who": "self", "wait_s": 180, "label": "短信"},
    {"kind": "door", "who": "guardian", "wait_s": 1800, "label": "敲门"},
)


def officer(name: str = "带班领导 李国强", path: str = COUNTY) -> Actor:
    """Somebody who may do everything in calling at ``path``."""
    actions = frozenset(f"calling.{verb}" for verb in (
        "view", "start", "answer", "door", "excuse", "reassign", "lift", "close", "ladders"
    ))  # fmt: skip
    assert ROLES
    return Actor("user", name, "desk", user_id=1, scope=Scope({path: actions}))


def select(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> Select:
    """Rows as a SELECT with these columns."""
    kinds = [(column, _TYPES.get(column, "int" if column == "is_key" else "bigint")) for column in columns]
    picks = ", ".join("is_key = 1 AS is_key" if c == "is_key" else c for c in columns)
    listed = [[row.get(column) for column in columns] for row in rows]
    return Select(f"SELECT {picks} FROM {rows_table(kinds)}", (rows_param(listed),))


def person(number: int, **more: Any) -> dict[str, Any]:
    """One recipient."""
    return {
        "recipient_id": number,
        "name": f"人{number}",
        "post_label": "村支书",
        "is_key": 0,
        "division_path": VILLAGE,
        "address_enc": seal(f"1000000{number:04d}"),
        "standin_ref": STANDIN,
        "superior_ref": SUPERIOR,
        "guardian_ref": None,
        **more,
    }


def household(number: int, **more: Any) -> dict[str, Any]:
    """One household."""
    return {**person(number), "post_label": "", "standin_ref": None, "guardian_ref": GUARDIAN, **more}


def contact(ref: int, **more: Any) -> dict[str, Any]:
    """One line of the phone book."""
    return {
        "ref": ref,
        "name": f"联系人{ref}",
        "post_label": "",
        "post_codes": "",
        "address_enc": seal(f"1000100{ref:04d}"),
        "division_path": TOWN,
        "standin_ref": None,
        "superior_ref": SUPERIOR if ref != SUPERIOR else None,
        **more,
    }


def publish(
    audience: str = "test",
    kind: str = "person",
    steps: Sequence[Mapping[str, Any]] = SHORT,
    settings: Mapping[str, Any] | None = None,
) -> None:
    """Put a ladder in force."""
    site = Actor.system("tests")
    publish_ladder(
        hazard="*", colour="*", audience=audience, recipient_kind=kind, name=audience, steps=steps,
        settings=settings or {}, source="tests", confirmed=False, actor=site, now=NOW - timedelta(days=1),
    )  # fmt: skip


def start(
    persons: Sequence[Mapping[str, Any]] = (),
    households: Sequence[Mapping[str, Any]] = (),
    *,
    cause_id: int = 1,
    now: datetime = NOW,
    hours: float = 6,
    supersedes: CallOut | None = None,
    is_drill: bool = False,
    actor: Actor | None = None,
    contacts: Sequence[Mapping[str, Any]] | None = None,
) -> CallOut:
    """Start a call-out of these people by the ladders ``test`` and ``house``."""
    until = now + timedelta(hours=hours)
    cause = Cause("alert", cause_id, "暴雨红色预警", "未来 3 小时有大暴雨", COUNTY, until, is_drill=is_drill)
    groups = []
    if persons:
        groups.append(Recipients("person", "test", [select(persons, CASE_COLUMNS)]))
    if households:
        groups.append(Recipients("household", "house", [select(households, CASE_COLUMNS)]))
    book = contacts if contacts is not None else [contact(ref) for ref in (STANDIN, SUPERIOR, GUARDIAN)]
    source = select(book, CONTACT_COLUMNS)
    return start_callout(cause, groups, [source], actor=actor or officer(), now=now, supersedes=supersedes)


def case(number: int = 1) -> Case:
    """The case of recipient ``number`` as it stands now (the newest, when several call-outs have it)."""
    found: Case = Case.objects.unscoped("the test looks").filter(recipient_id=number).latest("id")
    return found


def walk(number: int = 1) -> DoorTask:
    """The newest walk to the door of recipient ``number``."""
    found: DoorTask = DoorTask.objects.unscoped("the test looks").filter(case=case(number)).latest("id")
    return found


def queued(kind: str = "") -> list[Message]:
    """Messages waiting to leave, oldest first."""
    found = Message.objects.unscoped("the test looks").filter(state="queued").order_by("id")
    return list(found.filter(kind=kind) if kind else found)


def kinds() -> list[str]:
    """The journal's kinds of 叫应, oldest first."""
    found = Entry.objects.unscoped("the test looks").filter(kind__startswith="calling.").order_by("id")
    return [kind for kind in found.values_list("kind", flat=True) if kind != "calling.ladder_published"]


def to_the_door(since: datetime = NOW) -> datetime:
    """Let the engine climb until nothing is due; returns when the last step was taken."""
    moment = since
    while True:
        sweep_due_cases(moment, 1000)
        due = Case.objects.unscoped("the test looks").filter(state="open", due_at__isnull=False).order_by("due_at")
        if (first := due.first()) is None:
            return moment
        moment = first.due_at

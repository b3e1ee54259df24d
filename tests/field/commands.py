"""Commands for the tests of the sync: they write a line in the journal, the ledger of these tests."""

from typing import Any

from qianshao.core.errors import Invalid
from qianshao.core.sync import Push
from qianshao.journal.models import Entry
from qianshao.journal.services import record


def note(push: Push) -> dict[str, Any]:
    """What the test commands do: a line in the journal, the ledger of this test."""
    record(
        kind="accounts.logged_in",
        actor=push.actor,
        now=push.received_at,
        subject=("test", push.payload.get("n", 0)),
        division_path="",
        data={"name": "x", "address": str(push.id)},
    )
    if push.payload.get("refuse"):
        raise Invalid("test.refused", "这一户已经转移了。")
    if push.payload.get("crash"):
        raise RuntimeError("a bug")
    return {"n": push.payload.get("n", 0)}


def done() -> list[str]:
    """The ids of the commands whose effect is there, in order."""
    rows = Entry.objects.unscoped("a test").filter(subject_kind="test").order_by("id")
    return [row.data["address"] for row in rows]

"""The one statement that ends cases, and what must happen with it: doors dropped, queued messages withdrawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from qianshao.calling.services import outbox
from qianshao.calling.states import CaseState
from qianshao.core.sql import db_time, execute, fetch_all, ids_param, ids_table


@dataclass(frozen=True)
class Ending:
    """How, when and by whom cases end; always a named officer or the recipient."""

    state: CaseState
    at: datetime
    by: str
    channel: str = ""
    reason: str = ""


def end_cases(case_ids: Sequence[int], ending: Ending) -> list[int]:
    """End those of the cases that are open; returns their ids. Ended ones stay as they ended: the first counts."""
    ended_at = None if ending.state is CaseState.MOVED else db_time(ending.at)
    rows = fetch_all(
        "UPDATE calling_case SET state = %s, ended_at = %s, ended_by = %s, end_channel = %s, end_reason = %s, "
        "due_at = NULL, version = version + 1 "
        f"WHERE id IN ({_in()}) AND state = 'open' RETURNING id",
        [ending.state, ended_at, ending.by[:80], ending.channel, ending.reason[:200], ids_param(case_ids)],
    )
    ended = [row[0] for row in rows]
    if ended:
        settle(ended)
    return ended


def settle(case_ids: Sequence[int]) -> None:
    """Nobody walks to, and nothing is sent about, a case that is over."""
    execute(
        "UPDATE calling_doortask SET state = 'void', version = version + 1 "
        f"WHERE case_id IN ({_in()}) AND state = 'open'",
        [ids_param(case_ids)],
    )
    outbox.withdraw(case_ids)


def _in() -> str:
    return f"SELECT id FROM {ids_table('ended')}"

"""When somebody must look again."""

from datetime import datetime, timedelta

#: A thing that was not found as written is looked at again soon, whatever its kind asks for.
RECHECK_DAYS = 7


def next_check(looked_at: datetime, check_days: int | None, *, as_written: bool = True) -> datetime | None:
    """The moment a record fades; None: its kind is never checked."""
    if check_days is None:
        return None
    return looked_at + timedelta(days=check_days if as_written else min(check_days, RECHECK_DAYS))

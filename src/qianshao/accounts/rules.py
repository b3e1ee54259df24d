"""Pure rules of the door: how long after how many failures, which password will do, where a login may lead."""

import secrets
from datetime import datetime, timedelta

FREE_FAILURES = 5
LONGEST_BLOCK = timedelta(minutes=15)
FORGET_AFTER = timedelta(hours=1)
REVEALS_PER_HOUR = 60
MIN_REASON = 2
#: No 0/O, 1/l/I: one-time passwords are read out over the phone.
_READABLE = "abcdefghjkmnpqrstuvwxyz23456789"


def block_after(failures: int) -> timedelta:
    """How long the next try must wait: nothing for the first five, then 2, 4, 8 … seconds up to 15 minutes."""
    if failures < FREE_FAILURES:
        return timedelta()
    return min(timedelta(seconds=2 ** min(failures - FREE_FAILURES + 1, 12)), LONGEST_BLOCK)


def is_forgotten(last_at: datetime, now: datetime) -> bool:
    """Whether old failures no longer count."""
    return now - last_at >= FORGET_AFTER


def is_burst(failures: int) -> bool:
    """Whether this many failures deserve a line in the journal: at the first block, then each doubling."""
    tens, rest = divmod(failures, FREE_FAILURES)
    return rest == 0 and tens > 0 and tens & (tens - 1) == 0


def one_time_password() -> str:
    """Three groups of four, 59 bits: good for one login, read out or copied once."""
    return "-".join("".join(secrets.choice(_READABLE) for _ in range(4)) for _ in range(3))


def api_secret() -> str:
    """A new token's secret: 256 random bits with a prefix that leak scanners can find."""
    return "qs_" + secrets.token_urlsafe(32)

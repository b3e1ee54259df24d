"""Pure rules of the door: how long after how many failures, which password will do, where a login may lead."""

import hashlib
import re
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

FREE_FAILURES = 5
LONGEST_BLOCK = timedelta(minutes=15)
FORGET_AFTER = timedelta(hours=1)
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


def secret_digest(secret: str) -> str:
    """How a secret of ours is stored. A plain hash is enough for 128 random bits and more."""
    return hashlib.sha256(secret.encode()).hexdigest()


# ---- phones

CODE_LIFE = timedelta(minutes=15)
CODE_DIGITS = 8
#: Wrong digits of the whole site in ``GUESS_WINDOW`` after which only scanning binds a phone: with 50 codes open, the
#: chance that a guesser from a million addresses hits one stays below 1 in 10,000.
SITE_GUESSES = 200
GUESS_WINDOW = timedelta(minutes=15)
_MODEL = re.compile(r"Android [^;)]*; (?:[a-z]{2}-[a-z]{2}; )?([^;)/]{2,40})", re.IGNORECASE)


def enrolment_digits() -> str:
    """Eight digits to type."""
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"


def scan_secret() -> str:
    """128 bits to scan."""
    return secrets.token_urlsafe(16)


def device_secret() -> str:
    """256 bits for the phone's cookie."""
    return secrets.token_urlsafe(32)


def plain_code(text: str) -> str:
    """A code as typed: full-width digits, blanks and dashes do not matter when it is digits."""
    bare = "".join(text.split()).replace("-", "")
    return str(int(bare)).zfill(len(bare)) if bare.isdecimal() and len(bare) == CODE_DIGITS else text.strip()[:64]


def phone_name(user_agent: str) -> str:
    """The phone's model as its browser tells it, for people; empty when it does not."""
    found = _MODEL.search(user_agent)
    if found:
        return found.group(1).removesuffix(" Build").strip()
    return "iPhone" if "iPhone" in user_agent else ""


#: Whoever makes users may not also issue warnings, call people or order them to leave (等保 8.1.4.2 d).
MANAGING = frozenset({"accounts.manage", "accounts.roles"})
ISSUING = frozenset(
    {"alerts.release", "calling.start", "calling.excuse", "calling.lift", "evacuation.order", "evacuation.all_clear"}
)
#: Roles that only look: a wall nobody guards, an auditor whose word must be free of deeds.
LOOKING: Mapping[str, frozenset[str]] = {
    "wall": frozenset({"view"}),
    "county_auditor": frozenset({"view", "export"}),
}


def role_faults(
    held: Mapping[str, Sequence[str]],
    before: Mapping[str, Sequence[str]],
    roles: Sequence[str],
    own: Sequence[str],
    names: Mapping[str, str],
) -> list[str]:
    """Why a county's own distribution of actions is refused, in words; nothing when it is sound.

    Args:
        held: action → roles as wished, every action.
        before: the same as it is now.
        roles: every role there is.
        own: the roles of whoever changes it: they may lose, never gain (nobody widens their own rights).
        names: the actions in words.
    """
    found = []
    if not set(held) <= set(before) or not all(set(given) <= set(roles) for given in held.values()):
        return [str(_("有不认识的权限或角色。"))]
    if not all("county_admin" in held.get(code, ()) for code in MANAGING):
        found.append(str(_("系统管理员必须保留管理用户和角色的权限，否则没有人能再改。")))
    if empty := sorted(code for code, given in before.items() if given and not held.get(code)):
        found.append(str(_("不能没有人做：{codes}")).format(codes="、".join(names[code] for code in empty)))
    for role in roles:
        mine = {code for code, given in held.items() if role in given}
        if mine & MANAGING and mine & ISSUING:
            found.append(str(_("管理用户的角色不能同时签发预警、发起叫应或下令转移。")))
        gained = mine - {code for code, given in before.items() if role in given}
        if role in LOOKING and not {code.partition(".")[2] for code in gained} <= LOOKING[role]:
            found.append(str(_("大屏和督查审计只能查看。")))
        if role in own and gained:
            found.append(str(_("不能给自己所在的角色加权限，请另一角色的管理员办理。")))
    return list(dict.fromkeys(found))

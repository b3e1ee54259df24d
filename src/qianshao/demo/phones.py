"""Phones of the demonstration: in every village with people in danger one cadre has one, bound as in life."""

# zh: titles of the demonstration's users, stored as data

from collections.abc import Mapping
from datetime import datetime

from qianshao.accounts.services import create_user, grant_role
from qianshao.accounts.services.phones import MOST_CODES, enrol_phone, make_codes
from qianshao.core.sql import fetch_all
from qianshao.demo.build import BUILDER, HELD_SINCE, Built
from qianshao.demo.logins import PASSWORD
from qianshao.demo.progress import Progress

#: Characters of a path down to the village.
VILLAGE = 20


def make_phones(built: Built, *, now: datetime) -> int:
    """One user with a bound phone for each threatened village; returns how many."""
    villages = fetch_all(
        "SELECT DISTINCT d.path, d.code, d.name FROM people_household h JOIN divisions_division d "
        f"ON d.path = substr(h.division_path, 1, {VILLAGE}) WHERE h.danger_zone_id IS NOT NULL ORDER BY d.path"
    )
    progress = Progress("手机", len(villages))
    users = []
    for path, code, name in villages:
        users.append(_cadre(path, code, name, built.people, now))
        progress.show(len(users))
    progress.done()
    for start in range(0, len(users), MOST_CODES):
        for code in make_codes(actor=BUILDER, now=now, user_ids=users[start : start + MOST_CODES]):
            enrol_phone(code=code.digits, address=code.user.username, name="演示手机", now=now)
    return len(users)


def _cadre(path: str, code: str, name: str, people: Mapping[str, int], now: datetime) -> int:
    user = create_user(
        actor=BUILDER,
        now=now,
        username=f"shouji{code}",
        display_name=f"{name}值守干部",
        title="演示手机",
        division_path=path,
        person_id=people.get(f"{code}/fx"),
        password=PASSWORD,
    ).user
    grant_role(
        actor=BUILDER, now=now, user_id=user.pk, role="village_cadre", division_path=path, valid_from=HELD_SINCE
    )
    return int(user.pk)


def phones_by_village() -> dict[str, int]:
    """The simulated phones: device by village path."""
    rows = fetch_all(
        "SELECT u.division_path, d.id FROM accounts_device d JOIN accounts_user u ON u.id = d.user_id "
        "WHERE u.username LIKE %s AND d.revoked_at IS NULL",
        ["shouji%"],
    )
    return {path[:VILLAGE]: device for path, device in rows}

"""Objects for the permission matrix: users, roles, keys, phones, gateways and channels."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from qianshao.accounts.models import Device, User
from qianshao.accounts.services import create_user, grant_role, issue_token
from qianshao.channels.services import Setup, configure_channel
from qianshao.divisions.models import Division
from qianshao.field.models import PhoneCommand
from tests.cast import SYSTEM, Cast
from tests.matrix import Builder


def _user(cast: Cast, where: Division) -> User:
    name = f"someone-{where.code}-{User.objects.unscoped('a test counts').count()}"
    made = create_user(actor=SYSTEM, now=cast.now, username=name, display_name="某某", division_path=where.path)
    return made.user


def user(cast: Cast, where: Division) -> Mapping[str, Any]:
    """A user of the area."""
    return {"user_id": _user(cast, where).pk}


def grant(cast: Cast, where: Division) -> Mapping[str, Any]:
    """A user of the area with a role there."""
    person = _user(cast, where)
    given = grant_role(actor=SYSTEM, now=cast.now, user_id=person.pk, role="grid_worker", division_path=where.path)
    return {"user_id": person.pk, "grant_id": given.pk}


def token(cast: Cast, where: Division) -> Mapping[str, Any]:
    """A program's key of a user of the area."""
    given = grant(cast, where)
    made = issue_token(actor=SYSTEM, now=cast.now, grant_id=given["grant_id"], name="试接", days=9)
    return {"user_id": given["user_id"], "token_id": made.token.pk}


def _phone(cast: Cast, where: Division) -> Device:
    return Device.objects.create(
        user=_user(cast, where),
        name="某机",
        digest=str(Device.objects.unscoped("a test counts").count()),
        enrolled_at=cast.now,
        enrolled_by="某某",
        expires_at=cast.now,
        last_seen_at=cast.now,
    )


def phone(cast: Cast, where: Division) -> Mapping[str, Any]:
    """A phone of somebody of the area."""
    return {"device_id": _phone(cast, where).pk}


def held(cast: Cast, where: Division) -> Mapping[str, Any]:
    """A command that waits for an officer."""
    row = PhoneCommand.objects.create(
        device=_phone(cast, where),
        uuid=uuid4(),
        kind="calling.answer",
        division_path=where.path,
        made_at=cast.now,
        received_at=cast.now,
        payload="{}",
        digest="0",
        state="quarantined",
    )
    return {"command_id": row.pk, "what": "discard"}


def gateway(cast: Cast, where: Division) -> Mapping[str, Any]:
    """A gateway's code; gateways serve the whole site."""
    return {"code": "sms"}


def channel(cast: Cast, where: Division) -> Mapping[str, Any]:
    """A channel of the site; the neighbouring county has none."""
    if where.path == cast.neighbour_village.path:
        return {"code": "nobody"}
    setup = Setup("simulated", "模拟", "simulated")
    configure_channel(actor=SYSTEM, now=cast.now, code="matrix", setup=setup)
    return {"code": "matrix"}


OBJECTS: dict[str, Builder] = {
    "accounts:phone-revoke": phone,
    "field:quarantine-decide": held,
    "accounts:user": user,
    "accounts:user-grant": user,
    "accounts:user-disable": user,
    "accounts:user-enable": user,
    "accounts:user-reset": user,
    "accounts:token-new": user,
    "accounts:grant-revoke": grant,
    "accounts:token-revoke": token,
    "channels:callback": gateway,
    "channels:edit": channel,
    "channels:enable": channel,
    "channels:disable": channel,
    "channels:test": channel,
}

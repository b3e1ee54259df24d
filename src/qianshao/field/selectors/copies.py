"""What a phone keeps a copy of: who holds it, and the rows that each room offers for the holder's area."""

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from qianshao.accounts.models import Device
from qianshao.accounts.selectors import roles_of
from qianshao.accounts.selectors.phones import pin_policy
from qianshao.core.actor import Actor
from qianshao.core.scope import Scope
from qianshao.divisions.selectors import names_of
from qianshao.field import kinds


def copies(
    device: Device, names: Iterable[str], *, scope: Scope, actor: Actor, have: str, now: datetime
) -> dict[str, Any]:
    """The answer to a pull. Names that nobody offers, or not to this person, are left out.

    ``have``: the mark of the copy the phone has; when it is still right, only that is said.
    """
    offered = kinds.pulls()
    wanted = [name for name in dict.fromkeys(names) if name in offered and scope.may(offered[name].action)]
    found = {
        "me": _me(device, now),
        "pulls": {name: offered[name].rows(scope, actor, now) for name in wanted},
    }
    # One spelling for the mark and for the phone: what was marked is what is sent.
    text = json.dumps(found, cls=DjangoJSONEncoder, ensure_ascii=False, sort_keys=True)
    etag = hashlib.sha256(text.encode()).hexdigest()[:32]
    frame = {"as_of": now.isoformat(), "etag": etag, "wipe": False}
    return frame | ({"same": True} if etag == have else json.loads(text))


def _me(device: Device, now: datetime) -> dict[str, Any]:
    user = device.user
    return {
        "name": user.display_name,
        "post": user.title,
        "user": user.pk,
        "person": user.person_id,
        "place": names_of({user.division_path}).get(user.division_path, ""),
        "area_path": user.division_path,
        "roles": roles_of(user, now),
        "phone": device.name,
        "expires_at": device.expires_at.isoformat(),
        "skew_s": device.skew_s,
        "policy": pin_policy(),
    }

"""API of the room: watch the channels from outside (a monitoring system, the level above)."""

from typing import Any

from ninja import Router

from qianshao.accounts.access import requires
from qianshao.channels import selectors
from qianshao.channels.schemas import ChannelOut, OutboxOut
from qianshao.core import clock

router = Router()


@router.get("/", response=list[ChannelOut])
@requires("channels.view")
def list_channels(request: Any) -> list[dict[str, Any]]:
    """Every channel with its state."""
    return [selectors.as_data(health) for health in selectors.channel_health(request.scope, clock.now())]


@router.get("/outbox", response=OutboxOut)
@requires("channels.view")
def outbox(request: Any) -> dict[str, Any]:
    """How many messages wait, and for how long the oldest has."""
    return selectors.outbox_summary(request.scope, clock.now())

"""Objects for the permission matrix: tips and rewards."""

from collections.abc import Mapping
from typing import Any

from qianshao.divisions.models import Division
from qianshao.tips import services
from qianshao.tips.models import Reward
from qianshao.tips.selectors.places import Place
from qianshao.tips.selectors.track import link_of
from tests.cast import Cast
from tests.matrix import Builder


def _made(cast: Cast, where: Division) -> Any:
    place = Place(where.code, where.name, where.path)
    return services.send_tip(services.Given(place=place, words="某某"), now=cast.now)


def tip(cast: Cast, where: Division) -> Mapping[str, Any]:
    """A tip of the area."""
    return {"tip_id": _made(cast, where).pk}


def reward(cast: Cast, where: Division) -> Mapping[str, Any]:
    """A reward of the area that waits for a decision."""
    made = _made(cast, where)
    row = Reward.objects.create(
        tip=made, division_path=where.path, rule="general", rule_name="某某", rule_version=0, amount=1,
        proposed_by="某某", proposed_at=cast.now,
    )  # fmt: skip
    return {"reward_id": row.pk}


def link(cast: Cast, where: Division) -> Mapping[str, Any]:
    """The link of a tip of the area."""
    return {"link": link_of(_made(cast, where))}


def sign(_cast: Cast, where: Division) -> Mapping[str, Any]:
    """The sign of the area."""
    return {"sign": where.code}


OBJECTS: dict[str, Builder] = {
    "tips:tip": tip,
    "tips:handle": tip,
    "tips:reveal": tip,
    "tips:propose": tip,
    "tips:reward-decide": reward,
    "tips:reward-renew": reward,
    "tips:mine": link,
    "tips:payout": link,
    "tips:report-at": sign,
}

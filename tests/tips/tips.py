"""Tips as tests need them, made by the verbs."""

from typing import Any

from qianshao.hazards import services as hazards
from qianshao.hazards.models import Hazard
from qianshao.tips import services
from qianshao.tips.models import Reward, Tip
from qianshao.tips.selectors.places import place_of
from qianshao.tips.selectors.track import link_of
from tests.cast import Cast

VILLAGE = "411599100201"
PHONE = "13912345678"
GENUINE = (
    "村口桥面裂了一条缝，大车过的时候晃", "后山掉石头，砸到路边的栏杆", "三组老李家的土墙歪了，下雨怕塌",
    "卫生室旁边电线垂下来，小孩够得着", "幼儿园后门被锁住，消防通道堵了杂物", "水库溢洪道长满了草，还有树枝堵着",
    "饭店厨房有煤气味，软管老化", "井盖没有了，晚上看不见", "河堤有个洞在冒浑水", "楼道里好几辆电动车充电",
)  # fmt: skip


def send(cast: Cast, words: str = "桥面裂缝，大车经过时晃动", **given: Any) -> Tip:
    """A report at the sign of 红旗村, from a network of its own."""
    options: dict[str, Any] = {"kind": "road", "network": "198.51.100.7", "sign": VILLAGE, **given}
    place = place_of(options.pop("sign"))
    return services.send_tip(services.Given(place=place, words=words, **options), now=cast.now)


def taken(cast: Cast, **given: Any) -> Tip:
    """Taken into the ledger by the township, and verified there."""
    tip = send(cast, **given)
    services.take_tip(tip_id=tip.pk, kind="road", actor=cast.actor("town_duty"), now=cast.now)
    tip = fresh(tip)
    hazards.verify_hazard(hazard_id=hazard_of(tip).pk, grade=1, actor=cast.actor("town_duty"), now=cast.now)
    return fresh(tip)


def hazard_of(tip: Tip) -> Hazard:
    """The hazard it became."""
    found: Hazard = Hazard.objects.unscoped("a test looks").get(pk=tip.hazard_id)
    return found


def proposed(cast: Cast, **given: Any) -> Reward:
    """A reward proposed by the township."""
    tip = taken(cast, **given)
    return services.propose_reward(tip_id=tip.pk, rule="general", actor=cast.actor("town_duty"), now=cast.now)


def approved(cast: Cast, **given: Any) -> Reward:
    """Approved by the township's leader."""
    row = proposed(cast, **given)
    return services.decide_reward(reward_id=row.pk, granted=True, actor=cast.actor("town_lead"), now=cast.now)


def code_for(cast: Cast, row: Reward) -> str:
    """The payout code as the reporter sees it."""
    return services.show_code(link=link_of(row.tip), now=cast.now)


def fresh(tip: Tip) -> Tip:
    """The row as it is now."""
    found: Tip = Tip.objects.unscoped("a test looks").get(pk=tip.pk)
    return found

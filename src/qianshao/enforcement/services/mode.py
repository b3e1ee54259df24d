"""How a case is handled (派驻, 联合, 委托, 协作) is put right while nothing has been served."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid
from qianshao.core.units import unit
from qianshao.enforcement.models import Case
from qianshao.enforcement.selectors.cases import mode_row
from qianshao.enforcement.services.punish import may_punish
from qianshao.enforcement.services.sentences import refuse
from qianshao.enforcement.services.writing import Told, beside, open_case_row
from qianshao.enforcement.states import PUNISHING


def change_mode(
    *, case_id: int, words: str, mode: str, version: int | None = None, actor: Actor, now: datetime
) -> Case:
    """Another of the county's modes; ``words``: why. Who signed before stays as they signed; who may sign from now on
    follows the new mode. A township that has begun to punish must still have the matter delegated to it today.

    Raises:
        NotFound. NotAllowed: not the body's leader, not delegated. Stale: the decision has been served, or changed
            meanwhile. Invalid: no words, no such mode, the one it has.
    """
    case = open_case_row(actor, case_id, "mode", version)
    name = str(mode_row(mode, now).get("name", ""))[:40]
    if not name:
        raise Invalid("case.mode", _("请选执法方式。"))
    refuse("same_mode" if mode == case.mode else "")
    if case.state in PUNISHING:
        may_punish(case, now)
    with unit():
        data = {"mode_name": name, "before": {"mode_name": case.mode_name}}
        beside(case, "mode", Told(words, data=data), actor=actor, now=now, mode=mode, mode_name=name)
    return case

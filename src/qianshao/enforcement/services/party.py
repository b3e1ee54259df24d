"""Who the party is, put right as more is known: a decision names the party and its address (行政处罚法 59)."""

from datetime import datetime

from qianshao.core.actor import Actor
from qianshao.core.units import unit
from qianshao.enforcement.models import Case
from qianshao.enforcement.services.sentences import refuse
from qianshao.enforcement.services.writing import Told, beside, open_case_row
from qianshao.enforcement.states import NAMEABLE

_MOST = {"party_name": 80, "party_head": 40, "party_code": 40, "party_phone": 40, "party_address": 160}
#: What the act keeps as it was; numbers of people are sealed in the case and stand in no act.
_KEPT = ("party_name", "party_head", "party_address")


def correct_party(
    *,
    case_id: int,
    words: str,
    party_name: str = "",
    party_head: str = "",
    party_code: str = "",
    party_phone: str = "",
    party_address: str = "",
    version: int | None = None,
    actor: Actor,
    now: datetime,
) -> Case:
    """Write down what is known by now of the party, and from where (``words``); what is empty stays as it was.

    The name only while the party was told of nothing: afterwards the case goes back and is told anew. Papers that
    were made stay; the next version has the new words.

    Raises:
        NotFound, NotAllowed. Stale: it is over, or changed meanwhile. Invalid: no words, nothing new, the name too
            late.
    """
    case = open_case_row(actor, case_id, "party", version)
    given = {
        "party_name": party_name,
        "party_head": party_head,
        "party_code": party_code,
        "party_phone": party_phone,
        "party_address": party_address,
    }
    said = {name: value.strip()[: _MOST[name]] for name, value in given.items()}
    changes = {name: value for name, value in said.items() if value and value != getattr(case, name)}
    refuse("" if changes else "nothing_new")
    refuse("name_late" if "party_name" in changes and case.state not in NAMEABLE else "")
    with unit():
        data = {"party": list(changes), "before": {name: getattr(case, name) for name in _KEPT if name in changes}}
        beside(case, "party", Told(words, data=data), actor=actor, now=now, **changes)
    return case

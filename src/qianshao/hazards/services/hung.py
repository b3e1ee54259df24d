"""What a level has hung (挂牌督办) is that level's: its date, another list, and taking it down."""

from datetime import datetime

from qianshao.core.actor import Actor
from qianshao.core.scope import Scope
from qianshao.hazards.models import Hazard
from qianshao.hazards.rules.ledger import COUNTY_PATH, LIST_ORDER
from qianshao.hazards.selectors.standards import shipped_rows, standard_row
from qianshao.hazards.services.writing import refuse


def level_of(code: str, now: datetime) -> str:
    """The level of a list; empty: there is no such list."""
    row = standard_row("supervision", code, now) if code else None
    return str(row["level"]) if row else ""


def is_of_level(scope: Scope, path: str, level: str, action: str) -> bool:
    """Whether somebody speaks for a level here: a township's for the township's list only; for the county's, and
    what city and province have hung, whoever holds ``action`` for the county.
    """
    if scope.whole or (level == "town" and scope.may(action, path)):
        return True
    areas = [area for area, acts in scope.grants.items() if path.startswith(area) and action in acts]
    return any(len(area) <= COUNTY_PATH for area in areas)


def may_delist(scope: Scope, hazard: Hazard, now: datetime) -> bool:
    """Whether somebody speaks for the level that hung it."""
    level = level_of(hazard.supervision_level, now) or "town"
    return is_of_level(scope, hazard.division_path, level, "hazards.supervise")


def copies_of(hazard: Hazard, now: datetime) -> tuple[str, ...]:
    """Roles that hear of every step of a date while it hangs: those of the level's row."""
    if hazard.supervised_at is None:
        return ()
    code = hazard.supervision_level
    shipped = next((row for row in shipped_rows("supervision") if row["code"] == code), {})
    row = standard_row("supervision", code, now) or {}
    return tuple(str(row.get("copies", shipped.get("copies", ""))).split())


def is_lower(level: str, hazard: Hazard, now: datetime) -> bool:
    """Whether a list is of a lower level than the one the hazard is on."""
    if hazard.supervised_at is None:
        return False
    return LIST_ORDER.index(level) < LIST_ORDER.index(level_of(hazard.supervision_level, now) or "town")


def keep_date(hazard: Hazard, due_at: datetime | None, action: str, actor: Actor, now: datetime) -> None:
    """Nobody below the level that hung it sets a later date than stands.

    Raises:
        Invalid: ``hazard.hung_date``.
    """
    if hazard.supervised_at is None or hazard.due_at is None or due_at is None or due_at <= hazard.due_at:
        return
    level = level_of(hazard.supervision_level, now) or "town"
    refuse("" if is_of_level(actor.scope, hazard.division_path, level, action) else "hung_date")

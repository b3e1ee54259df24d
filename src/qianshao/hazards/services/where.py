"""Which area a report belongs to."""

from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.errors import NotAllowed
from qianshao.divisions.selectors import names_of


def area_of(actor: Actor, wanted: str, action: str = "hazards.report") -> str:
    """The area named, if it is one of the reporter's; else the reporter's own. A wrong area never stops a report.

    Raises:
        NotAllowed: the reporter may report nowhere.
    """
    actor.demand(action, "")
    is_path = wanted.isascii() and wanted.isdigit()
    if is_path and actor.scope.may(action, wanted) and wanted in names_of({wanted}):
        return wanted
    # "0" asks at the whole site's grant: a path no area has, so only grants at the top hold there.
    own = sorted(path for path in actor.scope.grants if actor.scope.may(action, path or "0"))
    if not own:
        raise NotAllowed("action.denied", _("您没有这项权限。需要时请找县应急局管理员。"))
    return own[0]

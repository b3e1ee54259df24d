"""The life of a treatment project (治理工程) of a hazard, in one table. Pure data."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from qianshao.core.states import table
from qianshao.hazards.states.ledger import Treatment


class ProjectState(StrEnum):
    """Where a project stands."""

    RUNNING = "running"
    ASKED = "asked"
    ACCEPTED = "accepted"
    DROPPED = "dropped"


P = ProjectState
#: Somebody still has to build, to move, or to look.
OPEN_PROJECT = (P.RUNNING, P.ASKED)
#: 工程治理, 避险搬迁, 除险加固 (clause S2-056): only by a project.
ENGINEERING = (Treatment.WORKS, Treatment.MOVE, Treatment.REINFORCE)

PROJECT_MOVES = table(
    ("works_ask", [P.RUNNING], P.ASKED, "hazards.fix"),
    ("works_accept", [P.ASKED], P.ACCEPTED, "hazards.accept"),
    ("works_reject", [P.ASKED], P.RUNNING, "hazards.accept"),
    ("works_drop", OPEN_PROJECT, P.DROPPED, "hazards.assign"),
)
PROJECT_LABELS = {
    P.RUNNING: _("治理中"),
    P.ASKED: _("工程待验收"),
    P.ACCEPTED: _("工程已验收"),
    P.DROPPED: _("工程已取消"),
}
PROJECT_TONES = {P.RUNNING: "run", P.ASKED: "wait", P.ACCEPTED: "ok", P.DROPPED: "off"}

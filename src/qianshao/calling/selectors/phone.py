"""What a phone knows of calls: the holder's own, and the doors they may go to."""

from django.db.models import Q

from qianshao.calling.models import CallOut, Case, DoorTask
from qianshao.calling.states import LIVE, PERSON, CaseState, DoorState
from qianshao.core.actor import Actor
from qianshao.core.scope import Scope

MOST_CALLS = 20
MOST_DOORS = 300
DOOR = "calling.door"


def own_calls(actor: Actor) -> list[tuple[CallOut, Case]]:
    """Running call-outs in which the holder is called, newest first."""
    if actor.person_id is None:
        return []
    running = CallOut.objects.unscoped("of one's own cases").filter(state__in=LIVE)
    callouts = {one.pk: one for one in running}
    own = Case.objects.unscoped("one's own").filter(
        callout__in=list(callouts), recipient_kind=PERSON, recipient_id=actor.person_id
    )
    shown = own.exclude(state__in=(CaseState.EXCUSED, CaseState.MOVED)).order_by("-id")[:MOST_CALLS]
    return [(callouts[case.callout_id], case) for case in shown]


def open_doors(scope: Scope, actor: Actor) -> list[tuple[CallOut, DoorTask]]:
    """Doors to go to: those assigned to the holder wherever they are, then those of the areas, soonest due first."""
    running = CallOut.objects.unscoped("of doors that the next lines choose").filter(state__in=LIVE)
    callouts = {one.pk: one for one in running}
    near = Scope(
        {path: actions for path, actions in scope.grants.items() if DOOR in actions}, scope.reason, scope.whole
    )
    mine = Q(assignee_ref=actor.person_id) if actor.person_id is not None else Q(pk__in=[])
    doors = DoorTask.objects.unscoped("the holder's own, or of their areas").filter(
        mine | near.filter(), state=DoorState.OPEN, callout__in=list(callouts)
    )
    rows = list(doors.select_related("case").order_by("due_at", "id")[:MOST_DOORS])
    rows.sort(key=lambda door: actor.person_id is None or door.assignee_ref != actor.person_id)
    return [(callouts[door.callout_id], door) for door in rows]

"""How far a punishment is prepared: the right to a hearing, review and discussion; things kept; what is owed."""

from dataclasses import asdict
from datetime import datetime

from qianshao.enforcement.models import Case, CaseAct
from qianshao.enforcement.rules.cases import Ready, Thing, is_heavy
from qianshao.enforcement.selectors.cases import case_rule


def _is_heavy(case: Case, rule: str, now: datetime) -> bool:
    least = case_rule(f"{rule}_{case.party_kind}", now).get("number")
    return is_heavy(penalty=case.penalty, fine=case.fine, least=least)


def has_hearing_right(case: Case, now: datetime) -> bool:
    """Whether the party may ask for a hearing about what is proposed, by the county's sums."""
    return _is_heavy(case, "hearing", now)


def wait_until(case: Case, code: str) -> datetime | None:
    """Until when the party may still do something, by the newest clock of ``code``, if it was not stopped."""
    found = case.clocks.filter(code=code, stopped_at__isnull=True).order_by("-id").first()
    return found.until if found else None


def readiness(case: Case, now: datetime) -> Ready:
    """What was done since the party was last heard."""
    heard = case.acts.filter(act__in=("notify", "hear", "hold_hearing")).order_by("-id").first()
    since: list[CaseAct] = list(case.acts.filter(pk__gt=heard.pk if heard else 0).order_by("id"))
    reviews = [str(act.data.get("review", "")) for act in since if act.act == "review"]
    was_hearing = heard is not None and heard.act == "hold_hearing"
    return Ready(
        hearing_until=wait_until(case, "hearing"),
        is_major=was_hearing or _is_heavy(case, "major", now),
        review=reviews[-1] if reviews else "",
        is_discussed=any(act.act == "discuss" for act in since),
    )


def investigators(case: Case) -> set[str]:
    """The names of officers who signed in the case."""
    return {str(one["name"]) for act in case.acts.all() for one in act.officers}


def open_holds(case: Case) -> list[CaseAct]:
    """The acts by which things were kept that nobody has dealt with yet, the oldest first."""
    held: dict[int, CaseAct] = {}
    for act in case.acts.filter(act__in=("hold", "settle_hold")).order_by("id"):
        if act.act == "hold":
            held[act.pk] = act
        elif (key := act.data.get("hold")) is not None:
            held.pop(int(key), None)
        else:
            # An act from before each hold was dealt with by itself.
            held.clear()
    return list(held.values())


def things_text(act: CaseAct) -> str:
    """The things of a hold as they stand in a paper, a line each."""
    rows = [(n, Thing(**one)) for n, one in enumerate(act.data.get("things", []), start=1)]
    return "\n".join(f"{n}. " + "，".join(filter(None, asdict(thing).values())) for n, thing in rows)


def held_label(act: CaseAct) -> str:
    """A hold as one chooses it: its things, or its words where there is no list."""
    names = [f"{one['name']} {one['number']}" for one in act.data.get("things", [])]
    return ("、".join(names) or act.words)[:80]


def hearing_called(case: Case) -> datetime | None:
    """When the hearing is that was asked for last, as the party was told; None: it was not told yet."""
    acts = case.acts.filter(act__in=("ask_hearing", "plan_hearing")).order_by("-id")
    last = acts.first()
    return datetime.fromisoformat(last.data["when"]) if last is not None and last.act == "plan_hearing" else None

"""From the wish to file a case to its end; what the party says stands in ``hear``. Who asks does not grant."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid, NotAllowed
from qianshao.core.units import unit
from qianshao.divisions.selectors import names_of
from qianshao.enforcement.models import Case, Delegation
from qianshao.enforcement.rules.cases import (
    COUNTY_PATH,
    carry_out_fault,
    clean_fault,
    close_fault,
    decide_fault,
    is_delegated,
    penalty_fault,
    urge_fault,
)
from qianshao.enforcement.rules.inquiry import still_open
from qianshao.enforcement.selectors.cases import acts_of
from qianshao.enforcement.selectors.money import owed, pay_until
from qianshao.enforcement.selectors.penalty import has_hearing_right, open_holds, readiness
from qianshao.enforcement.selectors.registers import as_delegated, day_of, delegations_of
from qianshao.enforcement.services.dates import stop_paid
from qianshao.enforcement.services.sentences import SENTENCES, refuse
from qianshao.enforcement.services.writing import Told, advance, beside, not_own, open_case_row
from qianshao.enforcement.states import DECIDED, MOVES, PENALTY_LABELS, SERVED_LABELS, CaseState

MOST_YUAN = 10**12


def ask_filing(*, case_id: int, words: str, version: int | None = None, actor: Actor, now: datetime) -> Case:
    """Ask for the case to be filed.

    Raises:
        NotFound, NotAllowed, Stale. Invalid: no words.
    """
    case = open_case_row(actor, case_id, "ask_filing", version)
    with unit():
        asked = {"asker_id": actor.user_id, "asker": actor.label[:80]}
        advance(case, "ask_filing", Told(words), actor=actor, now=now, **asked)
    return case


def file_case(
    *, case_id: int, agreed: bool, words: str = "", version: int | None = None, actor: Actor, now: datetime
) -> Case:
    """Say yes or no to filing; not by the one who asked. The 90 days begin, or it goes back to where it came from.

    Raises:
        NotFound, NotAllowed, Stale. Invalid: their own wish; no words with a no.
    """
    act = "file" if agreed else "refuse_filing"
    case = open_case_row(actor, case_id, act, version)
    not_own(case.asker_id, case.asker, actor)
    with unit():
        if agreed:
            advance(case, act, Told(words), actor=actor, now=now, filed_at=now)
        else:
            advance(case, act, Told(words, to=_whence(case)), actor=actor, now=now)
    return case


def _whence(case: Case) -> CaseState:
    """Where the last step on the spot had led: an order to mend stands, whether a case is filed or not."""
    steps = ("check", "measure", "order", "recheck")
    last = case.acts.filter(act__in=steps).order_by("-id").values_list("act", flat=True).first()
    return CaseState(MOVES[last or "check"].target)


def propose_penalty(
    *,
    case_id: int,
    words: str,
    penalty: str,
    matter: str,
    basis: str,
    fine: int | None = None,
    version: int | None = None,
    actor: Actor,
    now: datetime,
) -> Case:
    """Propose a punishment: the matter, the law, what, and how much.

    Raises:
        NotFound, NotAllowed, Stale. Invalid: no evidence in the case, no matter, no law, a fine without a sum.
    """
    case = open_case_row(actor, case_id, "propose", version)
    if penalty not in PENALTY_LABELS or (fine is not None and not 0 <= fine <= MOST_YUAN):
        raise Invalid("case.penalty", _("请选处罚种类，罚款写整数元。"))
    refuse(penalty_fault(kind=penalty, fine=fine, matter=matter, basis=basis))
    refuse("" if case.evidence.exists() else "no_evidence")
    with unit():
        given = {
            "penalty": penalty,
            "matter": matter.strip()[:120],
            "basis": basis.strip()[:300],
            "fine": fine,
            "penalty_words": words.strip()[:500],
            "proposer_id": actor.user_id,
            "proposer": actor.label[:80],
        }
        told = Told(words, data={key: given[key] for key in ("penalty", "fine", "matter", "basis")})
        advance(case, "propose", told, actor=actor, now=now, **given)
    return case


def send_back(*, case_id: int, words: str, version: int | None = None, actor: Actor, now: datetime) -> Case:
    """The facts are not clear: more inquiry.

    Raises:
        NotFound, NotAllowed, Stale. Invalid: no words.
    """
    case = open_case_row(actor, case_id, "send_back", version)
    with unit():
        advance(case, "send_back", Told(words), actor=actor, now=now)
    return case


def notify_party(*, case_id: int, words: str = "", version: int | None = None, actor: Actor, now: datetime) -> Case:
    """Agree with the proposal and tell the party what is intended, why, that they may speak (行政处罚法 44), and of a
    heavy one that they may ask for a hearing (63).

    Raises:
        NotFound, NotAllowed, Stale. Invalid: their own proposal; a township without delegation.
    """
    case = open_case_row(actor, case_id, "notify", version)
    not_own(case.proposer_id, case.proposer, actor)
    may_punish(case, now)
    with unit():
        data = {"hearing_right": has_hearing_right(case, now)}
        advance(case, "notify", Told(words, data=data), actor=actor, now=now)
    return case


def decide_penalty(
    *,
    case_id: int,
    words: str,
    carry_out: str = "",
    version: int | None = None,
    actor: Actor,
    now: datetime,
) -> Case:
    """Decide the punishment; not by the one who proposed it, and by a township only what is delegated to it today.
    ``carry_out``: how and until when it is carried out (行政处罚法 59); of a fine the county's table says it.

    Raises:
        NotFound, Stale. NotAllowed: not delegated. Invalid: their own proposal, no evidence, no words, a hearing may
        still be asked for, a heavy one without review and discussion.
    """
    case = open_case_row(actor, case_id, "decide", version)
    not_own(case.proposer_id, case.proposer, actor)
    refuse("" if case.evidence.exists() else "no_evidence")
    refuse(decide_fault(readiness(case, now), now))
    refuse(carry_out_fault(penalty=case.penalty, words=carry_out))
    basis = may_punish(case, now)
    with unit():
        data = {"penalty": case.penalty, "fine": case.fine, "delegation": basis.document if basis else ""}
        data["carry_out"] = carry_out.strip()[:300]
        given = {"decided_at": now, "decided_by_id": actor.user_id, "decided_by": actor.label[:80]}
        advance(case, "decide", Told(words, data=data), actor=actor, now=now, delegation=basis, **given)
    return case


def decide_no_penalty(*, case_id: int, words: str, version: int | None = None, actor: Actor, now: datetime) -> Case:
    """No punishment: slight, mended in time, or not proven (行政处罚法 33, 57).

    Raises:
        NotFound, NotAllowed, Stale. Invalid: no words, things still held, their own proposal.
    """
    return _end("no_punish", case_id, words, version, actor, now)


def withdraw_case(*, case_id: int, words: str, version: int | None = None, actor: Actor, now: datetime) -> Case:
    """There is no case.

    Raises:
        NotFound, NotAllowed, Stale. Invalid: no words, things still held, their own proposal.
    """
    return _end("withdraw", case_id, words, version, actor, now)


def close_mended(*, case_id: int, words: str, version: int | None = None, actor: Actor, now: datetime) -> Case:
    """Mended and never filed.

    Raises:
        NotFound, NotAllowed, Stale. Invalid: the re-check did not find it mended, or was their own.
    """
    case = open_case_row(actor, case_id, "close_mended", version)
    refuse("" if case.is_mended else "not_mended")
    return _end("close_mended", case_id, words, version, actor, now)


def close_clean(*, case_id: int, words: str, version: int | None = None, actor: Actor, now: datetime) -> Case:
    """Nothing was wrong, or filing was refused and nothing is left to do.

    Raises:
        NotFound, NotAllowed, Stale. Invalid: an order was not found mended, no words, their own check.
    """
    case = open_case_row(actor, case_id, "close_clean", version)
    refuse(clean_fault(is_ordered=case.acts.filter(act="order").exists(), is_mended=case.is_mended))
    return _end("close_clean", case_id, words, version, actor, now)


def hand_over(
    *,
    case_id: int,
    words: str,
    handed_to: str = "",
    to_county: bool = False,
    version: int | None = None,
    actor: Actor,
    now: datetime,
) -> Case:
    """To another authority: the police, another department. ``to_county``: a township's case to its county, where it
    stands among what was handed in until a case is opened.

    Raises:
        NotFound, NotAllowed, Stale. Invalid: to whom is missing, the county's own case, things still held.
    """
    case = open_case_row(actor, case_id, "hand_over", version)
    if to_county and case.body != "town":
        raise Invalid("case.own_county", _("这是县级的案件，不用移送给县里。"))
    county = next(iter(names_of({case.body_path[:COUNTY_PATH]}).values()), "") if to_county else ""
    whom = (county or handed_to).strip()[:80]
    if not whom:
        raise Invalid("case.handed_to", _("请写移送到哪个单位。"))
    return _end("hand_over", case_id, words, version, actor, now, handed_to=whom, is_to_county=to_county)


def _end(
    act: str, case_id: int, words: str, version: int | None, actor: Actor, now: datetime, **changes: Any
) -> Case:
    case = open_case_row(actor, case_id, act, version)
    _other_than_the_doer(case, act, actor)
    refuse("hold_open" if open_holds(case) else "")
    _refuse_compelled(case)
    with unit():
        advance(case, act, Told(words, data=dict(changes)), actor=actor, now=now, **changes)
    return case


def _refuse_compelled(case: Case) -> None:
    refuse("compel_open" if still_open(acts_of(case), "compel", "lift_compel") else "")


def _other_than_the_doer(case: Case, act: str, actor: Actor) -> None:
    """Nobody ends a case alone: not the punishment they proposed, and not by a check that only they wrote down."""
    if case.proposer:
        not_own(case.proposer_id, case.proposer, actor)
    if act in ("close_mended", "close_clean"):
        last = case.acts.filter(act__in=("check", "recheck")).order_by("-id").first()
        if last is not None:
            not_own(last.by_id, last.by_label, actor)


def serve_decision(
    *,
    case_id: int,
    officers: Iterable[int],
    how: str,
    words: str = "",
    version: int | None = None,
    actor: Actor,
    now: datetime,
) -> Case:
    """The decision reaches the party; ``how``: of ``SERVED_LABELS``.

    Raises:
        NotFound, NotAllowed, Stale. Invalid: officers, or no such way.
    """
    case = open_case_row(actor, case_id, "serve", version)
    if how not in SERVED_LABELS:
        raise Invalid("case.how", _("请选送达方式。"))
    with unit():
        advance(case, "serve", Told(words, officers, {"how": how}), actor=actor, now=now, served_at=now)
    return case


def record_payment(
    *, case_id: int, words: str = "", paid: int = 0, version: int | None = None, actor: Actor, now: datetime
) -> Case:
    """The party did something of what was decided; ``paid``: yuan paid this time.

    Raises:
        NotFound, NotAllowed, Stale. Invalid: more than was fined, or no sum and no words.
    """
    case = open_case_row(actor, case_id, "execute", version)
    if paid < 0 or case.paid + paid > (case.fine or 0) or not (paid or words.strip()):
        raise Invalid("case.paid", _("请写缴了多少（不超过罚款数额），或写明怎么执行的。"))
    with unit():
        advance(case, "execute", Told(words, data={"paid": paid}), actor=actor, now=now, paid=case.paid + paid)
        stop_paid(case, now)
    return case


def urge_payment(*, case_id: int, words: str = "", version: int | None = None, actor: Actor, now: datetime) -> Case:
    """Tell the party to pay what is owed after the last day.

    Raises:
        NotFound, NotAllowed, Stale. Invalid: nothing is owed, or there is still time.
    """
    case = open_case_row(actor, case_id, "urge", version)
    refuse(urge_fault(owed=owed(case), until=pay_until(case), now=now))
    with unit():
        beside(case, "urge", Told(words, data={"owed": owed(case)}), actor=actor, now=now)
    return case


def publish_penalty(*, case_id: int, where: str, version: int | None = None, actor: Actor, now: datetime) -> Case:
    """The punishment was made public (安全生产法 78); ``where`` it can be read.

    Raises:
        NotFound, NotAllowed, Stale. Invalid: there is no decision, or no place.
    """
    case = open_case_row(actor, case_id, "publish", version)
    refuse("" if case.state in DECIDED and case.decided_at else "not_decided")
    refuse("" if where.strip() else "no_words")
    with unit():
        told = Told(where, data={"where": where.strip()[:120]})
        beside(case, "publish", told, actor=actor, now=now, published_at=now)
    return case


def close_case(*, case_id: int, words: str = "", version: int | None = None, actor: Actor, now: datetime) -> Case:
    """The end: everything decided was done, or it is said why not; not by the one who proposed the punishment.

    Raises:
        NotFound, NotAllowed, Stale. Invalid: things still held, an unpaid fine without words.
    """
    case = open_case_row(actor, case_id, "close", version)
    not_own(case.proposer_id, case.proposer, actor)
    refuse(close_fault(fine=case.fine, paid=case.paid, open_holds=len(open_holds(case)), words=words))
    _refuse_compelled(case)
    with unit():
        advance(case, "close", Told(words), actor=actor, now=now)
    return case


def may_punish(case: Case, now: datetime) -> Delegation | None:
    """The delegation a township punishes by; None for the county, which needs none.

    Raises:
        NotAllowed: the matter is not delegated to the township today.
    """
    if case.body != "town":
        return None
    today = day_of(now)
    for row in delegations_of(case.body_path, today):
        if is_delegated([as_delegated(row)], town=case.body_path, matter=case.matter, today=today):
            return row
    raise NotAllowed("case.not_delegated", SENTENCES["not_delegated"])

"""One judgement about one file: accepted, accepted with marks, or refused, and why."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lxml import etree

from qianshao.alerts.cap import message, repairs, schema, semantics, signature
from qianshao.alerts.cap.findings import Finding, Refusal
from qianshao.alerts.cap.message import Alert
from qianshao.alerts.cap.reader import MAX_BYTES, read
from qianshao.alerts.cap.signature import ABSENT, Signature

ACCEPTED = "accepted"
WITH_MARKS = "accepted_with_marks"
REFUSED = "refused"


@dataclass(frozen=True)
class Limits:
    """How much is read at all, in bytes."""

    max_bytes: int = MAX_BYTES


@dataclass(frozen=True)
class Verdict:
    """The outcome and everything a person must see to understand it.

    ``reasons`` are why it was refused, ``marks`` what was tolerated, ``notes`` plain facts. ``public`` is
    True only for a message that may ever reach the public. ``alert`` is None exactly when refused.
    """

    outcome: str
    reasons: tuple[Finding, ...] = ()
    marks: tuple[Finding, ...] = ()
    notes: tuple[Finding, ...] = ()
    public: bool = False
    signature: Signature = ABSENT
    alert: Alert | None = None

    def as_dict(self) -> dict[str, Any]:
        """For JSON output and for the stored verdict."""
        return {
            "verdict": self.outcome,
            "public": self.public,
            "signature": self.signature.state,
            "signature_detail": self.signature.sentence,
            "signer": self.signature.as_dict(),
            "reasons": [finding.as_dict() for finding in self.reasons],
            "marks": [finding.as_dict() for finding in self.marks],
            "notes": [finding.as_dict() for finding in self.notes],
        }


def judge(data: bytes, *, now: datetime, limits: Limits | None = None, trusted: Collection[str] = ()) -> Verdict:
    """Judge the bytes of one file. Never raises for anything the bytes can hold, never touches the network.

    :param now: aware UTC time the message is judged at.
    :param trusted: SHA-256 fingerprints of the signing certificates the county trusts.
    """
    try:
        root = read(data, (limits or Limits()).max_bytes)
        form, tolerated = _in_form(root)
        reading = message.Reading(form)
        alert = reading.alert()
    except Refusal as refusal:
        return Verdict(REFUSED, reasons=(refusal.finding,))
    except _FormFaults as faults:
        return Verdict(REFUSED, reasons=faults.reasons)
    signed = signature.check(root, now=now, trusted=trusted)
    if reasons := tuple(semantics.reasons(alert)):
        return Verdict(REFUSED, reasons=reasons, signature=signed)
    marks = (*tolerated, *reading.marks, *semantics.marks(alert, now), *_signature_marks(signed))
    outcome = WITH_MARKS if marks else ACCEPTED
    notes = tuple(semantics.notes(alert, now))
    return Verdict(outcome, (), marks, notes, semantics.public(alert), signed, alert)


class _FormFaults(ValueError):
    """The schema's objections."""

    def __init__(self, reasons: tuple[Finding, ...]) -> None:
        super().__init__(reasons)
        self.reasons = reasons


def _in_form(root: etree._Element) -> tuple[etree._Element, tuple[Finding, ...]]:
    """The tree in the standard's form with the marks that took, or :class:`_FormFaults`."""
    if not schema.faults(root):
        return root, ()
    repaired, marks = repairs.repair(root)
    if left := schema.faults(repaired):
        raise _FormFaults(left)
    return repaired, marks


def _signature_marks(signed: Signature) -> tuple[Finding, ...]:
    if signed.state != "invalid":
        return ()
    return (Finding("signature_invalid", None, {"detail": signed.sentence}),)

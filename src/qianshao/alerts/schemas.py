"""Shapes of the API."""

from datetime import datetime

from ninja import Schema


class FindingOut(Schema):
    """One reason, mark or note."""

    code: str
    line: int | None
    sentence: str


class SignerOut(Schema):
    """Whose certificate signed it, and what speaks against relying on it."""

    subject: str
    fingerprint: str
    doubts: list[str]


class VerdictOut(Schema):
    """The judgement about one message. ``id`` is null when it was refused; nothing was written then."""

    id: int | None = None
    created: bool = False
    verdict: str
    public: bool
    signature: str
    signature_detail: str
    signer: SignerOut
    reasons: list[FindingOut]
    marks: list[FindingOut]
    notes: list[FindingOut]


class AlertOut(Schema):
    """One alert in a list."""

    id: int
    identifier: str
    sender: str
    sent: datetime
    msg_type: str
    status: str
    is_drill: bool
    hazard: str
    colour: str
    headline: str
    expires: datetime | None
    state: str

"""What a record of a visit must hold. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from qianshao.inspections.states import OFFICIAL, Presence, Result, VisitKind


@dataclass(frozen=True)
class Said:
    """One answer: result, words, how many photos came with it."""

    item: str
    result: str
    words: str = ""
    photos: int = 0


def presence_of(*, matches: bool, how: str, metres: float | None, accuracy: float, near: float) -> Presence:
    """What proves that somebody was there. ``how`` the place's code came: scan, link, typed.

    A position counts when it lies within ``near`` metres and is not itself more uncertain than that; it is certainly
    far when even its uncertainty does not reach, and then no code helps. A code that was typed or came with a link
    can be sent by anybody: it proves nothing without a position.
    """
    is_far = metres is not None and metres - accuracy > near
    if matches and how == Presence.SCAN and not is_far:
        return Presence.SCAN
    if metres is not None and metres <= near and accuracy <= near:
        return Presence.GPS
    if matches and not is_far:
        return Presence.LINK if how == Presence.LINK else Presence.TYPED
    return Presence.NONE if metres is None else Presence.FAR


def record_fault(
    kind: str,
    items: Sequence[str],
    said: Sequence[Said],
    *,
    inspectors: Sequence[str],
    least: int,
    signer: str,
    refused: bool,
    refusal: str,
    on_paper: bool,
) -> str:
    """What is missing: the code of a sentence; empty when the record is whole."""
    answers = {one.item: one for one in said}
    if len(answers) < len(said) or set(answers) - set(items):
        return "unknown_item"
    if set(items) - set(answers) or any(one.result not in set(Result) for one in said):
        return "unanswered"
    failed = [one for one in said if one.result == Result.FAIL]
    if any(not one.words.strip() for one in failed):
        return "no_words"
    if not on_paper and any(not one.photos for one in failed):
        return "no_photo"
    if kind in OFFICIAL and len({name.strip() for name in inspectors if name.strip()}) < least:
        return "few_inspectors"
    return _signature_fault(kind, signer, refused=refused, refusal=refusal)


def _signature_fault(kind: str, signer: str, *, refused: bool, refusal: str) -> str:
    if kind == VisitKind.PATROL:
        return ""
    if refused:
        return "" if refusal.strip() else "no_refusal"
    return "" if signer.strip() else "no_signer"

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


def presence_of(*, matches: bool, scanned: bool, metres: float | None, accuracy: float, near: float) -> Presence:
    """What proves that somebody was there. The place's code counts before the position; a position counts when it
    lies within ``near`` metres and is not itself more uncertain than that.
    """
    if matches:
        return Presence.SCAN if scanned else Presence.TYPED
    if metres is None:
        return Presence.NONE
    return Presence.GPS if metres <= near and accuracy <= near else Presence.FAR


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

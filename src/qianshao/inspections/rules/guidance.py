"""Decisions about advice: who came, when. Pure."""

from datetime import date, timedelta

#: Nothing is planned further ahead, nor written down longer after it was done.
LONGEST = timedelta(days=366)


def ask_fault(*, kind: str, kinds: tuple[str, ...], subject: str, words: str) -> str:
    """A wish says what kind of help, about what, and why."""
    return "" if kind in kinds and subject.strip() and words.strip() else "guidance"


def plan_fault(*, who: str, on: date | None, today: date) -> str:
    """Whoever is sent has a name and a day that comes."""
    if not who.strip():
        return "guidance_who"
    return "" if on is not None and today <= on <= today + LONGEST else "guidance_day"


def done_fault(*, who: str, on: date | None, advice: str, today: date) -> str:
    """What was done has somebody who did it, a day that has come, and what they advised."""
    if not who.strip():
        return "guidance_who"
    if not advice.strip():
        return "guidance_advice"
    return "" if on is not None and today - LONGEST <= on <= today else "guidance_done"

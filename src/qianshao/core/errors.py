"""The six ways a verb says no, each with a code for programs and a sentence for people."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext


class Refusal(Exception):
    """A verb did nothing. ``str(refusal)`` is the sentence; ``code`` is stable; ``params`` fill the sentence."""

    status = 400

    def __init__(self, code: str, sentence: "str | Promise", /, **params: Any) -> None:
        self.code, self.sentence, self.params = code, sentence, params
        super().__init__(code)

    def __str__(self) -> str:
        # A plain sentence is translated here, a lazy one translates itself.
        sentence = gettext(self.sentence) if isinstance(self.sentence, str) else str(self.sentence)
        return sentence.format(**self.params) if self.params else sentence


class NotAllowed(Refusal):
    """The person may see it but may not do this."""

    status = 403


class NotFound(Refusal):
    """It does not exist, or lies outside the person's area: the answer is the same."""

    status = 404


class Stale(Refusal):
    """Somebody else changed it first."""

    status = 409


class Invalid(Refusal):
    """What was given does not make sense; ``fields`` names which part."""

    status = 422


class TooLate(Refusal):
    """The time for it is over."""

    status = 410


class Busy(Refusal):
    """The database is held by others for longer than a person waits; the same request may work in a minute."""

    status = 503

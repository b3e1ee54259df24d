"""One finding about a message: a code, the line it is on and the words for it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from qianshao.alerts.cap.words import WORDS


@dataclass(frozen=True)
class Finding:
    """A reason or a mark.

    ``code`` is a key of :data:`words.WORDS`, ``line`` the 1-based line in the file (None: the whole file),
    ``params`` the values its sentence needs.
    """

    code: str
    line: int | None = None
    params: Mapping[str, str] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """The Chinese sentence, filled in. Pages translate ``WORDS[code]`` first."""
        return WORDS[self.code].format(**self.params)

    def as_dict(self) -> dict[str, str | int | None]:
        """For JSON output and for the stored verdict."""
        return {"code": self.code, "line": self.line, "sentence": self.sentence}


class Refusal(ValueError):
    """The message cannot be used; carries the finding that says why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.sentence)
        self.finding = finding


def clip(text: str, length: int = 40) -> str:
    """A piece of foreign text short enough to stand in a sentence."""
    flat = " ".join(text.split())
    return flat if len(flat) <= length else flat[: length - 1] + "…"

"""What every adapter shares: the envelope, the outcome, and the promise that ``deliver`` never raises.

An adapter writes one method, ``send``: a batch of envelopes in, one outcome each out. It raises
``TemporaryFailure`` when the provider cannot be reached or answers nonsense (the whole batch goes to the next
channel), and returns a permanent outcome for a message the provider will never take.
"""

import logging
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal

from django.utils.functional import Promise
from django.utils.translation import gettext as _

log = logging.getLogger(__name__)

Status = Literal["sent", "temporary", "permanent"]


class TemporaryFailure(Exception):
    """The provider did not take the batch now; the text is for the operator and holds no secret."""


class Misconfigured(TemporaryFailure):
    """The channel's settings do not work; its messages go to the next channel."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """One message ready to leave: opened address, filled text, idempotency key."""

    key: str
    kind: str
    address: str
    to_label: str
    title: str
    body: str
    subject_id: int
    step: int
    try_no: int
    is_drill: bool
    not_after: datetime


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one envelope. ``receipt``: a fact to tell at once (``wrong_number`` …) when it failed."""

    status: Status
    provider_ref: str = ""
    error: str = ""
    receipt: str = ""


@dataclass(frozen=True)
class Setting:
    """One field of an adapter's form. Secret ones are kept sealed and never shown again."""

    name: str
    label: "str | Promise"
    help: "str | Promise" = ""
    secret: bool = False
    required: bool = False
    default: str = ""


class Adapter(ABC):
    """One kind of way out."""

    name: ClassVar[str]
    label: ClassVar["str | Promise"]
    kinds: ClassVar[tuple[str, ...]]
    #: Messages per request; also how many are in doubt after a kill (intent per sub-batch, measurements Q5).
    batch: int = 50
    #: Whether the provider removes repeats of a key.
    dedupes: ClassVar[bool] = False
    #: Writes to our own database only, so it runs in the engine's own thread.
    inline: ClassVar[bool] = False
    fields: ClassVar[tuple[Setting, ...]] = ()

    def __init__(self, channel_id: int, settings: Mapping[str, str]) -> None:
        self.channel_id = channel_id
        self.settings = {field.name: field.default for field in self.fields} | dict(settings)
        self.check()

    def check(self) -> None:
        """Look at the settings.

        Raises:
            Misconfigured: they cannot work.
        """
        missing = [str(f.label) for f in self.fields if f.required and not str(self.settings.get(f.name, "")).strip()]
        if missing:
            raise Misconfigured(_("还缺：{fields}").format(fields="、".join(missing)))

    @abstractmethod
    def send(self, batch: Sequence[Envelope], now: datetime) -> list[Outcome]:
        """Hand the batch over; one outcome per envelope, in order."""

    def deliver(self, batch: Sequence[Envelope], now: datetime) -> list[Outcome]:
        """``send``, with every way to fail turned into outcomes: nothing an adapter does stops the sender."""
        try:
            outcomes = self.send(batch, now)
        except TemporaryFailure as failure:
            return [Outcome("temporary", error=str(failure)[:200])] * len(batch)
        except Exception as error:
            log.exception("adapter %s failed", self.name)
            return [Outcome("temporary", error=_("通道程序出错：{kind}").format(kind=type(error).__name__))] * len(
                batch
            )
        if len(outcomes) != len(batch):
            return [Outcome("temporary", error=_("通道程序的回答与消息对不上"))] * len(batch)
        return outcomes

"""Which adapters one sender may use. A drill's and a demonstration's registry holds simulated ones only."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from qianshao.channels.adapters import LIVE, SIMULATED
from qianshao.channels.adapters.base import Adapter, Misconfigured
from qianshao.channels.models import Channel


class WrongWorld(RuntimeError):
    """Somebody tried to put a real channel where only simulated ones may be, or the other way round."""


def settings_of(channel: Channel) -> dict[str, str]:
    """The channel's settings with its secrets opened."""
    return {**channel.settings, **json.loads(channel.secrets or "{}")}


def build(channel: Channel, adapters: Mapping[str, type[Adapter]]) -> Adapter:
    """The channel's adapter.

    Raises:
        WrongWorld: not one of ``adapters``.
        Misconfigured: its settings cannot work.
    """
    kind = adapters.get(channel.adapter)
    if kind is None:
        raise WrongWorld(f"channel {channel.code} ({channel.adapter}) may not send here")
    return kind(channel.pk, settings_of(channel))


@dataclass(frozen=True)
class Registry:
    """One world of channels: the adapters that may be built, and whether drill messages go through it."""

    adapters: Mapping[str, type[Adapter]]
    takes_drills: bool
    takes_live: bool

    @classmethod
    def worlds(cls, *, demo_site: bool) -> "tuple[Registry, ...]":
        """The registries of a site. A demonstration has one, and nothing in it reaches a real person."""
        if demo_site:
            return (cls(SIMULATED, takes_drills=True, takes_live=True),)
        return (cls(LIVE, takes_drills=False, takes_live=True), cls(SIMULATED, takes_drills=True, takes_live=False))

    def holds(self, channel: Channel) -> bool:
        """Whether the channel belongs to this world."""
        return channel.adapter in self.adapters

    def choose(self, channels: Iterable[Channel]) -> list[Channel]:
        """This world's channels among ``channels``, by priority."""
        return sorted((c for c in channels if self.holds(c)), key=lambda c: (c.priority, c.code))

    def serves(self, *, is_drill: bool) -> bool:
        """Whether messages of a drill (or of a real call-out) go through this world."""
        return self.takes_drills if is_drill else self.takes_live


class AdapterCache:
    """Adapters, built once for each set of settings; one that cannot be built is remembered with its reason."""

    def __init__(self) -> None:
        self._built: dict[int, tuple[object, Adapter | Misconfigured]] = {}

    def get(self, channel: Channel, registry: Registry) -> "Adapter | Misconfigured":
        """The adapter, or why there is none."""
        if not registry.holds(channel):
            raise WrongWorld(f"channel {channel.code} ({channel.adapter}) may not send here")
        made_of = (channel.adapter, channel.settings, channel.secrets)
        known = self._built.get(channel.pk)
        if known is None or known[0] != made_of:
            known = self._built[channel.pk] = (made_of, self._make(channel, registry))
        return known[1]

    @staticmethod
    def _make(channel: Channel, registry: Registry) -> "Adapter | Misconfigured":
        try:
            return build(channel, registry.adapters)
        except Misconfigured as problem:
            return problem

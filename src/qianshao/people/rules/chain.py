"""Pure rules of the chain: the highest post, the stand-in, the superior. No Django, no database."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from qianshao.divisions.rules import ancestors


@dataclass(frozen=True)
class Holding:
    """One person holding one post in one area today. ``lead``: its place in the chain, None: does not lead."""

    person: int
    path: str
    level: int
    post: str
    label: str
    rank: int
    lead: int | None
    slot: str
    is_key: bool
    order: int = 0

    @property
    def height(self) -> tuple[int, int, str, int, str]:
        """Sorts a person's holdings, highest first: own posts before stand-in ones."""
        return (self.slot == "B", self.rank, self.path, self.order, self.post)


class Roster:
    """Who holds what in some areas on one day, and what follows from it."""

    def __init__(self, holdings: Iterable[Holding]) -> None:
        self._of_person: dict[int, list[Holding]] = defaultdict(list)
        self._of_post: dict[tuple[str, str, str], list[Holding]] = defaultdict(list)
        for holding in holdings:
            self._of_person[holding.person].append(holding)
            self._of_post[holding.path, holding.post, holding.slot].append(holding)
        for held in (*self._of_person.values(), *self._of_post.values()):
            held.sort(key=lambda h: h.height)
        self._leads = self._chain()

    def _chain(self) -> dict[str, list[Holding]]:
        """The leading holders of each area, lowest lead first; a stand-in leads where nobody holds the A slot."""
        leads: dict[str, list[Holding]] = defaultdict(list)
        for held in self._of_person.values():
            for holding in held:
                if holding.lead is not None and self.acts(holding):
                    leads[holding.path].append(holding)
        for found in leads.values():
            found.sort(key=lambda h: (-(h.lead or 0), h.order, h.person))
        return leads

    def acts(self, holding: Holding) -> bool:
        """Whether this holder is the one to call: A always, B only where the post has no A."""
        return holding.slot == "A" or not self._of_post.get((holding.path, holding.post, "A"))

    def persons(self) -> list[int]:
        """Everyone who holds anything."""
        return list(self._of_person)

    def holdings(self, person: int) -> list[Holding]:
        """What a person holds, highest first."""
        return self._of_person.get(person, [])

    def highest(self, person: int, among: "frozenset[str] | None" = None) -> Holding | None:
        """The holding a person is called under; ``among``: only posts with these codes."""
        for holding in self.holdings(person):
            if self.acts(holding) and (among is None or holding.post in among):
                return holding
        return None

    def standin(self, holding: Holding) -> int | None:
        """The B holder of the same post in the same area, never the person itself."""
        for other in self._of_post.get((holding.path, holding.post, "B"), []):
            if other.person != holding.person:
                return other.person
        return None

    def superior(self, person: int, path: str, lead: int | None) -> int | None:
        """The next leading holder up the chain from ``path``: in the same area only above ``lead``."""
        for area in reversed(ancestors(path)):
            for other in self._leads.get(area, ()):
                below = area == path and lead is not None and (other.lead or 0) >= lead
                if other.person != person and not below:
                    return other.person
        return None

    def superior_of(self, holding: Holding) -> int | None:
        """The superior of a person in a post."""
        return self.superior(holding.person, holding.path, holding.lead)

    def leader_of(self, path: str) -> int | None:
        """Who leads an area or, where nobody does, the area above it: the default guardian of its households."""
        return self.superior(0, path, None)

"""Families being put into sites, one by one; never beyond what is left, never where they may not be."""

from dataclasses import dataclass, field

import numpy as np

from qianshao.places.rules.problem import Bools, Floats, Ints, Problem
from qianshao.places.rules.transport import SPECIAL_KM

NOWHERE = -1
#: For a family nothing fits: so many of its nearest sites are searched for a smaller family that could move on.
_SEARCHED = 12


@dataclass
class Board:
    """``choice[h]``: the site of family h, or ``NOWHERE``. ``has_special[h]``: with places for its special needs."""

    problem: Problem
    left: Ints = field(init=False)
    special_left: Ints = field(init=False)
    choice: Ints = field(init=False)
    has_special: Bools = field(init=False)

    def __post_init__(self) -> None:
        count = len(self.problem.homes)
        self.left, self.special_left = self.problem.left.copy(), self.problem.special_left.copy()
        self.choice, self.has_special = np.full(count, NOWHERE, np.int64), np.zeros(count, bool)

    def fits(self, home: int) -> Bools:
        """The sites that may take the family now."""
        fits: Bools = self.problem.may[home] & (self.left >= self.problem.people[home])
        return fits

    def costs(self, home: int) -> Floats:
        """Person-kilometres to each site, and what missing special places weigh."""
        p = self.problem
        cost: Floats = p.people[home] * p.km[home]
        if p.special[home]:
            cost = cost + p.special[home] * SPECIAL_KM * (self.special_left < p.special[home])
        return cost

    def put(self, home: int, site: int) -> None:
        """Put a family that is nowhere into a site that fits."""
        p = self.problem
        self.left[site] -= p.people[home]
        self.choice[home] = site
        if p.special[home] and self.special_left[site] >= p.special[home]:
            self.special_left[site] -= p.special[home]
            self.has_special[home] = True

    def take(self, home: int) -> None:
        """Take a family out again."""
        p, site = self.problem, self.choice[home]
        self.left[site] += p.people[home]
        if self.has_special[home]:
            self.special_left[site] += p.special[home]
            self.has_special[home] = False
        self.choice[home] = NOWHERE

    def put_nearest(self, home: int) -> bool:
        """The cheapest site that fits, if any does; of equals the one with the lower id."""
        fits = self.fits(home)
        if not fits.any():
            return False
        self.put(home, int(np.argmin(np.where(fits, self.costs(home), np.inf))))
        return True

    def make_room(self, home: int) -> bool:
        """Let one smaller family move on to another site so that this one fits; the cheapest such move."""
        p, best = self.problem, (np.inf, NOWHERE, NOWHERE, NOWHERE)
        near = np.argsort(np.where(p.may[home], p.km[home], np.inf), kind="stable")[:_SEARCHED]
        for site in near[p.may[home][near]]:
            need = p.people[home] - self.left[site]
            guests = np.nonzero((self.choice == site) & (p.people >= need) & (p.people < p.people[home]))[0]
            if not guests.size:
                continue
            extra = p.people[guests, None] * (p.km[guests] - p.km[guests, site][:, None])
            possible = p.may[guests] & (self.left[None, :] >= p.people[guests, None])
            possible[:, site] = False
            extra = np.where(possible, extra, np.inf) + p.people[home] * p.km[home, site]
            found = int(np.argmin(extra))
            if extra.flat[found] < best[0]:
                guest, other = divmod(found, extra.shape[1])
                best = (float(extra.flat[found]), int(guests[guest]), other, int(site))
        if best[1] == NOWHERE:
            return False
        _cost, guest, other, site = best
        self.take(guest)
        self.put(guest, other)
        self.put(home, site)
        return True

    def improve(self, homes: Ints) -> None:
        """Let these families move to something nearer that has room; a few rounds."""
        for _round in range(3):
            moved = False
            for home in homes:
                site = int(self.choice[home])
                if site == NOWHERE:
                    continue
                self.take(home)
                best = int(np.argmin(np.where(self.fits(home), self.costs(home), np.inf)))
                self.put(home, best)
                moved = moved or best != site
            if not moved:
                return

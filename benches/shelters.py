"""Who goes to which shelter: the time, and the total way against first come, first served.

python -m benches.shelters                    20,000 families, 100 shelters
python -m benches.shelters 5000 40 --tight    hardly more places than people
"""

import argparse
import random
import time

from qianshao.places.rules import Household, Site, assign
from qianshao.places.rules.problem import build
from qianshao.places.rules.rounding import first_come
from qianshao.places.rules.transport import group, solve

THREATS = ("torrent", "torrent", "geology", "lowland")


def make(homes: int, sites: int, room: float, seed: int = 1) -> tuple[list[Household], list[Site]]:
    """A county of villages along valleys: families in clusters, shelters in the larger ones, some unsafe."""
    rng = random.Random(seed)
    villages = [(114.4 + rng.random() * 0.9, 31.2 + rng.random() * 0.7) for _n in range(max(homes // 90, 1))]
    families = []
    for n in range(homes):
        village = rng.randrange(len(villages))
        lon, lat = villages[village]
        people = rng.choices((1, 2, 3, 4, 5, 6, 7), (14, 22, 20, 20, 13, 8, 3))[0]
        families.append(
            Household(
                n,
                people,
                min(people, rng.choices((0, 1, 2), (75, 20, 5))[0]),
                rng.gauss(lon, 0.006),
                rng.gauss(lat, 0.005),
                THREATS[village % 4],
                area=str(village),
            )
        )
    total = sum(f.people for f in families)
    shares = [rng.random() + 0.3 for _n in range(sites)]
    shelters = []
    for n, share in enumerate(shares):
        lon, lat = villages[rng.randrange(len(villages))]
        left = max(round(total * room * share / sum(shares)), 10)
        unsafe = frozenset(t for t in ("torrent", "geology", "lowland") if rng.random() < 0.15)
        place = (rng.gauss(lon, 0.01), rng.gauss(lat, 0.01))
        shelters.append(
            Site(n, left, left // 8, *place, unsafe, rng.choice(("open", "standby")), f"安置点{n}")
        )  # zh: a name
    return families, shelters


def main() -> None:
    """Print what it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("homes", type=int, nargs="?", default=20_000)
    parser.add_argument("sites", type=int, nargs="?", default=100)
    parser.add_argument("--tight", action="store_true", help="3 % more places than people instead of 40 %")
    given = parser.parse_args()
    homes, sites = make(given.homes, given.sites, 1.03 if given.tight else 1.4)
    started = time.monotonic()
    plan = assign(homes, sites)
    took = time.monotonic() - started
    problem = build(homes, sites, [])
    flows = solve(problem, group(problem), 60.0)
    by_list = first_come(problem)
    placed = by_list.choice >= 0
    rows = placed.nonzero()[0]
    their_km = float((problem.people[rows] * problem.km[rows, by_list.choice[rows]]).sum())
    print(f"{given.homes} families, {sum(h.people for h in homes)} people, {given.sites} shelters: {took:.1f} s")
    print(
        f"plan ({plan.method}): {plan.person_km:.0f} person-km, mean {plan.mean_metres} m, farthest {plan.farthest} m"
    )
    print(f"first come: {their_km:.0f} person-km; ratio plan / first come: {plan.person_km / their_km:.3f}")
    print(f"without a place: plan {plan.unplaced_people}, first come {int(problem.people[~placed].sum())}")
    lacking = sum(row.special for row in plan.rows if not row.special_place)
    theirs = int(problem.special[placed & ~by_list.has_special].sum())
    print(f"without a special place: plan {lacking}, first come {theirs}")
    if flows:
        print(f"least possible (with penalties): {flows.bound:.0f}")


if __name__ == "__main__":
    main()

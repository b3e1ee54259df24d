"""``qianshao demo``: build or reuse a demonstration county and play a warning through it."""

from collections.abc import Callable
from pathlib import Path

from django.conf import settings

from qianshao.demo import home
from qianshao.demo.check import run_check
from qianshao.demo.facts import county_facts
from qianshao.demo.play import play
from qianshao.demo.story import SAMPLE_COUNTY, opening_moment, read_alert

PERSONS, HOUSEHOLDS, SEED = 3_000, 60_000, 20240601
SPEED = 20.0


def main(
    *,
    check: bool = False,
    county: str = SAMPLE_COUNTY,
    alert: Path | None = None,
    port: int = 8000,
    speed: float = SPEED,
    persons: int = PERSONS,
    households: int = HOUSEHOLDS,
    say: Callable[[str], None] = print,
) -> int:
    """Run the demonstration; returns the exit code (0: with ``check``, nobody was left unresolved).

    Args:
        check: headless to the end, last line one JSON object; otherwise pages at ``port``, played ``speed`` times
            as fast as life.
        county: 6- or 12-digit code of a county of the shipped divisions file.
        alert: a CAP file; None is the sample for 新县.
        persons: responsible persons to make up; households: households to make up.

    Raises:
        Refusal: unknown county, unusable file, or a warning that does not concern the county.
    """
    facts = county_facts(county)
    data = read_alert(alert)
    opening_moment(data)
    if not settings.DEMO:
        home.move_in(
            home.environment(facts.county.code, port),
            *_arguments(check, county, alert, port, speed, persons, households),
        )
    size = home.Size(facts.county.code, persons, households, SEED)
    if check:
        return run_check(facts, size, data, say=say)
    return play(facts, size, data, port=port, speed=speed, say=say)


def _arguments(
    check: bool, county: str, alert: Path | None, port: int, speed: float, persons: int, households: int
) -> list[str]:
    """The same wish as a command line, for the process that lives in the demo home."""
    words = ["demo", "--county", county, "--port", str(port), "--speed", str(speed)]
    words += ["--persons", str(persons), "--households", str(households)]
    words += ["--alert", str(alert.resolve())] if alert else []
    return [*words, "--check"] if check else words

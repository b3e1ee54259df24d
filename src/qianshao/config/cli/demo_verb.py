"""``qianshao demo``: a whole county answers a red rainstorm warning."""

import argparse
from pathlib import Path

from qianshao.demo import cli
from qianshao.demo.story import SAMPLE_COUNTY


def add_arguments(part: argparse.ArgumentParser) -> None:
    """Declare the options."""
    part.add_argument("--check", action="store_true", help="headless, to the end; the last line is one JSON object")
    part.add_argument("--county", default=SAMPLE_COUNTY, metavar="CODE", help="6 or 12 digits")
    part.add_argument("--alert", type=Path, default=None, metavar="FILE", help="a CAP file of your own")
    part.add_argument("--port", type=int, default=8000)
    part.add_argument("--speed", type=float, default=cli.SPEED, help="story seconds in a real one")
    part.add_argument("--persons", type=int, default=cli.PERSONS)
    part.add_argument("--households", type=int, default=cli.HOUSEHOLDS)


def run(given: argparse.Namespace) -> int:
    """Play."""
    return cli.main(
        check=given.check,
        county=given.county,
        alert=given.alert,
        port=given.port,
        speed=given.speed,
        persons=given.persons,
        households=given.households,
    )

"""What somebody reads off a thing while testing it: kinds with a day of their last test have such fields."""

from collections.abc import Iterable, Mapping
from typing import Any

TESTED = "last_test"
_READ = ("test_result", "charge", "fuel_hours", "online")


def readings_of(fields: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The fields a test fills in, in the kind's order; none for a kind that is only looked at."""
    known = {field["key"]: field for field in fields if not field.get("personal")}
    return [known[key] for key in known if key in _READ] if TESTED in known else []

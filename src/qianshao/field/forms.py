"""What a phone may say besides 收到. Nothing of it is required: 收到 alone is an answer."""

from collections.abc import Mapping

WORDS = ("in_command", "villages_affected", "persons_moved", "help_needed", "note")
MAX_LENGTH = 200


def read_words(fields: Mapping[str, str]) -> dict[str, str]:
    """The filled fields, cut to length; empty ones say nothing and are left out."""
    said = {name: str(fields.get(name, "")).strip()[:MAX_LENGTH] for name in WORDS}
    return {name: value for name, value in said.items() if value}

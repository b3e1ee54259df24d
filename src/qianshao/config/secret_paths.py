"""Addresses whose last part is a permission: whoever reads them may act, so no log keeps them."""

import logging
import re

#: The answer link of a call (``a/``), a department's whistle (``w/``), a unit's hazard (``u/``), a reporter's own
#: page (``p/track/``), a keeper's own check (``selfcheck/``).
_SECRET = re.compile(r"(/(?:a|w|u|p/track|selfcheck)/)[^/\s?\"'\\]{8,}")


class SecretPaths(logging.Filter):
    """Cuts the secret out of a line before any handler writes it; the line stays."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always true: a line is changed, never dropped."""
        said = record.getMessage()
        if _SECRET.search(said):
            record.msg, record.args = _SECRET.sub(r"\1…", said), ()
        return True

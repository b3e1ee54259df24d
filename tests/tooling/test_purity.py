"""A rule that reaches for the database is found; one that only names things in words passes."""

import pytest
from tools.purity import text_faults


@pytest.mark.parametrize(
    "line", ["from django.db import models", "import django", "from django.conf import settings"]
)
def test_django_in_a_rule_is_found(line: str) -> None:
    assert text_faults(f"import math\n{line}\n", "rules.py") == [
        f"rules.py:2: imports {line.split()[1]}; states and rules are pure"
    ]


def test_words_may_come_from_django() -> None:
    assert text_faults("from django.utils.translation import gettext_lazy as _\n", "states.py") == []

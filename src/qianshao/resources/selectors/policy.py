"""The figures a county set for itself."""

from qianshao.core.scope import inside
from qianshao.resources.models import Policy

WARN_DAYS = (180, 90, 30)


def policy_for(path: str) -> Policy:
    """The figures that hold at ``path``: of the nearest area above that set any; else the defaults, unsaved."""
    rows = [row for row in Policy.objects.unscoped("figures are no secret") if inside(path, row.division_path)]
    found = max(rows, key=lambda row: len(row.division_path), default=Policy(division_path=path))
    found.warn_days = sorted(found.warn_days or WARN_DAYS, reverse=True)
    return found

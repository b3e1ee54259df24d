"""Who may see what: a scope is built once per request from grants, and every question about areas needs one.

A query set of a scoped model that is evaluated without ``within(scope)`` or ``unscoped("why")`` raises
``ScopeMissing``: forgetting the scope is an error in every test, not a leak in one county.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from django.db import models
from django.db.models import Q


class ScopeMissing(RuntimeError):
    """A query over a scoped table was about to run without saying for whom."""


def end_of(path: str) -> str:
    """The first path behind the subtree of ``path``: ``column >= path AND column < end_of(path)`` is an index range.

    Digits only, so that the range holds in every database collation; no part of a path is ever 9999. What is no
    path at all (a mistyped query) has nothing below it.
    """
    if not path:
        return "9999"
    return f"{int(path) + 1:0{len(path)}d}" if path.isascii() and path.isdigit() else path


def subtree(path: str, column: str = "division_path") -> Q:
    """The condition that ``column`` lies in the area ``path`` or below it."""
    if not path:
        return Q()
    return Q(**{f"{column}__gte": path, f"{column}__lt": end_of(path)})


def inside(path: str, area: str) -> bool:
    """Whether division ``path`` is ``area`` or lies below it."""
    return path.startswith(area)


@dataclass(frozen=True)
class Scope:
    """What one person may do where: action codes by area path. The empty path is the whole site."""

    grants: Mapping[str, frozenset[str]] = field(default_factory=dict)
    reason: str = ""
    whole: bool = False

    @classmethod
    def everything(cls, reason: str) -> "Scope":
        """The scope of the machine itself; ``reason`` says why no person stands behind it."""
        if not reason:
            raise ValueError("a scope over everything needs a reason")
        return cls(grants={}, reason=reason, whole=True)

    @property
    def paths(self) -> tuple[str, ...]:
        """The areas, without those that lie inside another one."""
        if self.whole:
            return ("",)
        ordered = sorted(self.grants)
        return tuple(p for p in ordered if not any(p != q and p.startswith(q) for q in ordered))

    def may(self, action: str, path: str = "") -> bool:
        """Whether ``action`` is granted at ``path`` or somewhere above it.

        With no path: whether it is granted anywhere (for menus).
        """
        if self.whole:
            return True
        if not path:
            return any(action in actions for actions in self.grants.values())
        return any(inside(path, area) and action in actions for area, actions in self.grants.items())

    def sees(self, path: str) -> bool:
        """Whether ``path`` lies in the scope's areas at all."""
        return self.whole or any(inside(path, area) for area in self.grants)

    def filter(self, column: str = "division_path") -> Q:
        """The condition that keeps rows of these areas only."""
        if self.whole:
            return Q()
        condition = Q(pk__in=[])
        for path in self.paths:
            condition |= subtree(path, column) if path else Q(pk__isnull=False)
        return condition


class ScopedQuerySet(models.QuerySet[Any]):
    """A query set that refuses to run before it knows for whom."""

    _scoped = False
    path_column = "division_path"

    def within(self, scope: Scope) -> Self:
        """Only the rows of the scope's areas."""
        found = self.filter(scope.filter(self.path_column))
        found._scoped = True
        return found

    def unscoped(self, reason: str) -> Self:
        """All rows; ``reason`` says why no person's scope applies (a sweep, a migration, a check)."""
        if not reason:
            raise ScopeMissing("unscoped() needs a reason")
        found = self.all()
        found._scoped = True
        return found

    def _clone(self) -> Self:
        copy: Self = super()._clone()  # type: ignore[misc]  # private in the stubs
        copy._scoped = self._scoped
        return copy

    def _demand(self) -> None:
        if not self._scoped:
            raise ScopeMissing(f"{self.model.__name__}: say within(scope) or unscoped('why')")

    def _fetch_all(self) -> None:
        if self._result_cache is None:
            self._demand()
        super()._fetch_all()

    def iterator(self, chunk_size: int | None = 2000) -> Iterator[Any]:
        """Rows one by one, in constant memory."""
        self._demand()
        return super().iterator(chunk_size=chunk_size or 2000)

    def count(self) -> int:
        """How many rows."""
        self._demand()
        return super().count()

    def exists(self) -> bool:
        """Whether there is any row."""
        self._demand()
        return super().exists()

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Sums over the rows."""
        self._demand()
        return super().aggregate(*args, **kwargs)

    def update(self, **kwargs: Any) -> int:
        """Change the rows in one statement."""
        self._demand()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        """Remove the rows."""
        self._demand()
        return super().delete()


ScopedManager = models.Manager.from_queryset(ScopedQuerySet)

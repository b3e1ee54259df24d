"""A verb's transaction. Alone, it is committed durably when the verb ends; in a group, with the group.

The phone sync runs many commands in one commit (a commit is an fsync), each within its own savepoint: a refused
command undoes itself and none of its neighbours. A verb that a phone may call opens ``unit()``; one that it may not
keeps ``transaction.atomic(durable=True)``.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import transaction

_grouped: ContextVar[bool] = ContextVar("grouped", default=False)


@contextmanager
def unit() -> Iterator[None]:
    """All or nothing; durable on leaving, unless a ``group`` around it commits later."""
    with transaction.atomic(durable=not _grouped.get()):
        yield


@contextmanager
def group() -> Iterator[None]:
    """One durable commit for all the units inside."""
    with transaction.atomic(durable=True):
        token = _grouped.set(True)
        try:
            yield
        finally:
            _grouped.reset(token)


@contextmanager
def compound() -> Iterator[None]:
    """A verb made of other rooms' verbs: theirs are committed with it, all or nothing."""
    with unit():
        token = _grouped.set(True)
        try:
            yield
        finally:
            _grouped.reset(token)

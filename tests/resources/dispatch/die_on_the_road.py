"""A site of its own: build it, die twice while goods are being loaded, look what is left. Run by ``test_kills``.

One interpreter: each death is a forked child that kills itself, so that nothing is started or migrated twice.
"""

import os
import signal
from typing import Any

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, connections  # noqa: E402

from qianshao.resources.dispatch import services  # noqa: E402
from qianshao.resources.models import Batch, Move  # noqa: E402
from tests.cast import NOW, SYSTEM, build_cast  # noqa: E402
from tests.resources.dispatch.build import depot_of  # noqa: E402


def build() -> None:
    """A county with a move whose goods are picked."""
    call_command("migrate", verbosity=0)
    depot_of(build_cast(users=())).picked()


def load(dies_before: int) -> None:
    """Load the goods, and be gone before the statement with this number."""
    left = [dies_before]

    def wrapper(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith(("INSERT", "UPDATE", "DELETE")):
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(wrapper):
        found = Move.objects.unscoped("a test acts").get()
        services.carry_goods(move_id=found.pk, vehicle="豫S1", actor=SYSTEM, now=NOW)


def die(statement: int) -> int:
    """How the child that loads the goods ended: the number of the signal."""
    connections.close_all()  # a connection does not survive a fork
    child = os.fork()
    if not child:
        load(statement)
        os._exit(0)
    return os.WTERMSIG(os.waitpid(child, 0)[1])


def look() -> None:
    """The move's state, what is on the shelf, what is on the road."""
    found = Move.objects.unscoped("a test looks").get()
    shelf = Batch.objects.unscoped("test").filter(store_id=found.from_store_id).order_by("item__code")
    road = sum(Batch.objects.unscoped("test").filter(move_id=found.pk).values_list("stock", flat=True))
    print(found.state, *shelf.values_list("stock", flat=True), road)


if __name__ == "__main__":
    build()
    print(die(4), die(9))
    look()

"""What a builder of the permission matrix is; the builders themselves stand in ``tests/matrix_<room>.py``."""

from collections.abc import Callable, Mapping
from typing import Any

from qianshao.divisions.models import Division
from tests.cast import Cast

Builder = Callable[[Cast, Division], Mapping[str, Any]]

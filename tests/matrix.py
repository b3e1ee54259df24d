"""What a builder of the permission matrix is; the builders themselves stand in ``tests/matrix_<room>.py``."""

from collections.abc import Callable, Mapping
from typing import Any

from qianshao.divisions.models import Division
from tests.cast import Cast

#: Addresses whose parameter names something of the site (a kind, an item, a layer): open to whoever may do it
#: anywhere; ``tests/accounts/test_of_the_site.py`` asks that they show nothing of other areas. Their builders give
#: the neighbouring county a name there is nothing of.
OF_THE_SITE = frozenset(
    {
        "onemap:base",
        "onemap:export",
        "onemap:tile",
        "registry:ask-new",
        "registry:bulk",
        "registry:export",
        "registry:imports",
        "registry:kind",
        "registry:labels",
        "registry:new",
        "registry:template",
        "resources:item",
    }
)
Builder = Callable[[Cast, Division], Mapping[str, Any]]

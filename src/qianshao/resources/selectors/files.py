"""Which files of stock came in."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from qianshao.core.errors import NotFound
from qianshao.core.scope import Scope
from qianshao.resources.models import StockBatch
from qianshao.resources.selectors.areas import where

_ACTION = "resources.stock"


def files(scope: Scope) -> "QuerySet[Any]":
    """Files of the scope, newest first, without their rows."""
    found = StockBatch.objects.within(where(scope, _ACTION)).defer("rows", "findings", "undo")
    return found.order_by("-made_at", "-id")


def file_of(scope: Scope, key: int) -> StockBatch:
    """One file.

    Raises:
        NotFound: none such in the scope.
    """
    found: StockBatch | None = StockBatch.objects.within(where(scope, _ACTION)).filter(pk=key).first()
    if found is None:
        raise NotFound("batch.unknown", _("没有找到这次导入"))
    return found

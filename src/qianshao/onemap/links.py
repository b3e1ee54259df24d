"""Addresses of pages of rooms that may not be installed."""

from typing import Any

from django.urls import NoReverseMatch, reverse


def address(name: str, *args: Any) -> str:
    """The page's address, or nothing."""
    try:
        return reverse(name, args=args) if name else ""
    except NoReverseMatch:
        return ""

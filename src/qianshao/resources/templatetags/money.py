"""Amounts on pages: kept in fen, shown in yuan."""

from django import template

register = template.Library()


@register.filter
def yuan(fen: int | None) -> str:
    """``1234567`` → ``12,345.67``; whole yuan without the fen."""
    return "—" if fen is None else f"{fen / 100:,.2f}".removesuffix(".00")

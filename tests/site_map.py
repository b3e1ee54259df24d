"""Every address of the site with its view, as Django's resolver knows them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from qianshao.accounts.access import Access, access_of

_PLACE = re.compile(r"<(?:\w+:)?(\w+)>")


@dataclass(frozen=True)
class Page:
    """One address: its route, its name (``room:name``; ``api:METHOD route`` for operations) and its view."""

    route: str
    name: str
    view: Any
    access: Access | None
    method: str = ""

    @property
    def places(self) -> tuple[str, ...]:
        """The names of its parameters."""
        return tuple(_PLACE.findall(self.route))

    def address(self, **kwargs: Any) -> str:
        """The path with its parameters filled in."""
        return "/" + _PLACE.sub(lambda found: str(kwargs[found.group(1)]), self.route)


def pages() -> list[Page]:
    """All of them; an API view counts once for each of its operations."""
    return list(_walk(get_resolver().url_patterns, "", ""))


def _walk(patterns: list[Any], above: str, space: str) -> Iterator[Page]:
    for pattern in patterns:
        route = above + str(pattern.pattern).lstrip("^")
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _walk(pattern.url_patterns, route, inner)
        elif isinstance(pattern, URLPattern):
            yield from _pages_of(pattern, route, space)


def _pages_of(pattern: URLPattern, route: str, space: str) -> Iterator[Page]:
    operations = getattr(pattern.callback, "operations", None)
    if operations is None:
        yield Page(route, f"{space}{pattern.name}", pattern.callback, access_of(pattern.callback))
        return
    for method, access in operations.items():
        yield Page(route, f"api:{method} {route}", pattern.callback, access, method)

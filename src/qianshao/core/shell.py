"""What every page's frame shows: the rail, the top bar, the drill and demo marks.

`config` builds these once per request and puts them on the request
(`request.navigation`, `request.shell`); templates under `templates/ui/` only read them.
Every attribute has a calm default, so a page also renders before anyone is logged in.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NavItem:
    """One entry of the rail: `badge` counts what *this* user can act on, never everything."""

    title: str
    url: str
    icon: str
    badge: int = 0
    current: bool = False
    at_bottom: bool = False


@dataclass(frozen=True, slots=True)
class Shell:
    """The frame around a page.

    Args:
        name: product name shown in the top bar, normally with the county before it.
        area: the area the user works in, e.g. 新县.
        who: name of the logged-in person; empty when nobody is.
        role: the role in words, e.g. 值班员.
        level: colour of the highest alert in force (red, orange, yellow, blue) or empty.
        level_words: the words on the level plate, e.g. 暴雨红色预警.
        drill: the drill's name while one is running, else empty.
        is_demo: marks every page 演示数据.
        clock_rate: how many seconds the product's clock moves per second (20 in the demo).
        search_url, logout_url, password_url, styleguide_url: empty hides the entry.
    """

    name: str = "基层应急管理平台"
    area: str = ""
    who: str = ""
    role: str = ""
    level: str = ""
    level_words: str = ""
    drill: str = ""
    is_demo: bool = False
    clock_rate: float = 1.0
    search_url: str = ""
    logout_url: str = ""
    password_url: str = ""

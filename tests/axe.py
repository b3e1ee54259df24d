"""What axe objects to on a page; one place for the rules and for how they are asked."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
#: Every rule is run on every node; only what fails is written out. Writing the passes took half of the time.
OPTIONS = {"runOnly": RULES, "resultTypes": ["violations"]}
_AXE = Axe()
#: What a thumb presses on a page that is used on the spot.
_LOW = """() => [...document.querySelectorAll('main .btn, main summary, main .tabs a, main select, main .input')]
  .filter(one => one.offsetHeight && one.offsetHeight < 48)
  .map(one => `${one.offsetHeight} ${one.outerHTML.slice(0, 90)}`)"""


def too_low(page: Any) -> list[str]:
    """What is pressed there and less than 48 px high."""
    found: list[str] = page.evaluate(_LOW)
    return found


def violations(page: Any) -> list[dict[str, Any]]:
    """The broken rules with the nodes that break them; once the page is there, for its address comes before it."""
    page.wait_for_load_state()
    if not page.evaluate("'axe' in window"):  # half a megabyte, once for a page and not for each size
        page.evaluate(_AXE.axe_script)
    found: list[dict[str, Any]] = page.evaluate("options => axe.run(options)", OPTIONS)["violations"]
    return found


def faults(page: Any, *sizes: tuple[int, int]) -> list[str]:
    """What axe finds and whether the page scrolls sideways, as it is or at each size, width and height."""
    found: list[str] = []
    for width, height in sizes or ((0, 0),):
        if width:
            page.set_viewport_size({"width": width, "height": height})
        at = f"{page.url} at {width or page.viewport_size['width']}"
        found += [f"{at}: {one['id']} {one['nodes'][0]['html'][:160]}" for one in violations(page)]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth + 1"):
            found.append(f"{at}: wider than its window")
    return found

"""What a template may not hold: inline code and style, other people's servers, untranslated or banned words."""

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from tools.budgets import committed

ROOT = Path(__file__).resolve().parent.parent
ICONS = "tools/icons.txt"
BANNED_WORDS = ("呼叫中心", "撤离", "闭环完成")

TAG = re.compile(r"<[a-zA-Z][^<>]*>", re.S)
DJANGO = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.S)
HANDLER = re.compile(r"\s(on[a-z]+)\s*=", re.I)
STYLE = re.compile(r"\sstyle\s*=", re.I)
SCRIPT = re.compile(r"<script\b(?![^>]*\bsrc\s*=)(?![^>]*type=[\"']application/(?:json|ld\+json)[\"'])[^>]*>", re.I)
STYLE_ELEMENT = re.compile(r"<style\b", re.I)
LOADING = r"<(?:script|link|img|iframe|source|video|audio)\b"
FOREIGN = re.compile(LOADING + r"[^>]*\b(?:src|href)\s*=\s*[\"']?(?:https?:)?//", re.I)
INHERITED = re.compile(r"\shx-(target|confirm|headers|include|indicator|swap)\s*=")
VERB = re.compile(r"\shx-(get|post|put|patch|delete|sse:connect)\b")
COMMENT = re.compile(r"\{#.*?#\}|\{% comment.*?%\}.*?\{% endcomment %\}|<!--.*?-->", re.S)
TRANSLATED = re.compile(
    r"\{% (?:blocktranslate|blocktrans)\b.*?\{% end(?:blocktranslate|blocktrans) %\}|\{%.*?%\}|\{\{.*?\}\}", re.S
)
# A page for developers may show words that are only there to be looked at.
SAMPLE = "{# sample text #}"
CHINESE = re.compile(r"[\u4e00-\u9fff][^<>\n]*")
# {% chip "ok" _("已应答") %} is translated, {% chip "ok" "已应答" %} is not; {% translate "…" %} is its own.
TAG_WORDS = re.compile(r"\{%(?!\s*(?:translate|trans|blocktranslate|blocktrans|comment)\b).*?%\}|\{\{.*?\}\}", re.S)
MARKED = re.compile(r"_\((?:\"[^\"]*\"|'[^']*')\)")
LITERAL = re.compile(r"\"([^\"]*[\u4e00-\u9fff][^\"]*)\"|'([^']*[\u4e00-\u9fff][^']*)'")
SCRIPT_COMMENT = re.compile(r"/\*.*?\*/|(?<![:\"'`])//[^\n]*", re.S)
SCRIPT_WORDS = re.compile(r"[\"'`][^\"'`\n]*[\u4e00-\u9fff][^\"'`\n]*[\"'`]")
ICON_TAG = re.compile(r"\{%\s*i\s+[\"']([a-z0-9-]+)[\"']|\bicon=[\"']([a-z0-9-]+)[\"']")
ICON_CONSTANT = re.compile(r"\b(?:icon|ICON)\w*\s*(?::\s*\w+\s*)?=\s*[\"']([a-z0-9-]+)[\"']")
MENU_ICON = re.compile(r"\bItem\(\s*[\"'][\w-]+[\"'],\s*_\([^)]*\),\s*[\"']([a-z0-9-]+)[\"']")

Finding = tuple[int, str]


def blank(text: str, pattern: re.Pattern[str]) -> str:
    """The text with every match replaced by spaces, line ends kept, so that offsets still tell the line."""
    return pattern.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), text)


def inline_code(text: str) -> Iterator[Finding]:
    """The Content-Security-Policy refuses these; a page would silently lose them."""
    for tag in TAG.finditer(blank(text, DJANGO)):
        if handler := HANDLER.search(tag.group()):
            yield tag.start(), f"{handler.group(1)}= is inline script; use a module in static/"
        if STYLE.search(tag.group()):
            yield tag.start(), "style= is inline style; use a class"
    for match in SCRIPT.finditer(text):
        yield match.start(), "<script> without src"
    for match in STYLE_ELEMENT.finditer(text):
        yield match.start(), "<style> in a page; use ui.css"


def foreign_servers(text: str) -> Iterator[Finding]:
    """A closed network reaches nobody else's server."""
    for match in FOREIGN.finditer(text):
        yield match.start(), "loads a file from another server"


def lost_inheritance(text: str) -> Iterator[Finding]:
    """htmx 4 hands an attribute to children only with ``:inherited``; without it or a verb it does nothing."""
    for tag in TAG.finditer(blank(text, DJANGO)):
        lost = INHERITED.search(tag.group())
        if lost and not VERB.search(tag.group()):
            yield tag.start(), f"hx-{lost.group(1)} needs :inherited or a request verb on the same element"


def untranslated(text: str) -> Iterator[Finding]:
    """Chinese outside ``{% translate %}`` stays Chinese for everybody."""
    for match in CHINESE.finditer(blank(text, TRANSLATED)):
        yield match.start(), f"not translated: {match.group().strip()[:30]}"
    for tag in TAG_WORDS.finditer(text):
        for match in LITERAL.finditer(blank(tag.group(), MARKED)):
            yield tag.start() + match.start(), f"not translated: {match.group()}; write _({match.group()})"


def banned(text: str) -> Iterator[Finding]:
    """Words the glossary rules out (docs/glossary.md)."""
    for word in BANNED_WORDS:
        for match in re.finditer(word, text):
            yield match.start(), f"banned word {word}"


RULES: tuple[Callable[[str], Iterator[Finding]], ...] = (
    inline_code,
    foreign_servers,
    lost_inheritance,
    untranslated,
    banned,
)


def template_faults(text: str, name: str) -> list[str]:
    """Every finding in one template as ``file:line: what``."""
    clean = blank(text, COMMENT)
    rules = [rule for rule in RULES if not (rule is untranslated and SAMPLE in text)]
    found = sorted(finding for rule in rules for finding in rule(clean))
    return [f"{name}:{clean.count(chr(10), 0, offset) + 1}: {words}" for offset, words in found]


def script_faults(text: str, name: str) -> list[str]:
    """Chinese in our own JavaScript: it belongs into the page, where it is translated (data- attributes)."""
    clean = blank(text, SCRIPT_COMMENT)
    found = [(clean.count("\n", 0, match.start()) + 1, match.group()) for match in SCRIPT_WORDS.finditer(clean)]
    return [f"{name}:{line}: not translated: {words}; pass it by a data- attribute" for line, words in found]


def icon_faults(text: str, name: str, known: set[str]) -> list[str]:
    """Icons a file names that the sprite does not hold: the page would show a hole."""
    patterns = (ICON_CONSTANT, MENU_ICON) if name.endswith(".py") else (ICON_TAG,)
    matches = [match for pattern in patterns for match in pattern.finditer(text)]
    used = {group for match in matches for group in match.groups() if group}
    return [f"{name}: icon {icon!r} is not in {ICONS}" for icon in sorted(used - known)]


def faults(root: Path) -> list[str]:
    """Everything wrong with the templates of a clone, and with icons named in Python."""
    known = set((root / ICONS).read_text(encoding="utf-8").split())
    found: list[str] = []
    for path in committed(root, "src/qianshao/**/templates/**", "src/qianshao/**/*.py", "src/qianshao/**/*.js"):
        name, text = path.relative_to(root).as_posix(), path.read_text(encoding="utf-8")
        if path.suffix == ".html":
            found += template_faults(text, name)
        if path.suffix == ".js":
            found += script_faults(text, name)
            continue
        found += icon_faults(text, name, known)
        if path.suffix == ".py" and "migrations" not in path.parts:
            found += [f"{name}: {words}" for _offset, words in banned(text)]
    return found


def main() -> int:
    """Prints the findings; 1 when there are any."""
    found = faults(ROOT)
    print("\n".join(found) or "templates are clean")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

"""Are all sentences of the product translated? The source language is Chinese; English is the first other.

    python -m tools.translations             list what is missing, untranslated or marked fuzzy; 1 when any is
    python -m tools.translations --update    write the new sentences into the .po, without a translation

Chinese that is data and not a sentence for people (names, table headings of imports, the rules of a numbering) is
excepted by a comment ``# zh: what it is``: at the end of its line, or alone in a line for the whole file.
"""

import argparse
import ast
import io
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import polib
from babel.messages.extract import extract_python
from django.conf import settings
from django.utils.translation import template as template_text

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src/qianshao"

# The position of the context, of the sentence, of the plural in a call; None where it has none.
Positions = tuple[int | None, int, int | None]
CALLS: dict[str, Positions] = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), (None, 0, None)),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (None, 0, 1)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), (0, 1, None)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), (0, 1, 2)),
    # Our own declarations carry a plain Chinese sentence, translated where it is shown.
    **dict.fromkeys(("Kind", "Action"), (None, 1, None)),
    **dict.fromkeys(("NotAllowed", "NotFound", "Stale", "Invalid", "TooLate"), (None, 1, None)),
}
CHINESE = re.compile(r"[\u4e00-\u9fff]")
TEMPLATE_KEYWORDS = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


@dataclass(frozen=True)
class Message:
    """One sentence to translate."""

    sentence: str
    context: str | None = None
    plural: str | None = None


@dataclass
class Report:
    """What the comparison of the code and a ``.po`` found."""

    missing: list[Message] = field(default_factory=list)
    empty: list[str] = field(default_factory=list)
    fuzzy: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)

    def faults(self) -> list[str]:
        """The lines a person needs to mend it; empty when everything is translated."""
        rows = [f"not in the .po: {message.sentence}" for message in self.missing]
        rows += [f"not translated: {sentence}" for sentence in self.empty]
        rows += [f"marked fuzzy: {sentence}" for sentence in self.fuzzy]
        return rows + [f"placeholders differ: {sentence}" for sentence in self.broken]


def names_of(tree: ast.AST) -> dict[str, Positions]:
    """What a file calls to translate: the usual names and those it gives them itself (``import gettext as say``)."""
    names = dict(CALLS)
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            names |= {alias.asname: CALLS[alias.name] for alias in node.names if alias.asname and alias.name in CALLS}
    return names


def called_by(node: ast.Call) -> str:
    """The last part of the name that is called."""
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


def in_python(text: str, name: str) -> Iterator[Message]:
    """The sentences of one Python file. A computed sentence cannot be translated and is an error."""
    tree = ast.parse(text, name)
    names = names_of(tree)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or called_by(node) not in names:
            continue
        positions = names[called_by(node)]
        context, sentence, plural = (text_at(node, position) for position in positions)
        if sentence:
            yield Message(sentence, context, plural)
        elif len(node.args) > positions[1] and isinstance(node.args[positions[1]], ast.JoinedStr):
            raise SystemExit(f"{name}:{node.lineno}: an f-string cannot be translated; use placeholders")


def unmarked(text: str, name: str) -> list[str]:
    """Chinese strings of a Python file that reach people past gettext, as ``file:line: string``."""
    lines = text.splitlines()
    if any(line.startswith("# zh: ") for line in lines):
        return []
    tree = ast.parse(text, name)
    names = names_of(tree)
    spared = {id(part) for node in ast.walk(tree) for part in spared_parts(node, names)}
    return [
        f"{name}:{node.lineno}: not marked for translation: {node.value.strip()[:40]}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if CHINESE.search(node.value) and id(node) not in spared
        if not any("# zh: " in line for line in lines[node.lineno - 1 : node.end_lineno])
    ]


def spared_parts(node: ast.AST, names: Mapping[str, Positions]) -> Iterator[ast.AST]:
    """What needs no mark: docstrings, and everything said inside a call that translates."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        yield node.value
    elif isinstance(node, ast.Call) and called_by(node) in names:
        for argument in node.args:
            yield from ast.walk(argument)


def all_unmarked(source: Path) -> list[str]:
    """The unmarked Chinese of every Python file under a folder."""
    files = [path for path in sorted(source.rglob("*.py")) if "migrations" not in path.parts]
    return [
        fault
        for path in files
        for fault in unmarked(path.read_text(encoding="utf-8"), path.relative_to(source).as_posix())
    ]


def text_at(node: ast.Call, position: int | None) -> str | None:
    """The literal string at a position of a call, if there is one."""
    if position is None or len(node.args) <= position:
        return None
    argument = node.args[position]
    return argument.value if isinstance(argument, ast.Constant) and isinstance(argument.value, str) else None


def in_template(text: str, name: str) -> Iterator[Message]:
    """The sentences of one template, by Django's own reading of it."""
    if not settings.configured:
        settings.configure()
    lines = template_text.templatize(text, origin=name).splitlines()
    source = io.BytesIO("\n".join(line.strip() for line in lines).encode())
    for _line, call, found, _notes in extract_python(source, TEMPLATE_KEYWORDS, [], {"encoding": "utf-8"}):
        yield template_message(call, found)


def template_message(call: object, found: object) -> Message:
    """Babel's tuple for a call as a message."""
    words = found if isinstance(found, tuple | list) else (found,)
    parts = [part for part in words if isinstance(part, str)]
    if call in ("pgettext", "npgettext"):
        return Message(parts[1], parts[0], parts[2] if len(parts) > 2 else None)
    return Message(parts[0], None, parts[1] if len(parts) > 1 else None)


def in_tree(source: Path) -> list[Message]:
    """Every sentence of the Python files and templates under a folder, each once, in reading order."""
    found: dict[tuple[str, str | None], Message] = {}
    for path in sorted([*source.rglob("*.py"), *source.rglob("templates/**/*")]):
        if not path.is_file() or "migrations" in path.parts or "static" in path.parts:
            continue
        reader = in_python if path.suffix == ".py" else in_template
        for message in reader(path.read_text(encoding="utf-8"), path.relative_to(source).as_posix()):
            known = found.get((message.sentence, message.context))
            if known is None or known.plural is None:
                found[message.sentence, message.context] = message
    return list(found.values())


def placeholders(text: str) -> set[str]:
    """``%(name)s`` and ``{name}`` in a sentence: a translation must carry the same."""
    return set(re.findall(r"%\(\w+\)[sd]|\{\w+\}", text))


def compare(messages: list[Message], book: polib.POFile) -> Report:
    """What is missing, empty, fuzzy or broken in a book of translations."""
    report = Report()
    entries = {(entry.msgid, entry.msgctxt): entry for entry in book if not entry.obsolete}
    for message in messages:
        entry = entries.pop((message.sentence, message.context), None)
        if entry is None:
            report.missing.append(message)
        elif entry.fuzzy:
            report.fuzzy.append(entry.msgid)
        elif not entry.translated():
            report.empty.append(entry.msgid)
        elif any(
            placeholders(text) - placeholders(entry.msgid + entry.msgid_plural)
            for text in (entry.msgstr, *entry.msgstr_plural.values())
        ):
            report.broken.append(entry.msgid)
    report.unused = [entry.msgid for entry in entries.values()]
    return report


def update(messages: list[Message], book: polib.POFile) -> None:
    """Adds what the code has and the book has not; drops what no code says any more."""
    wanted = {(message.sentence, message.context) for message in messages}
    for entry in list(book):
        if (entry.msgid, entry.msgctxt) not in wanted:
            book.remove(entry)
    for message in compare(messages, book).missing:
        plural = {0: "", 1: ""} if message.plural else {}
        book.append(
            polib.POEntry(
                msgid=message.sentence,
                msgctxt=message.context,
                msgstr="",
                msgid_plural=message.plural or "",
                msgstr_plural=plural,
            )
        )


def open_book(path: Path) -> polib.POFile:
    """A book of translations, new when the file is not there yet."""
    if path.exists():
        return polib.pofile(str(path), wrapwidth=78)
    book = polib.POFile(wrapwidth=78)
    book.metadata = {
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "Language": path.parent.parent.name,
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }
    return book


def main(arguments: list[str]) -> int:
    """Compares the code with the English book, or updates the book."""
    parser = argparse.ArgumentParser(prog="python -m tools.translations")
    parser.add_argument("--update", action="store_true", help="write the new sentences into the .po")
    parser.add_argument("--source", type=Path, default=SOURCE, help="the package to read")
    options = parser.parse_args(arguments)
    path = options.source / "locale/en/LC_MESSAGES/django.po"
    messages, book = in_tree(options.source), open_book(path)
    if options.update:
        update(messages, book)
        path.parent.mkdir(parents=True, exist_ok=True)
        book.save(str(path))
    report = compare(messages, book)
    faults = [*report.faults(), *all_unmarked(options.source)]
    for fault in faults:
        print(fault)
    if report.unused:
        print(f"{len(report.unused)} translations nobody says any more (--update drops them)")
    print(f"{len(messages)} sentences, {len(report.faults())} without a good translation")
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

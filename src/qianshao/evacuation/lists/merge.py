"""Lines into rows of the one list, with what does not fit together."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from qianshao.evacuation.lists.facts import (
    VILLAGE,
    Facts,
    Found,
    Home,
    Line,
    Match,
    Merged,
    Option,
    Row,
    address_key,
    fingerprint,
    short_code,
)
from qianshao.evacuation.lists.match import Matcher

PERSONAL = "needs"  # this kind of list speaks of a person, the others of the household the person lives in


def merge(facts: Facts) -> Merged:
    """One row for each household, member or unregistered person that the lines speak of."""
    merged = Merged()
    matcher = Matcher(facts, merged)
    groups: dict[str, list[Line]] = defaultdict(list)
    for line in facts.lines:
        match = matcher.find(line)
        if match is not None:
            groups[_subject(line, match)].append(line)
        elif matcher.unknown(line):
            groups[matcher.unknown_key(line)].append(line)
    names = _member_names(facts)
    for subject, lines in groups.items():
        group = _Group(facts, merged, subject, lines)
        merged.rows[subject] = group.row(names, matcher.renamed)
    _count_conflicts(merged, groups)
    return merged


def _subject(line: Line, match: Match) -> str:
    if line.kind == PERSONAL and match.member:
        return f"m:{match.member}"
    return f"h:{match.household}"


def _member_names(facts: Facts) -> dict[int, str]:
    return {
        hit.member: hit.name
        for hits in (facts.by_name, facts.by_phone, facts.by_id)
        for found in hits.values()
        for hit in found
        if hit.member
    }


def _count_conflicts(merged: Merged, groups: dict[str, list[Line]]) -> None:
    subject_of = {line.id: subject for subject, lines in groups.items() for line in lines}
    for found in merged.conflicts.values():
        for subject in {subject_of[entry] for entry in found.entries if entry in subject_of}:
            merged.rows[subject].conflicts += 1


class _Group:
    """The lines about one subject."""

    def __init__(self, facts: Facts, merged: Merged, subject: str, lines: Sequence[Line]) -> None:
        self._facts, self._merged, self._subject, self._lines = facts, merged, subject, lines
        match = merged.matches.get(lines[0].id)
        self._home: Home | None = facts.homes[match.household] if match else None

    def row(self, names: dict[int, str], renamed: dict[int, str]) -> Row:
        """The row, its conflicts noted."""
        first, home = self._lines[0], self._home
        path, address = self._place()
        row = Row(self._subject, first.name, path, address, self._heads())
        if home is not None:
            row.household, row.name, row.zone = home.id, home.head_name, home.zone_id
        if self._subject.startswith("m:"):
            row.member, row.heads = int(self._subject[2:]), 1
            known = names.get(row.member, first.name)
            row.name = next((renamed[line.id] for line in self._lines if line.id in renamed), known)
        row.zone = next((line.zone_id for line in self._lines if line.zone_id), row.zone)
        row.kinds = "," + ",".join(sorted({line.kind for line in self._lines})) + ","
        row.reasons = [_reason(line) for line in self._lines]
        return row

    def _place(self) -> tuple[str, str]:
        """Where they live, as the roster or a ruling says. Lists that say otherwise make a conflict."""
        home, names = self._home, self._facts.names
        given: dict[str, tuple[str, str, str]] = {}
        if home is not None:
            key = _place_code(home.path, home.address, names)
            given[key] = (home.path, home.address, _("住户名册"))
        for line in self._lines:
            if self._says_nothing_new(line, given):
                continue
            given.setdefault(_place_code(line.path, line.address, names), (line.path, line.address, line.department))
        code = fingerprint("place", self._subject, *sorted(given))
        ruled = self._facts.rulings.get(code, "")
        first = next(iter(given))
        if len(given) > 1 and ruled not in given:
            kind = "place" if home is not None else "two_homes"
            words = {key: self._facts.place(path) + address for key, (path, address, _source) in given.items()}
            options = [Option(key, words[key], source) for key, (_path, _address, source) in given.items()]
            self._note(code, kind, given[first][0], options)
        path, address, _source = given.get(ruled, given[first])
        return path, address

    def _says_nothing_new(self, line: Line, given: dict[str, tuple[str, str, str]]) -> bool:
        """A line without an address agrees with any address of its village."""
        key = address_key(line.address, line.path, self._facts.names)
        for path, address, _source in given.values():
            known = address_key(address, path, self._facts.names)
            if path[:VILLAGE] == line.village and (not key or not known or key == known):
                return True
        return False

    def _heads(self) -> int:
        """How many people; until somebody rules, the highest number any list says."""
        given = {line.heads: line.department for line in self._lines if line.heads and line.kind != PERSONAL}
        if not given:
            return self._home.heads if self._home else 1
        if self._home is not None and self._home.heads:
            given.setdefault(self._home.heads, "")
            given[self._home.heads] = _("住户名册")
        code = fingerprint("heads", self._subject, *sorted(given))
        ruled = self._facts.rulings.get(code, "")
        if ruled.startswith("n:") and ruled[2:].isdigit():
            return int(ruled[2:])
        if len(given) > 1:
            options = [
                Option(f"n:{n}", _("{n} 人").format(n=n), source) for n, source in sorted(given.items(), reverse=True)
            ]
            self._note(code, "heads", self._home.path if self._home else self._lines[0].path, options)
        return max(given)

    def _note(self, code: str, kind: str, path: str, options: list[Option]) -> None:
        home, entries = self._home, [line.id for line in self._lines]
        title = home.head_name if home and self._subject.startswith("h:") else self._lines[0].name
        found = Found(kind, self._subject, path, title, entries, options, home.id if home else None)
        self._merged.conflicts[code] = found


def _place_code(path: str, address: str, names: Mapping[str, str]) -> str:
    return "p:" + short_code(path[:VILLAGE], address_key(address, path, names))


def _reason(line: Line) -> dict[str, object]:
    words = " ".join(filter(None, (line.zone_name, line.reason)))
    return {
        "list": line.list_id,
        "entry": line.id,
        "department": line.department,
        "kind": line.kind,
        "words": words,
    }

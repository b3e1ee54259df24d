"""Whom a line means: by identity number, else by phone, else by name, village and address; rulings come first."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from qianshao.evacuation.lists.facts import (
    VILLAGE,
    Facts,
    Found,
    Hit,
    Line,
    Match,
    Merged,
    Option,
    address_key,
    fingerprint,
    short_code,
)

OTHER, SAME, FROM_LIST, KEEP, OUT, REGISTER = "other", "same", "list", "keep", "out", "register"


class Matcher:
    """Decides line by line and notes what an officer must decide."""

    def __init__(self, facts: Facts, merged: Merged) -> None:
        self._facts, self._merged = facts, merged
        self.renamed: dict[int, str] = {}

    def find(self, line: Line) -> Match | None:
        """Whom the line means, nobody when it is not known; the match is noted."""
        found = self._by_number(line) or self._by_address(line) or self._by_ruling(line)
        if found is not None:
            self._merged.matches[line.id] = found
        return found

    def _by_number(self, line: Line) -> Match | None:
        if hits := self._facts.by_id.get(line.id):
            return self._pick(line, hits, "id")
        if hits := self._facts.by_phone.get(line.id):
            named = [hit for hit in hits if hit.name == line.name]
            near = [hit for hit in hits if self._village(hit) == line.village]
            if named:
                return self._pick(line, named, "phone")
            if len({hit.household for hit in near}) == 1:
                # Somebody else's phone under the same roof: the house is right, the person need not be.
                return self._pick(line, [Hit(near[0].household, None, near[0].name)], "phone")
        return None

    def _village(self, hit: Hit) -> str:
        return self._facts.homes[hit.household].path[:VILLAGE]

    def _pick(self, line: Line, hits: Sequence[Hit], by: str) -> Match | None:
        homes = sorted({hit.household for hit in hits})
        chosen = hits[0] if len(homes) == 1 else self._of_several(line, hits, homes)
        if chosen.name != line.name and not self._same_person(line, chosen):
            return None
        return Match(chosen.household, chosen.member, by)

    def _of_several(self, line: Line, hits: Sequence[Hit], homes: Sequence[int]) -> Hit:
        """The same person in two houses of the roster."""
        code = fingerprint("two_homes", line.id_hash or line.phone_hash, *homes)
        ruled = self._facts.rulings.get(code, "")
        for hit in hits:
            if ruled == f"h:{hit.household}":
                return hit
        near = [hit for hit in hits if self._village(hit) == line.village]
        chosen = min(near or hits, key=lambda hit: hit.household)
        found = self._note(code, "two_homes", f"h:{chosen.household}", line, chosen.household)
        if not found.options:
            found.options = [self._home_option(home) for home in homes]
        return chosen

    def _home_option(self, household: int) -> Option:
        home = self._facts.homes[household]
        words = _("{place}{address}　户主 {head}　户编号 {code}").format(
            place=self._facts.place(home.path), address=home.address, head=home.head_name, code=home.code or "—"
        )
        return Option(f"h:{household}", words, _("住户名册"))

    def _same_person(self, line: Line, hit: Hit) -> bool:
        """Whether a line whose number fits and whose name does not means that person."""
        who = f"m:{hit.member}" if hit.member else f"h:{hit.household}"
        code = fingerprint("name", who, line.name)
        ruled = self._facts.rulings.get(code, "")
        if ruled == FROM_LIST:
            self.renamed[line.id] = line.name
        if ruled:
            return ruled != OTHER
        found = self._note(code, "name", who, line, hit.household)
        found.options = [
            Option(SAME, _("是同一个人，姓名按住户名册：{name}").format(name=hit.name), _("住户名册")),
            Option(FROM_LIST, _("是同一个人，姓名按部门名册：{name}").format(name=line.name), line.department),
            Option(OTHER, _("不是同一个人"), ""),
        ]
        return True

    def _by_address(self, line: Line) -> Match | None:
        key = address_key(line.address, line.path, self._facts.names)
        fits = [hit for hit in self._facts.by_name.get(line.id, ()) if key and key == self._address_of(hit)]
        if len({hit.household for hit in fits}) != 1:
            return None
        return Match(fits[0].household, fits[0].member, "address")

    def _address_of(self, hit: Hit) -> str:
        home = self._facts.homes[hit.household]
        return address_key(home.address, home.path, self._facts.names)

    def _by_ruling(self, line: Line) -> Match | None:
        ruled = self._facts.rulings.get(fingerprint("unknown", self.unknown_key(line)), "")
        home = int(ruled[2:]) if ruled.startswith("h:") and ruled[2:].isdigit() else 0
        if home not in self._facts.homes:
            return None
        member = next((h.member for h in self._facts.by_name.get(line.id, ()) if h.household == home), None)
        return Match(home, member, "hand")

    def unknown_key(self, line: Line) -> str:
        """One code for all lines that mean the same unregistered person."""
        if line.id_hash:
            return "x:" + short_code("id", line.id_hash)
        if line.phone_hash:
            return "x:" + short_code("phone", line.phone_hash, line.name)
        key = address_key(line.address, line.path, self._facts.names)
        return "x:" + short_code("name", line.village, line.name, key)

    def unknown(self, line: Line) -> bool:
        """Note somebody nobody registered; whether they stay on the one list."""
        key = self.unknown_key(line)
        code = fingerprint("unknown", key)
        ruled = self._facts.rulings.get(code, "")
        if ruled in (KEEP, OUT):
            return ruled == KEEP
        found = self._note(code, "unknown", key, line, None)
        if not found.options:
            near = dict.fromkeys(hit.household for hit in self._facts.by_name.get(line.id, ()))
            found.options = [
                *(self._home_option(home) for home in near),
                Option(REGISTER, _("登记为新的一户")),
                Option(KEEP, _("先留在名册上，以后再登记")),
                Option(OUT, _("不应在名册上（写明原因）")),
            ]
        return True

    def _note(self, code: str, kind: str, subject: str, line: Line, household: int | None) -> Found:
        found = self._merged.conflicts.get(code)
        if found is None:
            found = Found(kind, subject, line.path, line.name, [], [], household)
            self._merged.conflicts[code] = found
        found.entries.append(line.id)
        return found

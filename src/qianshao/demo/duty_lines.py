"""Telephones of the demonstration's offices, with numbers that no telephone has."""

# zh: names of the demonstration's offices, stored as data

from datetime import datetime

from qianshao.core.actor import Actor
from qianshao.demo.layout import Layout
from qianshao.divisions.rules import short_name
from qianshao.public.services import save_line


def make_duty_lines(layout: Layout, paths: dict[str, str], county: str, *, actor: Actor, now: datetime) -> None:
    """One for the county and one for every township."""
    towns = ((paths[t.place.code], f"{short_name(t.place.name)}值班室") for t in layout.towns)
    rows = [(paths[county], "县应急值班室"), *towns]
    for number, (path, name) in enumerate(rows):
        phone = f"0000-{2_000_000 + number}"
        save_line(division_path=path, name=name, phone=phone, hours="24 小时", is_demo=True, actor=actor, now=now)

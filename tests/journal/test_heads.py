"""A head kept elsewhere finds what the chain alone cannot: the end cut off, or everything rewritten."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from qianshao.config.cli import main
from qianshao.core.sql import execute
from qianshao.journal.heads import LEAST_DIGITS, daily_heads, newest_head, read_heads
from qianshao.journal.models import Entry, Seal
from qianshao.journal.seals import seal_entries, verify_seals
from tests.journal.test_append_only import LATER, insider, write

pytestmark = pytest.mark.django_db
__all__ = ["insider"]


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Path]:
    """Two seals, and their heads in a file as ``qianshao journal heads`` writes it."""
    write(5)
    seal_entries(now=LATER)
    write(5)
    seal_entries(now=LATER)
    target = tmp_path / "heads.txt"
    assert main(["journal", "heads", "--out", str(target)]) == 0
    yield target


def verify(*words: str) -> int:
    return main(["journal", "verify", *words])


def seal_anew() -> None:
    """What an insider does after a change: every seal is made again, over what now stands there."""
    Seal.objects.all().delete()
    while seal_entries(now=LATER):
        pass


def test_an_untouched_journal_agrees_with_its_heads(file: Path) -> None:
    assert verify("--heads", str(file)) == 0
    write(3)
    seal_entries(now=LATER)
    assert verify("--heads", str(file)) == 0


def test_a_cut_off_end_is_found_only_with_heads(file: Path, insider: None) -> None:
    cut = Seal.objects.latest("last")
    execute("DELETE FROM journal_entry WHERE id >= %s", [cut.first])
    cut.delete()
    assert verify_seals() == [] and verify() == 0  # the control: the chain alone sees nothing
    assert verify("--heads", str(file)) == 1


def test_a_full_rewrite_is_found_only_with_heads(file: Path, insider: None, capsys: Any) -> None:
    first = Entry.objects.unscoped("test").order_by("id")[0]
    execute("UPDATE journal_entry SET actor_label = %s WHERE id = %s", ["别人", first.pk])
    assert verify() == 1
    seal_anew()
    assert verify_seals() == [] and verify() == 0  # the control: sealed anew it looks whole
    capsys.readouterr()
    assert verify("--heads", str(file)) == 1
    found = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert found["broken_seals"] == [] and len(found["differing_heads"]) == found["heads"] == 1


def test_a_seal_that_only_claims_the_old_digest_is_found(file: Path, insider: None) -> None:
    first = Entry.objects.unscoped("test").order_by("id")[0]
    execute("UPDATE journal_entry SET actor_label = %s WHERE id = %s", ["别人", first.pk])
    assert verify("--heads", str(file)) == 1


def test_a_head_typed_from_paper_is_enough_and_a_shorter_one_is_refused(tmp_path: Path, file: Path) -> None:
    head = newest_head()
    assert head is not None and len(head.short.replace(" ", "")) == LEAST_DIGITS
    typed = tmp_path / "typed.txt"
    typed.write_text(f"{head.last}  {head.short.upper()}\n", "utf-8")
    assert verify("--heads", str(typed)) == 0
    typed.write_text(f"{head.last} {head.short[:-1]}0\n" if head.short[-1] != "0" else f"{head.last} {'1' * 32}\n")
    assert verify("--heads", str(typed)) == 1
    typed.write_text(f"{head.last} {head.digest[:16]}\n")
    assert verify("--heads", str(typed)) == 2
    with pytest.raises(ValueError, match="1"):
        read_heads([f"{head.last} {head.digest[:16]}"])


def test_an_empty_or_missing_file_proves_nothing(tmp_path: Path, file: Path) -> None:
    empty = tmp_path / "empty.txt"
    empty.write_text("# nothing\n")
    assert verify("--heads", str(empty)) == 1
    assert verify("--heads", str(tmp_path / "absent.txt")) == 2


def test_each_day_leaves_one_head(file: Path) -> None:
    assert [head.last for head in daily_heads()] == [Seal.objects.latest("last").last]

"""Sentences without a translation are found wherever they are said."""

from pathlib import Path

import polib
import pytest
from tools.compile_messages import compile_all
from tools.translations import Message, compare, in_python, in_template, main, open_book, unmarked, update


def book(*entries: polib.POEntry) -> polib.POFile:
    """A book with these entries."""
    made = polib.POFile()
    made.extend(entries)
    return made


def test_sentences_of_python_are_found_by_their_calls() -> None:
    code = '_("收到")\nKind("callout.answered", "{name}应答" "了")\nInvalid("x", "没有区域")\nother("不译")\n'
    assert [message.sentence for message in in_python(code, "a.py")] == ["收到", "{name}应答了", "没有区域"]


def test_a_file_may_name_its_translator_itself() -> None:
    code = 'from django.utils.translation import gettext as say\nsay("收到")\n'
    assert [message.sentence for message in in_python(code, "a.py")] == ["收到"]
    assert unmarked(code, "a.py") == []
    assert len(unmarked('say("收到")\n', "a.py")) == 1


def test_a_computed_sentence_is_refused() -> None:
    with pytest.raises(SystemExit, match="f-string"):
        list(in_python('_(f"共{n}户")', "a.py"))


def test_sentences_of_templates_are_found_with_context_and_plural() -> None:
    text = """{% load i18n %}
      <p>{% translate "标题" %}</p>
    {% blocktranslate trimmed with n=n %}
      共 {{ n }} 人
    {% endblocktranslate %}
        {% blocktranslate count c=c %}{{ c }} 户{% plural %}{{ c }} 户们{% endblocktranslate %}
    {% translate "出" context "动词" %}"""
    assert list(in_template(text, "a.html")) == [
        Message("标题"),
        Message("共 %(n)s 人"),
        Message("%(c)s 户", None, "%(c)s 户们"),
        Message("出", "动词"),
    ]


def test_missing_empty_fuzzy_and_broken_translations_are_faults() -> None:
    messages = [Message(word) for word in ("没有", "空", "疑", "{n} 户", "好")]
    report = compare(
        messages,
        book(
            polib.POEntry(msgid="空", msgstr=""),
            polib.POEntry(msgid="疑", msgstr="doubt", flags=["fuzzy"]),
            polib.POEntry(msgid="{n} 户", msgstr="{m} homes"),
            polib.POEntry(msgid="好", msgstr="good"),
            polib.POEntry(msgid="旧", msgstr="old"),
        ),
    )
    assert [message.sentence for message in report.missing] == ["没有"]
    assert (report.empty, report.fuzzy, report.broken, report.unused) == (["空"], ["疑"], ["{n} 户"], ["旧"])
    assert len(report.faults()) == 4


def test_update_adds_new_sentences_keeps_translations_and_drops_old_ones() -> None:
    made = book(polib.POEntry(msgid="好", msgstr="good"), polib.POEntry(msgid="旧", msgstr="old"))
    update([Message("好"), Message("新")], made)
    assert [(entry.msgid, entry.msgstr) for entry in made] == [("好", "good"), ("新", "")]


def test_the_command_fails_until_the_book_is_filled_and_the_book_compiles(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text('_("收到")\n', encoding="utf-8")
    source = ["--source", str(tmp_path)]
    assert main(source) == 1
    assert main([*source, "--update"]) == 1
    path = tmp_path / "locale/en/LC_MESSAGES/django.po"
    made = open_book(path)
    made[0].msgstr = "Received"
    made.save(str(path))
    assert main(source) == 0
    assert compile_all(tmp_path) == 1
    assert polib.mofile(str(path.with_suffix(".mo")))[0].msgstr == "Received"


def test_chinese_past_gettext_is_found_unless_it_is_said_to_be_data() -> None:
    assert len(unmarked('title = "值班员"\n', "a.py")) == 1
    assert len(unmarked('title = f"共 {n} 户"\n', "a.py")) == 2
    assert unmarked('"""说明"""\ntitle = _("值班员")\nkind = Kind("a", "有人应答")\n', "a.py") == []
    assert unmarked('title = "姓名"  # zh: a heading of the import table\n', "a.py") == []
    assert unmarked('# zh: names for the demonstration\ntitle = ["王", "李"]\n', "a.py") == []

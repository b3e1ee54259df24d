"""The console script through its own front door: each verb does what it says and tells what went wrong."""

import json
from pathlib import Path
from typing import Any

import pytest

from qianshao.config.cli import VERBS, main
from qianshao.journal.models import Entry

pytestmark = pytest.mark.django_db(transaction=True)
GOOD = """<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>t-1</identifier><sender>qx@example.cn</sender>
<sent>2026-07-18T02:10:00+08:00</sent><status>Actual</status><msgType>Alert</msgType><scope>Public</scope>
<info><language>zh-CN</language><category>Met</category><event>暴雨</event><urgency>Immediate</urgency>
<severity>Extreme</severity><certainty>Likely</certainty><expires>2026-07-18T08:10:00+08:00</expires>
<area><areaDesc>新集镇</areaDesc><polygon>31.6,114.8 31.6,114.9 31.7,114.9 31.6,114.8</polygon></area>
</info></alert>"""


def last_json(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """The last line as a program reads it."""
    found: dict[str, Any] = json.loads(capsys.readouterr().out.strip().splitlines()[-1])
    return found


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_every_verb_explains_itself(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main([verb, "--help"])
    assert end.value.code == 0
    assert VERBS[verb][:20] in " ".join(capsys.readouterr().out.split())


def test_a_user_is_added_with_a_password_shown_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["user", "add", "zhoumin", "--name", "周敏", "--role", "county_admin"]) == 0
    assert "一次性密码" in capsys.readouterr().out
    main(["user", "list"])
    assert "周敏" in capsys.readouterr().out


def test_a_name_taken_is_one_sentence_and_exit_code_one(capsys: pytest.CaptureFixture[str]) -> None:
    main(["user", "add", "zhoumin", "--role", "county_admin"])
    assert main(["user", "add", "zhoumin", "--role", "county_admin"]) == 1
    assert "zhoumin" in capsys.readouterr().err


def test_alert_check_prints_a_line_a_file_and_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "good.xml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "bad.xml").write_text("{}", encoding="utf-8")
    before = Entry.objects.unscoped("a number").count()
    code = main(["alert", "check", str(tmp_path / "good.xml"), str(tmp_path / "bad.xml"), "--json"])
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert code == 1
    assert [line["verdict"] for line in lines] == ["accepted", "refused"]
    assert lines[1]["reasons"]
    assert Entry.objects.unscoped("a number").count() == before


def test_doctor_ends_with_one_json_object(capsys: pytest.CaptureFixture[str]) -> None:
    main(["doctor"])
    checks = {finding["check"] for finding in last_json(capsys)["findings"]}
    assert {"durability", "tables", "engine", "disk", "keys", "journal"} <= checks


def test_config_shows_where_a_value_came_from(capsys: pytest.CaptureFixture[str]) -> None:
    main(["config"])
    assert "[default]" in capsys.readouterr().out


def test_journal_seals_and_verifies(capsys: pytest.CaptureFixture[str]) -> None:
    main(["user", "add", "zhoumin", "--role", "county_admin"])
    main(["journal", "--seal"])
    assert main(["journal", "--verify"]) == 0
    assert last_json(capsys) == {"broken_seals": []}


def test_importing_a_file_that_is_not_there_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", "persons", str(tmp_path / "none.xlsx")]) == 2
    assert "none.xlsx" in capsys.readouterr().err


def test_divisions_come_in_from_a_file_and_a_bad_row_keeps_everything_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = "代码,名称,级别,上级代码\n410000000000,河南省,1,\n411500000000,信阳市,2,410000000000\n"
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text(rows, encoding="utf-8")
    bad.write_text(rows + "411523000000,新县,3,999900000000\n", encoding="utf-8")
    assert main(["import", "divisions", str(bad)]) == 1
    assert last_json(capsys)["written"] is False
    assert main(["import", "divisions", str(good)]) == 0
    assert last_json(capsys)["written"] is True

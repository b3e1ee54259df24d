"""``qianshao alert check``: a line per file, nothing written."""

import io
import json
from pathlib import Path

from qianshao.alerts.check import check_files
from tests.alerts.messages import NOW, SAMPLE, spoiled


def files(folder: Path) -> list[Path]:
    contents = {
        "sound.xml": SAMPLE.encode(),
        "marked.xml": spoiled("新县沙窝镇一带", " "),
        "broken.xml": spoiled("Extreme", "Critical"),
    }
    for name, data in contents.items():
        (folder / name).write_bytes(data)
    return [folder / name for name in (*contents, "missing.xml")]


def test_json_prints_one_object_per_file_and_the_exit_code_tells_of_refusals(tmp_path: Path) -> None:
    out = io.StringIO()
    paths = files(tmp_path)
    before = {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    assert check_files(paths, now=NOW, as_json=True, out=out) == 1
    rows = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [row["verdict"] for row in rows] == ["accepted", "accepted_with_marks", "refused", "refused"]
    assert rows[2]["reasons"][0]["line"] and "Critical" in rows[2]["reasons"][0]["sentence"]
    assert {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()} == before


def test_words_name_file_outcome_line_and_reason(tmp_path: Path) -> None:
    out = io.StringIO()
    check_files(files(tmp_path), now=NOW, out=out)
    lines = out.getvalue().splitlines()
    assert len(lines) == 4
    assert "可用" in lines[0] and "有注记" in lines[1]
    assert "拒收" in lines[2] and "第 14 行" in lines[2]
    assert "打不开" in lines[3]


def test_sound_files_alone_give_zero(tmp_path: Path) -> None:
    assert check_files(files(tmp_path)[:2], now=NOW, out=io.StringIO()) == 0


def test_a_huge_file_is_not_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "huge.xml"
    path.write_bytes(b"<alert>" + b" " * 3_000_000)
    out = io.StringIO()
    assert check_files([path], now=NOW, as_json=True, out=out) == 1
    assert "3000007" in json.loads(out.getvalue())["reasons"][0]["sentence"]

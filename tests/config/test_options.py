"""Options come from the environment, then the file, then the default; a wrong one is told in words."""

from pathlib import Path

import pytest

from qianshao.config.options import OPTIONS, Options, secret_key


def test_the_environment_wins_over_the_file_and_the_file_over_the_default(tmp_path: Path) -> None:
    (tmp_path / "qianshao.toml").write_text("port = 9000\nsite_name = '青岚县'\n", encoding="utf-8")
    options = Options(tmp_path, {"QIANSHAO_PORT": "9100"})
    assert (options["port"], options["site_name"], options["host"]) == (9100, "青岚县", "127.0.0.1")
    origins = {option.name: options.origin(option) for option in OPTIONS}
    assert (origins["port"], origins["site_name"], origins["host"]) == ("environment", "file", "default")


def test_an_unknown_option_in_the_file_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "qianshao.toml").write_text("prot = 9000\n", encoding="utf-8")
    with pytest.raises(ValueError, match="prot"):
        Options(tmp_path, {})


def test_a_value_of_the_wrong_kind_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="port"):
        Options(tmp_path, {"QIANSHAO_PORT": "eighty"})
    with pytest.raises(ValueError, match="demo"):
        Options(tmp_path, {"QIANSHAO_DEMO": "perhaps"})


def test_a_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    first = secret_key(tmp_path, "data")
    assert len(first) == 32
    assert secret_key(tmp_path, "data") == first
    assert (tmp_path / "keys" / "data").stat().st_mode & 0o077 == 0

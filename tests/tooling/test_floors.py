"""The floors in pyproject.toml refuse what the architecture rules out, tried on a small house of paper."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
LINTER = Path(sys.executable).parent / "lint-imports"
ROOMS = ("config", "desk", "alerts", "calling", "people", "channels", "divisions", "journal", "engine", "core")


def verdict(folder: Path, files: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Builds empty rooms, writes some files into them and asks import-linter under the project's own contracts."""
    for room in ROOMS:
        (folder / "qianshao" / room).mkdir(parents=True)
        (folder / "qianshao" / room / "__init__.py").touch()
    (folder / "qianshao/__init__.py").touch()
    for name, text in files.items():
        path = folder / "qianshao" / name
        path.parent.mkdir(exist_ok=True)
        (path.parent / "__init__.py").touch()
        path.write_text(text, encoding="utf-8")
    shutil.copy(ROOT / "pyproject.toml", folder)
    command = [LINTER, "--no-logo", "--no-cache", "pyproject.toml"]
    env = {**os.environ, "PYTHONPATH": str(folder)}
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)


def test_a_house_that_keeps_its_floors_passes(tmp_path: Path) -> None:
    answer = verdict(
        tmp_path,
        {
            "alerts/services.py": "import qianshao.calling.services\nimport qianshao.people.models\n",
            "calling/services.py": "import qianshao.calling.models\nimport qianshao.core.clock\n",
            "calling/models.py": "",
            "people/models.py": "",
            "core/clock.py": "",
            "alerts/views.py": "import qianshao.alerts.services\n",
        },
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"core/clock.py": "import qianshao.alerts\n"}, "floors"),
        ({"calling/services.py": "import qianshao.people\n"}, "floors"),
        ({"gossip/services.py": ""}, "qianshao.gossip"),
        ({"alerts/views.py": "import qianshao.alerts.models\n", "alerts/models.py": ""}, "never tables"),
        ({"alerts/api.py": "import qianshao.people.models\n", "people/models.py": ""}, "never tables"),
        ({"alerts/rules.py": "import qianshao.alerts.models\n", "alerts/models.py": ""}, "states and rules"),
        ({"alerts/a.py": "import qianshao.alerts.b\n", "alerts/b.py": "import qianshao.alerts.a\n"}, "no cycle"),
    ],
)
def test_each_wrong_import_breaks_its_contract(tmp_path: Path, files: dict[str, str], words: str) -> None:
    answer = verdict(tmp_path, files)
    assert answer.returncode != 0
    assert words in answer.stdout

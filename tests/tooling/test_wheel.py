"""The wheel is the product: built, installed into a clean environment, started, asked, stopped."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from tools.postgres import free_port

ROOT = Path(__file__).resolve().parent.parent.parent
START_SECONDS = 60
pytestmark = [pytest.mark.server, pytest.mark.xdist_group("wheel")]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built from this clone, without the network."""
    target = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(target), str(ROOT)]
    built = subprocess.run(command, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stdout + built.stderr
    return next(target.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ``bin`` folder of a clean environment that holds the wheel and its libraries, but not this clone.

    The libraries are borrowed from the running environment by a path file: fetching them again would need a mirror.
    """
    folder = tmp_path_factory.mktemp("site")
    venv.create(folder, with_pip=True)
    python = folder / "bin/python"
    command = [python, "-m", "pip", "install", "--no-deps", "--no-index", "--disable-pip-version-check", wheel]
    subprocess.run(command, check=True, capture_output=True)
    packages = next(folder.glob("lib/python3*/site-packages"))
    borrowed = next(path for path in sys.path if path.endswith("site-packages"))
    (packages / "borrowed.pth").write_text(borrowed + "\n", encoding="utf-8")
    return folder / "bin"


@pytest.fixture
def site(tmp_path: Path) -> dict[str, str]:
    """The environment variables of a new site; nothing points back to this clone."""
    clean = {
        name: value for name, value in os.environ.items() if not name.startswith(("QIANSHAO_", "PYTHON", "DJANGO_"))
    }
    return {**clean, "QIANSHAO_HOME": str(tmp_path / "home"), "QIANSHAO_PORT": str(free_port())}


def run(installed: Path, site: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """The console script with some arguments, from a folder that is not the clone."""
    command = [installed / "qianshao", *arguments]
    return subprocess.run(command, env=site, cwd=installed.parent, capture_output=True, text=True, check=False)


@pytest.fixture
def served(installed: Path, site: dict[str, str]) -> Iterator[str]:
    """The address of a served site; ended by its process id afterwards."""
    made = run(installed, site, "init")
    assert made.returncode == 0, made.stdout + made.stderr
    log = installed.parent / "serve.log"
    with log.open("wb") as said:
        process = subprocess.Popen(
            [installed / "qianshao", "serve"], env=site, cwd=installed.parent, stdout=said, stderr=said
        )
    address = f"http://127.0.0.1:{site['QIANSHAO_PORT']}"
    try:
        wait_until_served(address, process, log)
        yield address
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) in (0, -signal.SIGTERM), log.read_text(encoding="utf-8")


def wait_until_served(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Asks until the site answers; fails with its log when it ends or takes too long."""
    give_up = time.monotonic() + START_SECONDS
    while time.monotonic() < give_up and process.poll() is None:
        try:
            if fetch(address + "/healthz")[1] == b"ok":
                return
        except (urllib.error.URLError, ConnectionError):
            pass
        time.sleep(0.1)
    pytest.fail(log.read_text(encoding="utf-8"))


def fetch(address: str) -> tuple[int, bytes]:
    """Status and body of a page."""
    with urllib.request.urlopen(address, timeout=10) as answer:
        return answer.status, answer.read()


def test_the_wheel_holds_templates_browser_files_translations_and_demo_data(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    lock = json.loads((ROOT / "vendor.lock.json").read_text(encoding="utf-8"))
    vendored = {f"qianshao/core/static/vendor/{row['path']}" for row in lock}
    assert vendored <= names
    assert "qianshao/core/static/vendor/icons.svg" in names
    source = ROOT / "src"
    for pattern in ("*/templates/**/*.html", "*/static/qianshao/*", "*/data/*", "*/migrations/*.py"):
        committed = {
            path.relative_to(source).as_posix() for path in source.glob(f"qianshao/{pattern}") if path.is_file()
        }
        assert committed <= names, sorted(committed - names)
    books = {path.relative_to(source).with_suffix(".mo").as_posix() for path in source.rglob("*.po")}
    assert books <= names


def test_the_wheel_holds_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    strange = [name for name in names if not name.startswith(("qianshao/", "qianshao-"))]
    assert strange == []
    assert [name for name in names if "node_modules" in name or name.endswith((".pyc", ".map"))] == []


def test_the_installed_script_explains_itself(installed: Path, site: dict[str, str]) -> None:
    answer = run(installed, site, "--help")
    assert answer.returncode == 0, answer.stderr
    for verb in ("init", "serve", "tick", "doctor", "user", "import", "export", "backup", "restore", "journal"):
        assert verb in answer.stdout


def test_the_code_that_runs_is_the_wheels(installed: Path, site: dict[str, str]) -> None:
    command = [installed / "python", "-c", "import qianshao; print(qianshao.__file__)"]
    where = subprocess.run(command, env=site, cwd=installed.parent, capture_output=True, text=True, check=True)
    assert where.stdout.startswith(str(installed.parent))


def test_a_new_site_serves_its_login_page_and_its_stylesheet(served: str) -> None:
    status, page = fetch(served + "/login/")
    assert status == 200
    assert "<form" in page.decode()
    for name in ("qianshao/ui.css", "vendor/icons.svg"):
        assert fetch(f"{served}/static/{name}")[0] == 200

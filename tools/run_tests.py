"""Every test on SQLite, then what touches the database on PostgreSQL. ``./run test [pytest arguments]``.

On a fresh Debian it installs PostgreSQL, Chromium and a Chinese font first. Where it may not, it says what is
left out. The last line adds both runs up the way pytest does.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tools import postgres

ROOT = Path(__file__).resolve().parent.parent
COUNT = re.compile(r"(\d+) (passed|failed|skipped|errors?|xfailed|xpassed|deselected|warnings?)\b")
NO_TESTS = 5


@dataclass(frozen=True)
class Need:
    """Something from outside Python: how to see it, which Debian packages bring it, what misses without."""

    word: str
    present: Callable[[], bool]
    packages: tuple[str, ...]
    without: str


def chinese_font() -> bool:
    """Whether fontconfig knows a font for Chinese."""
    return bool(shutil.which("fc-list")) and bool(subprocess.check_output(["fc-list", ":lang=zh"]).strip())


def browser() -> bool:
    """Whether the system has a Chromium."""
    return any(shutil.which(name) for name in ("chromium", "google-chrome", "chromium-browser"))


NEEDS = (
    Need("PostgreSQL", lambda: postgres.binaries() is not None, ("postgresql",), "the tests run on SQLite only"),
    Need("Chromium", browser, ("chromium",), "browser tests are left out"),
    Need("Chinese font", chinese_font, ("fontconfig", "fonts-noto-cjk"), "pictures show boxes for Chinese"),
)


def apt_install(packages: list[str]) -> bool:
    """Installs Debian packages when this user may; tells whether it worked."""
    if os.geteuid() or not shutil.which("apt-get"):
        return False
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    print(f"installing {', '.join(packages)} …", flush=True)
    update = ["apt-get", "update", "-q"]
    install = ["apt-get", "install", "-q", "-y", "--no-install-recommends", *packages]
    for command in (update, install):
        result = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
        if result.returncode:
            print("\n".join(result.stderr.splitlines()[-5:]))
            return False
    return True


def prepare() -> list[str]:
    """Installs what is missing; returns what is left out, in words."""
    missing = [need for need in NEEDS if not need.present()]
    if missing:
        apt_install([package for need in missing for package in need.packages])
    return [f"{need.word} is not here: {need.without}" for need in missing if not need.present()]


def pytest(title: str, arguments: list[str], database: str | None) -> tuple[int, Counter[str]]:
    """One run of pytest with its own home; its output is shown as it comes and counted."""
    print(f"\n══ {title} ══", flush=True)
    with tempfile.TemporaryDirectory(prefix="qianshao-test-") as home:
        env = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("QIANSHAO_") or name == "QIANSHAO_SHARED"
        }
        env |= {"QIANSHAO_HOME": home} | ({"QIANSHAO_DATABASE_URL": database} if database else {})
        command = [sys.executable, "-m", "pytest", *arguments]
        with subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            last = ""
            try:
                for line in process.stdout:
                    print(line, end="", flush=True)
                    last = line if COUNT.search(line) else last
            except BaseException:
                process.terminate()
                raise
    counts: Counter[str] = Counter({word.rstrip("s"): int(number) for number, word in COUNT.findall(last)})
    return process.returncode, counts


def summary(counts: Counter[str], seconds: float) -> str:
    """One line the way pytest writes it."""
    failed = counts["failed"] + counts["error"]
    parts = [f"{counts['passed']} passed", f"{failed} failed"]
    if counts["skipped"]:
        parts.append(f"{counts['skipped']} skipped")
    return f"{', '.join(parts)} in {seconds:.0f} s"


def chosen_workers(arguments: list[str]) -> list[str]:
    """Two processes, unless the caller says otherwise; tests of one group share a process and its fixtures."""
    own = any(word.startswith(("-n", "--numprocesses", "--pdb")) for word in arguments)
    return [] if own else ["-n", "2", "--dist", "loadgroup"]


def main(arguments: list[str]) -> int:
    """Runs both databases; 0 only when both are clean."""
    # Ended from outside: leave by the same way, so that the private PostgreSQL is stopped and deleted.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    began, left_out = time.monotonic(), prepare()
    common = ["--durations=25", *chosen_workers(arguments), *arguments]
    code, counts = pytest("SQLite, every test", common, None)
    codes = [code]
    stop = code not in (0, NO_TESTS) and {"-x", "--exitfirst"} & set(arguments)
    if postgres.binaries() and not stop:
        with postgres.cluster() as address:
            code, more = pytest("PostgreSQL, what touches the database", [*common, "--database-only"], address)
        codes.append(code)
        counts += more
    print()
    for line in left_out:
        print(f"left out: {line}")
    print(summary(counts, time.monotonic() - began))
    return 0 if set(codes) <= {0, NO_TESTS} and 0 in codes else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

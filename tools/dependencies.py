"""Declared, explained, locked and used: the same list of packages everywhere.

``requirements/base.in`` is the truth; pyproject.toml, the locked file, docs/dependencies.md and the code follow.
"""

import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NAME = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)", re.M)
# Packages another one loads by name: what in our code makes it do so.
INDIRECT = {
    "argon2-cffi": "Argon2PasswordHasher",
    "psycopg": "postgres",
    "httptools": '"uvicorn"',
    "uvloop": '"uvicorn"',
}
LEVELS = ("base", "postgres", "build", "node", "dev")
OWN = {"qianshao", "tools", "tests", "benches", "conftest"}


def plain(name: str) -> str:
    """A package name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def names_in(path: Path) -> set[str]:
    """The packages a requirements file asks for."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return {plain(match.group(1)) for line in lines if (match := NAME.match(line))}


def import_names() -> dict[str, set[str]]:
    """Installed package -> the modules it brings."""
    brought: dict[str, set[str]] = {}
    for module, packages in packages_distributions().items():
        for package in packages:
            brought.setdefault(plain(package), set()).add(module)
    return brought


def unused(packages: set[str], source: Path) -> list[str]:
    """Packages no Python file under a folder names, neither by import nor in a string."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in source.rglob("*.py"))
    brought = import_names()
    return [
        f"{package}: nobody imports it"
        for package in sorted(packages)
        if not any(re.search(rf"\b{re.escape(name)}\b", text) for name in brought.get(package, {package}))
        and INDIRECT.get(package, "\0") not in text
    ]


def undeclared(packages: set[str], source: Path) -> list[str]:
    """Imports of packages that are not declared: they would be missing at a site."""
    brought = import_names()
    owners = {module: package for package, modules in brought.items() for module in modules}
    found: dict[str, str] = {}
    for path in sorted(source.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        for module in re.findall(r"^(?:from|import) ([a-zA-Z_]\w*)", text, re.M):
            package = owners.get(module, "")
            if module not in sys.stdlib_module_names and module not in OWN and package not in packages:
                found.setdefault(module, path.name)
    return [f"{name}: imports {module}, which requirements/*.in do not name" for module, name in found.items()]


def faults(root: Path) -> list[str]:
    """Where the lists differ."""
    base, extra = (names_in(root / f"requirements/{name}.in") for name in ("base", "postgres"))
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {plain(NAME.findall(line)[0]) for line in project["dependencies"]}
    reasons = (root / "docs/dependencies.md").read_text(encoding="utf-8").lower()
    found = [f"{name}: in base.in or pyproject.toml, not in both" for name in sorted(base ^ declared)]
    for level in LEVELS:
        asked, locked = (names_in(root / f"requirements/{level}.{kind}") for kind in ("in", "txt"))
        found += [f"{name}: not locked in {level}.txt; ./run lock" for name in sorted(asked - locked)]
        found += [f"{name}: no reason in docs/dependencies.md" for name in sorted(asked) if name not in reasons]
    source = root / "src/qianshao"
    found += unused(base | extra, source) + undeclared(base | extra, source)
    every = set().union(*(names_in(root / f"requirements/{level}.in") for level in LEVELS))
    for folder in ("tools", "tests", "benches"):
        found += undeclared(every, root / folder)
    return found


def main() -> int:
    """Prints the differences; 1 when there are any."""
    found = faults(ROOT)
    print("\n".join(found) or "dependencies agree")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

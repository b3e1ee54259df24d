"""Copies the third-party browser files the pages load out of node_modules into the package, and checks them.

The copies are not committed: set-up makes them, a wheel carries them. What is committed is
``vendor.lock.json``: path, SHA-256 and licence of every file, so a changed download cannot slip in.
Only the standard library is used: this runs before anything is installed.
"""

import argparse
import hashlib
import json
import re
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
TARGET = ROOT / "src/qianshao/core/static/vendor"
LOCK = ROOT / "vendor.lock.json"
ICON_LIST = ROOT / "tools/icons.txt"

# package -> files inside it. Each package's licence text is copied beside them.
# MapLibre's three modules find each other by name, so they stay in one folder, unrenamed.
WANTED: dict[str, tuple[str, ...]] = {
    "htmx.org": ("dist/htmx.min.js", "dist/ext/hx-sse.min.js", "dist/ext/hx-ptag.min.js", "LICENSE"),
    "maplibre-gl": (
        "dist/maplibre-gl.mjs",
        "dist/maplibre-gl-shared.mjs",
        "dist/maplibre-gl-worker.mjs",
        "dist/maplibre-gl.css",
        "LICENSE.txt",
    ),
    "idb": ("build/umd.js", "LICENSE"),
    "@fontsource/barlow": (
        "files/barlow-latin-500-normal.woff2",
        "files/barlow-latin-600-normal.woff2",
        "LICENSE",
    ),
    "@tabler/icons": ("LICENSE",),
    # No page loads it: the child that makes photos anew looks for faces with these weights (files/faces.py).
    "@vladmandic/face-api": (
        "model/tiny_face_detector_model.bin",
        "model/tiny_face_detector_model-weights_manifest.json",
        "LICENSE",
    ),
}


def package_facts(name: str) -> tuple[str, str]:
    """Version and licence of an installed package; the version must be the one package.json pins."""
    facts = json.loads((MODULES / name / "package.json").read_text(encoding="utf-8"))
    pinned = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["dependencies"][name]
    if facts["version"] != pinned:
        raise SystemExit(f"{name} is {facts['version']} in node_modules, package.json pins {pinned}")
    return facts["version"], facts["license"]


def copy_all() -> list[dict[str, str]]:
    """Copies every wanted file to ``vendor/<package>-<version>/`` and returns the lock's rows."""
    rows = []
    for name, files in WANTED.items():
        version, licence = package_facts(name)
        folder = TARGET / f"{name.rpartition('/')[2]}-{version}"
        folder.mkdir(parents=True, exist_ok=True)
        for file in files:
            copy = folder / Path(file).name
            shutil.copyfile(MODULES / name / file, copy)
            rows.append(lock_row(copy, name, licence))
    return sorted(rows, key=lambda row: row["path"])


def lock_row(copy: Path, name: str, licence: str) -> dict[str, str]:
    """One file as the lock records it."""
    digest = hashlib.sha256(copy.read_bytes()).hexdigest()
    return {
        "path": copy.relative_to(TARGET).as_posix(),
        "package": name,
        "licence": licence,
        "sha256": digest,
    }


def icon_names() -> list[str]:
    """The icons the pages may use, one a line in ``tools/icons.txt``."""
    lines = ICON_LIST.read_text(encoding="utf-8").splitlines()
    return sorted({line.strip() for line in lines if line.strip() and not line.startswith("#")})


def build_sprite() -> str:
    """One SVG with a ``<symbol id="i-NAME">`` for every icon, drawn with the colour of the text around it."""
    symbols = []
    for name in icon_names():
        source = MODULES / "@tabler/icons/icons/outline" / f"{name}.svg"
        if not source.exists():
            raise SystemExit(f"tools/icons.txt names {name!r}, which @tabler/icons does not have")
        drawing = source.read_text(encoding="utf-8")
        shapes = re.findall(r"<(?:path|circle|line|rect|polyline)\b[^>]*/>", drawing)
        drawn = "".join(shape for shape in shapes if 'stroke="none"' not in shape)
        symbols.append(f'<symbol id="i-{name}" viewBox="0 0 24 24">{drawn}</symbol>')
    head = '<svg xmlns="http://www.w3.org/2000/svg" fill="none" stroke="currentColor" stroke-width="1.75" '
    return f'{head}stroke-linecap="round" stroke-linejoin="round">{"".join(symbols)}</svg>\n'


def differences(rows: list[dict[str, str]]) -> list[str]:
    """What differs between the copies and the committed lock, in words."""
    if not LOCK.exists():
        return [f"{LOCK.name} is missing"]
    locked = {row["path"]: row for row in json.loads(LOCK.read_text(encoding="utf-8"))}
    found = {row["path"]: row for row in rows}
    missing = [f"{path} is not in the lock" for path in sorted(found.keys() - locked.keys())]
    gone = [f"{path} is locked but not copied" for path in sorted(locked.keys() - found.keys())]
    changed = [
        f"{path} differs from the lock"
        for path in sorted(found.keys() & locked.keys())
        if found[path] != locked[path]
    ]
    return missing + gone + changed


def main(arguments: list[str]) -> int:
    """Copies, builds the sprite, and verifies (or with ``--update`` rewrites) the lock."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--update", action="store_true", help="write vendor.lock.json anew")
    options = parser.parse_args(arguments)
    if TARGET.exists():
        shutil.rmtree(TARGET)
    rows = copy_all()
    (TARGET / "icons.svg").write_text(build_sprite(), encoding="utf-8")
    if options.update:
        LOCK.write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    problems = differences(rows)
    for problem in problems:
        print(problem, file=sys.stderr)
    print(f"{len(rows)} browser files and {len(icon_names())} icons in {TARGET.relative_to(ROOT)}")
    return 1 if problems else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

"""Makes every ``.mo`` from its ``.po``. Set-up runs this; needs polib only."""

from pathlib import Path

import polib

SOURCE = Path(__file__).resolve().parent.parent / "src"


def compile_all(source: Path) -> int:
    """Compiles the translations under a folder and returns how many there were."""
    files = sorted(source.rglob("*.po"))
    for path in files:
        polib.pofile(str(path)).save_as_mofile(str(path.with_suffix(".mo")))
    return len(files)


if __name__ == "__main__":
    print(f"{compile_all(SOURCE)} translations compiled")

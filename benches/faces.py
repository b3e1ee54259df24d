"""What hiding faces costs and finds: ``./run bench faces [--times 7] [--lfw FILE]``.

Cost: processor time of the child process on photos of four sizes, with the look for faces and without, and the most
memory it took. Finding: a face of NASA's portrait (``tests/files/astronaut.jpg``) laid at a random place on grounds
without faces, in a photo of 2,048 x 1,536, by its width in pixels, by how far it is tilted and by how dark it is;
``false`` counts boxes where no face is. ``--lfw``: ``lfw_subset.npy`` as scikit-image ships it, 100 grey faces of
25 x 25. The last line is one JSON object.
"""

import argparse
import io
import json
import random
import resource
import statistics
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageEnhance, ImageFilter

from qianshao.files import faces, pictures

PORTRAIT = Path("tests/files/astronaut.jpg")
#: Of the portrait: what is laid into a scene, where in it the face's middle is and how wide the face is.
HEAD, MIDDLE, WIDE = (100, 0, 360, 300), (123, 112), 115
SIZES = ((640, 480), (1600, 1200), (2048, 1536), (4000, 3000))
SCENE = (2048, 1536)


def options() -> argparse.Namespace:
    """What to measure."""
    part = argparse.ArgumentParser(description=__doc__)
    part.add_argument("--times", type=int, default=7)
    part.add_argument("--scenes", type=int, default=12)
    part.add_argument("--lfw", type=Path)
    return part.parse_args()


def ground(dice: random.Random) -> Image.Image:
    """Something without faces: soft blots and edges, as walls, soil and leaves are."""
    small = Image.frombytes("RGB", (32, 24), dice.randbytes(32 * 24 * 3))
    made = small.resize(SCENE, Image.Resampling.BICUBIC).filter(ImageFilter.GaussianBlur(3))
    return Image.blend(made, Image.effect_noise(SCENE, 60).convert("RGB"), 0.3)


def scene(
    dice: random.Random, head: Image.Image, middle: tuple[float, float], k: float
) -> tuple[Image.Image, float, float]:
    """A photo with one head at a random place, and where the middle of its face is."""
    laid, made = head.resize((round(head.width * k), round(head.height * k)), Image.Resampling.BICUBIC), ground(dice)
    x, y = dice.randint(0, SCENE[0] - laid.width), dice.randint(0, max(0, SCENE[1] - laid.height))
    made.paste(laid, (x, y))
    return made, x + middle[0] * k, y + middle[1] * k


def portrait(turn: int = 0, light: float = 1.0) -> tuple[Image.Image, tuple[float, float]]:
    """The head, tilted around the middle of its face."""
    whole = Image.open(PORTRAIT).convert("RGB")
    face = (HEAD[0] + MIDDLE[0], HEAD[1] + MIDDLE[1])
    head = whole.rotate(turn, Image.Resampling.BICUBIC, center=face).crop(HEAD)
    return ImageEnhance.Brightness(head).enhance(light), MIDDLE


def found(scenes: Iterator[tuple[Image.Image, float, float]]) -> str:
    """How many faces of how many were found, and how many boxes are none."""
    hits = false = total = 0
    for image, x, y in scenes:
        boxes = faces.find(image)
        hit = any(a < x < c and b < y < d for a, b, c, d in boxes)
        hits, false, total = hits + hit, false + len(boxes) - hit, total + 1
    return f"{hits}/{total}, false {false}"


def cost(times: int) -> dict[str, dict[str, float]]:
    """Milliseconds of processor time of the child, by the photo's size."""
    table = {}
    for size in SIZES:
        out = io.BytesIO()
        Image.open(PORTRAIT).resize(size, Image.Resampling.BICUBIC).save(out, "JPEG", quality=85)
        without, with_faces = (_spent(out.getvalue(), path, times) for path in ("", pictures.FACES))
        table[f"{size[0]}x{size[1]}"] = {
            "without_ms": without, "with_ms": with_faces, "times": round(with_faces / without, 2),
        }  # fmt: skip
    return table


def _spent(data: bytes, path: str, times: int) -> float:
    spent = []
    for _again in range(times):
        before = _children()
        pictures._child(data, "2026-07-18 20:38 31.65000N 114.85000E", path)
        spent.append(1000 * (_children() - before))
    return round(statistics.median(spent))


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def finding(scenes: int) -> dict[str, Any]:
    """By width of the face, tilt and light."""
    dice = random.Random(7)

    def rate(width: int, turn: int = 0, light: float = 1.0) -> str:
        head, middle = portrait(turn, light)
        return found(scene(dice, head, middle, width / WIDE) for _n in range(scenes))

    return {
        "width_px": {width: rate(width) for width in (500, 250, 150, 120, 100, 80, 60)},
        "tilted_degrees": {turn: rate(250, turn) for turn in (-45, -30, -15, 15, 30, 45, 90)},
        "light": {light: rate(250, 0, light) for light in (0.5, 0.25, 0.12)},
        "none": found((ground(dice), -1.0, -1.0) for _n in range(scenes)),
    }


def lfw(path: Path) -> dict[int, str]:
    """Faces of a hundred people, cut close and coarse, by the width they are laid in with."""
    dice, rows = random.Random(7), np.load(path)[:100]
    heads = [Image.fromarray((row * 255).astype("uint8")).convert("RGB") for row in rows]
    one: Callable[[Image.Image, int], Any] = lambda head, width: scene(dice, head, (12.5, 12.5), width / 25)  # noqa: E731
    return {width: found(one(head, width) for head in heads) for width in (240, 120)}


def main() -> None:
    """Measure and print."""
    wish = options()
    pictures.WALL_SECONDS = 300  # processor time is what is measured; a busy machine may take its time
    result: dict[str, Any] = {"cpu": cost(wish.times)}
    result["memory_mb"] = round(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)
    result["found"] = finding(wish.scenes)
    if wish.lfw:
        result["lfw"] = lfw(wish.lfw)
    print(json.dumps(result))


if __name__ == "__main__":
    main()

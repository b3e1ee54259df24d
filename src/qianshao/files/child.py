"""The child process that opens a stranger's picture: bytes in, a clean JPEG out. Run as a script, alone.

It imports nothing of the site and knows no key. Limits are set before the first byte is looked at: memory, CPU
seconds, no new files, no new processes. Whatever a decoder's hole lets a picture do, it does it here, and dies here.

In: one line of JSON ``{"mark": str, "edge": int, "thumb": int, "pixels": int, "faces": str}``, then the file;
``faces`` is the path of ``faces.py``, empty: nobody looks for faces.
Out: one line of JSON (``why`` or the facts and three lengths), then the picture, then the thumbnail, then, if there
are faces, the picture with the faces made unrecognisable. The thumbnail is of the latter. ``faces``: null: unlooked.
"""

import importlib.util
import io
import json
import math
import resource
import sys
from typing import Any

MEMORY = 768 * 1024 * 1024
CPU_SECONDS = 10
FORMATS = ("JPEG", "PNG", "WEBP")
_GPS, _EXIF = 0x8825, 0x8769
_TAKEN, _OFFSET = 0x9003, 0x9011
#: Of a face so many patches stay across its width: fewer than eyes, nose and mouth need.
PATCHES = 5
MOST_FACES = 200


def limit() -> None:
    """No more memory, time, files or processes than one picture needs."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


limit()

from PIL import Image, ImageDraw, ImageFilter, ImageFont, ImageOps, UnidentifiedImageError  # noqa: E402  # after the limits, which hold for it too


def facts_of(image: Image.Image) -> dict[str, Any]:
    """What stands inside the picture and is worth a column: the moment and the place."""
    try:
        exif = image.getexif()
        inner, gps = exif.get_ifd(_EXIF), exif.get_ifd(_GPS)
        taken = str(inner.get(_TAKEN, ""))[:19]
        offset = str(inner.get(_OFFSET, ""))[:6]
        lat, lon = _degrees(gps.get(2), gps.get(1), "S", 90), _degrees(gps.get(4), gps.get(3), "W", 180)
    except Exception:  # noqa: BLE001  # metadata of a stranger: any error means that there is none
        return {"taken": "", "lon": None, "lat": None}
    clean = "".join(c for c in taken + offset if c in "0123456789:+- ")
    return (
        {"taken": clean, "lon": lon, "lat": lat}
        if lat is not None and lon is not None
        else {"taken": clean, "lon": None, "lat": None}
    )


def _degrees(parts: Any, side: Any, negative: str, most: int) -> float | None:
    if not parts or len(parts) != 3:
        return None
    value: float = sum(float(part) / 60**n for n, part in enumerate(parts))
    if not (math.isfinite(value) and 0 <= value <= most):
        return None
    return -value if str(side).strip("\0 ").upper() == negative else value


def open_picture(data: bytes, wish: dict[str, Any]) -> tuple[Image.Image, dict[str, Any]]:
    """The picture, upright, in plain colours, no longer than ``edge``; and its facts."""
    Image.MAX_IMAGE_PIXELS = wish["pixels"]
    image: Image.Image = Image.open(io.BytesIO(data), formats=FORMATS)
    if image.width * image.height > wish["pixels"]:
        raise Image.DecompressionBombError
    facts = facts_of(image)
    turn = _turn_of(image)
    image.draft("RGB", (wish["edge"], wish["edge"]))
    image.load()
    image.thumbnail((wish["edge"], wish["edge"]))
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        image = _on_white(image.convert("RGBA"))
    image = image.convert("RGB")
    if turn is not None:
        image = image.transpose(turn)
    # A picture made from the pixels alone: nothing else of the sender's file comes along.
    return Image.frombytes("RGB", image.size, image.tobytes()), facts


def _turn_of(image: Image.Image) -> Any:
    turns = {2: 0, 3: 3, 4: 1, 5: 5, 6: 4, 7: 6, 8: 2}
    try:
        found = turns.get(int(image.getexif().get(0x0112, 1)))
    except Exception:  # noqa: BLE001  # as above
        return None
    return None if found is None else Image.Transpose(found)


def _on_white(image: Image.Image) -> Image.Image:
    ground = Image.new("RGB", image.size, "white")
    ground.paste(image, mask=image.getchannel("A"))
    return ground


def faces_in(image: Image.Image, path: str) -> list[list[int]] | None:
    """The boxes of faces; None: nobody looked, or it broke down: the picture is worth more than the look."""
    if not path:
        return None
    try:
        spec: Any = importlib.util.spec_from_file_location("faces", path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return [list(box) for box in module.find(image)][:MOST_FACES]
    except Exception:  # noqa: BLE001  # a library that is missing or broken, memory that is not enough: no look-up
        return None


def masked(image: Image.Image, boxes: list[list[int]]) -> Image.Image:
    """A copy in which of each box only some thirty mean colours are left, and these blurred: nothing leads back."""
    copy = image.copy()
    for left, top, right, bottom in boxes:
        wide, high = right - left, bottom - top
        grid = (min(PATCHES, wide), max(1, min(round(PATCHES * high / wide), PATCHES * 2, high)))
        few = image.crop((left, top, right, bottom)).resize(grid, Image.Resampling.BOX)
        patch = few.resize((wide, high), Image.Resampling.NEAREST)
        copy.paste(patch.filter(ImageFilter.BoxBlur(wide / PATCHES / 2)), (left, top))
    return copy


def write_mark(image: Image.Image, mark: str) -> None:
    """When and where, on a dark band at the foot."""
    if not mark:
        return
    size = max(12, min(image.width // 32, 40))
    draw = ImageDraw.Draw(image, "RGBA")
    band = min(image.height, size + size // 2)
    draw.rectangle((0, image.height - band, image.width, image.height), fill=(0, 0, 0, 150))
    draw.text((size // 2, image.height - band + size // 5), mark, fill="white", font=ImageFont.load_default(size))


def encoded(image: Image.Image, quality: int) -> bytes:
    """As JPEG, with nothing but pixels."""
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality, optimize=False, exif=b"", icc_profile=None, comment=b"")
    return out.getvalue()


def answer(facts: dict[str, Any], *files: bytes) -> None:
    """Write the line and the files."""
    sys.stdout.buffer.write(json.dumps(facts).encode() + b"\n" + b"".join(files))
    sys.stdout.buffer.flush()


def main() -> None:
    """One picture."""
    wish = json.loads(sys.stdin.buffer.readline())
    data = sys.stdin.buffer.read()
    try:
        image, facts = open_picture(data, wish)
        faces = faces_in(image, wish["faces"])
        shown = masked(image, faces) if faces else image
        thumb = encoded(ImageOps.contain(shown, (wish["thumb"], wish["thumb"])), 70)
        write_mark(image, wish["mark"])
        kept, cover = encoded(image, 82), b""
        if faces:
            write_mark(shown, wish["mark"])
            cover = encoded(shown, 82)
    except UnidentifiedImageError:
        return answer({"why": "format"})
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError):
        return answer({"why": "pixels"})
    except Exception:  # noqa: BLE001  # a decoder may raise anything at all; the picture is broken, and that is all
        return answer({"why": "broken"})
    sizes = {"width": image.width, "height": image.height, "faces": faces}
    lengths = {"kept": len(kept), "thumb": len(thumb), "masked": len(cover)}
    return answer({**facts, **sizes, **lengths}, kept, thumb, cover)


if __name__ == "__main__":
    main()

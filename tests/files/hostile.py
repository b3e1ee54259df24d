"""Two hundred and more files that mean harm, or were harmed: made anew with a fixed seed, none stored."""

import io
import random
import struct
import zlib
from collections.abc import Iterator

from PIL import Image

from tests.files.pictures import photo

SECRET = b"SECRET"


def _png_chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_claiming(width: int, height: int, body: bytes = b"") -> bytes:
    """A PNG whose head claims any size: a bomb of a few bytes."""
    head = _png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + body + _png_chunk(b"IEND", b"")


def png_of_zeros(width: int, height: int) -> bytes:
    """A real PNG of one colour, which packs a thousand to one."""
    packer = zlib.compressobj(1)
    row = b"\0" * (width * 3 + 1)
    packed = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    return png_claiming(width, height, _png_chunk(b"IDAT", packed))


def text_bomb() -> bytes:
    """A PNG with a text chunk that unpacks to 200 MB."""
    packer = zlib.compressobj(1)
    packed = b"".join(packer.compress(b"a" * 1_000_000) for _ in range(200)) + packer.flush()
    bomb = _png_chunk(b"zTXt", b"Comment\0\0" + packed)
    return png_claiming(8, 8, bomb + _png_chunk(b"IDAT", zlib.compress((b"\0" * 25) * 8)))


def other_formats() -> Iterator[tuple[str, bytes]]:
    """What is a picture elsewhere, and not here."""
    image = Image.new("RGB", (64, 48), "navy")
    for form in ("GIF", "BMP", "TIFF", "PPM", "ICO", "TGA", "PCX", "SGI", "DDS", "EPS", "PDF", "MPO", "AVIF"):
        out = io.BytesIO()
        try:
            image.save(out, form)
        except (OSError, KeyError):
            continue
        yield form.lower(), out.getvalue()


def written_by_hand() -> Iterator[tuple[str, bytes]]:
    """Known tricks."""
    real = photo()
    yield "nothing much", b"\0"
    yield "svg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
    yield "html", b"<html><script>alert('SECRET')</script>"
    yield "jpeg then html", real + b"<html><script>alert('SECRET')</script>"
    yield "jpeg then zip", real + b"PK\x03\x04SECRET" + bytes(200)
    yield "html in a comment", real[:2] + b"\xff\xfe\x00\x1a<script>SECRET</script>" + real[2:]
    yield "eps behind a jpeg head", b"\xff\xd8\xff\xe0%!PS-Adobe-3.0 EPSF-3.0\n(SECRET) run"
    yield "head only", real[:20]
    yield "bomb 60000 x 60000", png_claiming(60000, 60000)
    yield "bomb 2^31", png_claiming(2**31 - 1, 2**31 - 1)
    yield "bomb 1 x 2^31", png_claiming(1, 2**31 - 1)
    yield "zero wide", png_claiming(0, 100)
    yield "real 9000 x 7200", png_of_zeros(9000, 7200)
    yield "real 1 x 60000", png_of_zeros(1, 60000)
    yield "real 60000 x 1", png_of_zeros(60000, 1)
    yield "text bomb", text_bomb()
    yield "exif of nonsense", real[:2] + b"\xff\xe1\xff\xffExif\0\0" + b"\xff" * 65527 + real[2:]
    yield "many frames", animated("WEBP")
    yield "animated png", animated("PNG")


def animated(form: str) -> bytes:
    """Several frames."""
    frames = [Image.new("RGB", (64, 64), (n * 20, 0, 0)) for n in range(12)]
    out = io.BytesIO()
    frames[0].save(out, form, save_all=True, append_images=frames[1:])
    return out.getvalue()


def mutated(count: int) -> Iterator[tuple[str, bytes]]:
    """Real photos with bytes changed, cut, doubled or put in."""
    dice = random.Random(20260718)
    seeds = {form: photo((96, 72), form=form) for form in ("JPEG", "PNG", "WEBP")}
    for number in range(count):
        form = dice.choice(sorted(seeds))
        data = bytearray(seeds[form])
        how = dice.choice(("flip", "flip", "head", "cut", "double", "noise"))
        if how == "flip":
            for _ in range(dice.randint(1, 40)):
                data[dice.randrange(len(data))] = dice.randrange(256)
        elif how == "head":
            for _ in range(dice.randint(1, 8)):
                data[dice.randrange(min(400, len(data)))] = dice.randrange(256)
        elif how == "cut":
            del data[dice.randrange(2, len(data)) :]
        elif how == "double":
            start = dice.randrange(len(data))
            data[start:start] = data[start : start + dice.randint(1, 500)]
        else:
            start = dice.randrange(len(data))
            data[start:start] = dice.randbytes(dice.randint(1, 200))
        yield f"{form} {how} {number}", bytes(data)


def all_of_them() -> list[tuple[str, bytes]]:
    """Over 220."""
    return [*written_by_hand(), *other_formats(), *mutated(190)]

"""One page of PDF with lines, areas, circles and Chinese text, written by hand: 80 lines instead of a library.

Text is in Adobe's standard Song face (STSong-Light), which every reader replaces by one of its own; nothing is
embedded. Units are points, y grows downwards as on the screen.
"""

import zlib
from collections.abc import Iterable

Colour = tuple[float, float, float]
A3 = (1190.55, 841.89)


def rgb(code: str) -> Colour:
    """``#2E9E6B`` as three shares."""
    return (int(code[1:3], 16) / 255, int(code[3:5], 16) / 255, int(code[5:7], 16) / 255)


class Sheet:
    """A page being drawn."""

    def __init__(self, size: tuple[float, float] = A3) -> None:
        self.width, self.height = size
        self._ops: list[str] = []

    def path(
        self, d: str, fill: Colour | None, line: Colour, width: float = 0.7, left: float = 0, top: float = 0
    ) -> None:
        """An SVG path of ``M``, ``L`` and ``Z`` only, as geo.svg writes it."""
        parts = []
        for ring in filter(None, d.split("M")):
            spots = [spot.split(",") for spot in ring.rstrip("Z").split("L")]
            moves = [f"{float(x) + left:.1f} {self._y(float(y) + top)}" for x, y in spots]
            parts.append(f"{moves[0]} m " + " ".join(f"{move} l" for move in moves[1:]) + " h")
        if parts:
            self._paint(" ".join(parts), fill, line, width)

    def circle(self, x: float, y: float, r: float, fill: Colour) -> None:
        """A dot with a white rim."""
        k = r * 0.5523
        spots: tuple[tuple[float, ...], ...] = (
            (x, y + r),
            (x + k, y + r, x + r, y + k, x + r, y),
            (x + r, y - k, x + k, y - r, x, y - r),
        )
        spots += ((x - k, y - r, x - r, y - k, x - r, y), (x - r, y + k, x - k, y + r, x, y + r))
        ops = f"{spots[0][0]:.1f} {self._y(spots[0][1])} m"
        for curve in spots[1:]:
            pairs = zip(curve[::2], curve[1::2], strict=True)
            ops += " " + " ".join(f"{a:.1f} {self._y(b)}" for a, b in pairs) + " c"
        self._paint(ops + " h", fill, (1, 1, 1), 0.8)

    def text(
        self, x: float, y: float, words: str, size: float, colour: Colour = (0, 0, 0), middle: bool = False
    ) -> None:
        """A line of text; ``middle``: centred on x."""
        wide = sum(1.0 if ord(letter) > 0xFF else 0.5 for letter in words) * size
        start = x - wide / 2 if middle else x
        code = words.encode("utf-16-be", "replace").hex().upper()
        shares = " ".join(f"{share:.3f}" for share in colour)
        place = f"1 0 0 1 {start:.1f} {self._y(y)} Tm"
        self._ops.append(f"BT {shares} rg /F {size:g} Tf {place} <{code}> Tj ET")

    def write(self) -> bytes:
        """The file."""
        content = zlib.compress("\n".join(self._ops).encode("ascii"))
        font = "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H "
        font += "/DescendantFonts [6 0 R] >>"
        info = "<< /Registry (Adobe) /Ordering (GB1) /Supplement 4 >>"
        flags = (
            "/Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93"
        )
        page = f"/MediaBox [0 0 {self.width} {self.height}] /Resources << /Font << /F 5 0 R >> >> /Contents 4 0 R"
        objects = (
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            f"<< /Type /Page /Parent 2 0 R {page} >>".encode(),
            f"<< /Length {len(content)} /Filter /FlateDecode >>\nstream\n".encode() + content + b"\nendstream",
            font.encode(),
            f"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo {info} "
            "/FontDescriptor 7 0 R /DW 1000 /W [1 95 500 814 939 500] >>".encode(),
            f"<< /Type /FontDescriptor /FontName /STSong-Light {flags} >>".encode(),
        )
        return _file(objects)

    def _y(self, y: float) -> str:
        return f"{self.height - y:.1f}"

    def _paint(self, ops: str, fill: Colour | None, line: Colour, width: float) -> None:
        inner = f"{' '.join(f'{share:.3f}' for share in fill)} rg " if fill else ""
        edge = " ".join(f"{share:.3f}" for share in line)
        self._ops.append(f"q {inner}{edge} RG {width} w {ops} {'B*' if fill else 'S'} Q")


def _file(objects: Iterable[bytes]) -> bytes:
    out, places = bytearray(b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n"), []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + content + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    out += f"trailer\n<< /Size {len(places) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)

"""The QR sign of a patrol point: short text, no address, nothing personal; it works with no signal."""

import segno
from django.utils.safestring import SafeString

PREFIX = "QSP:"


def sign_text(code: str) -> str:
    """What the sign says to a phone."""
    return PREFIX + code


def sign_svg(code: str) -> SafeString:
    """The sign as inline SVG; a quarter of it may be dirty (error level Q)."""
    made = segno.make(sign_text(code), error="q", micro=False)
    return SafeString(made.svg_inline(scale=5, border=4, svgclass="qr", lineclass=None, omitsize=False))


def address_svg(address: str) -> SafeString:
    """An address as inline SVG, for a phone's own camera."""
    made = segno.make(address, error="m")
    return SafeString(made.svg_inline(scale=4, border=2, svgclass="qr", lineclass=None, omitsize=False))

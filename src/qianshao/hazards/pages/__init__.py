"""What the pages show, put together from selectors."""

from qianshao.hazards.pages.spots import spot_picture

__all__ = ["spot_picture"]

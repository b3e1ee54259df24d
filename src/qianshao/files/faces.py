"""Where faces are in a picture: a small network, computed with numpy alone. The child process loads it by its path.

The network is the "tiny face detector" of face-api (MIT): seven convolutions, 190 kB, brought by set-up with the
browser's files. It is a help: it misses faces that are small, turned away, covered or dark (``docs/files.md``). Who
may look at photos is the protection. It tells where a face is, never whose.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

MODEL = Path(__file__).parents[1] / "core/static/vendor/face-api-1.7.15/tiny_face_detector_model.bin"
#: The longer side of what the network sees. Twice as long sees faces half as small and takes four times as long.
EDGE = 640
#: How sure the network must be. Lower than its authors' 0.5: a covered wall harms nobody, an uncovered face does.
SURE = 0.3
#: Two boxes that share more than this are one face.
SAME = 0.4
#: A box is enlarged by this on each side: chin, hair and ears tell who it is, too.
MARGIN = 0.15
STRIDE = 32
_MEAN = (117.001, 114.697, 97.404)
#: Width and height, in strides, of the faces that each cell looks for.
_ANCHORS = (
    (1.603231, 2.094468),
    (6.041143, 7.080126),
    (2.882459, 3.518061),
    (4.266906, 5.178857),
    (9.041765, 10.66308),
)
_LEAK = np.float32(0.1)
#: Numbers that fit into a processor's cache.
_CACHE = 100_000
#: Rows of the first layer at a time; even, for the pooling.
_BAND = 16

Box = tuple[int, int, int, int]


def weights() -> dict[str, Any]:
    """The network's numbers, by name."""
    data, at, found = MODEL.read_bytes(), 0, {}
    for one in json.loads(MODEL.with_name(f"{MODEL.stem}-weights_manifest.json").read_text())[0]["weights"]:
        size = int(np.prod(one["shape"]))
        packed = np.frombuffer(data, np.uint8, size, at).astype(np.float32)
        how = one["quantization"]
        found[one["name"]] = (packed * np.float32(how["scale"]) + np.float32(how["min"])).reshape(one["shape"])
        at += size
    return found


def find(image: Image.Image) -> list[Box]:
    """The boxes of faces (left, top, right, bottom in pixels), a little larger than the faces, within the picture."""
    scale = min(1.0, EDGE / max(image.size))
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    scores, boxes = _boxes(_network(_ground(image.resize(size, Image.Resampling.BILINEAR))))
    return [_around(box / scale, image.size) for box in _distinct(scores, boxes)]


def _ground(image: Image.Image) -> Any:
    """The picture as numbers, channels first, filled up to whole strides with black as the network learnt."""
    wide, high = (-(-side // STRIDE) * STRIDE for side in image.size)
    whole = np.zeros((3, high, wide), np.float32)
    whole[:, : image.height, : image.width] = np.asarray(image, np.float32).transpose(2, 0, 1)
    return (whole - np.array(_MEAN, np.float32).reshape(3, 1, 1)) / np.float32(255)


def _network(x: Any) -> Any:
    """All layers. Pooling comes before bias and leak, which keep the order of numbers: a quarter of the work."""
    w = weights()
    x = _leaky(_first(x, w["conv0/filters"]), w["conv0/bias"])
    for n in range(1, 6):
        x = _mixed(_each(x, w[f"conv{n}/depthwise_filter"]), w[f"conv{n}/pointwise_filter"])
        x = _leaky(_pooled(x) if n < 5 else _pooled_in_place(x), w[f"conv{n}/bias"])
    return _mixed(x, w["conv8/filters"]) + w["conv8/bias"].reshape(-1, 1, 1)


def _first(x: Any, filters: Any) -> Any:
    """A full 3 x 3 convolution without a border, pooled; in bands, because all rows at once would be 50 MB."""
    _c, high, wide = x.shape
    flat, bands = filters.reshape(27, -1).T, []
    for top in range(0, high - 2, _BAND):
        end = min(top + _BAND, high - 2)
        parts = [x[:, top + i : end + i, j : wide - 2 + j] for i in range(3) for j in range(3)]
        bands.append(_pooled((flat @ np.concatenate(parts).reshape(27, -1)).reshape(-1, end - top, wide - 2)))
    return np.concatenate(bands, axis=1)


def _each(x: Any, filters: Any) -> Any:
    """Each channel by its own 3 x 3 filter, with a border of zeros; few channels at a time stay in the cache."""
    channels, high, wide = x.shape
    padded = np.zeros((channels, high + 2, wide + 2), np.float32)
    padded[:, 1:-1, 1:-1] = x
    total, step = np.zeros_like(x), max(1, _CACHE // (high * wide))
    part = np.empty((min(step, channels), high, wide), np.float32)
    for at in range(0, channels, step):
        few = slice(at, at + step)
        for i in range(3):
            for j in range(3):
                room = part[: min(step, channels - at)]
                np.multiply(padded[few, i : i + high, j : j + wide], filters[i, j, few, :, None], out=room)
                total[few] += room
    return total


def _mixed(x: Any, filters: Any) -> Any:
    """All channels of a pixel mixed."""
    return (filters.reshape(x.shape[0], -1).T @ x.reshape(x.shape[0], -1)).reshape(-1, *x.shape[1:])


def _leaky(x: Any, bias: Any) -> Any:
    x += bias.reshape(-1, 1, 1)
    return np.maximum(x, x * _LEAK)


def _pooled(x: Any) -> Any:
    """The largest of each 2 x 2, an odd row or column kept."""
    _c, high, wide = x.shape
    if high % 2 or wide % 2:
        x = np.pad(x, ((0, 0), (0, high % 2), (0, wide % 2)), mode="edge")
    rows = np.maximum(x[:, ::2], x[:, 1::2])
    return np.maximum(rows[:, :, ::2], rows[:, :, 1::2])


def _pooled_in_place(x: Any) -> Any:
    """The largest of each 2 x 2, one step at a time."""
    x = np.pad(x, ((0, 0), (0, 1), (0, 1)), mode="edge")
    rows = np.maximum(x[:, :-1], x[:, 1:])
    return np.maximum(rows[:, :, :-1], rows[:, :, 1:])


def _boxes(out: Any) -> tuple[Any, Any]:
    """Scores and boxes, in pixels of what the network saw, of what it takes for a face."""
    _n, high, wide = out.shape
    cells = out.reshape(len(_ANCHORS), 5, high, wide)
    score = 1 / (1 + np.exp(-cells[:, 4]))
    anchor, row, column = np.nonzero(score > SURE)
    dx, dy, dw, dh = (cells[anchor, n, row, column] for n in range(4))
    x, y = (column + 1 / (1 + np.exp(-dx))) * STRIDE, (row + 1 / (1 + np.exp(-dy))) * STRIDE
    sizes = np.array(_ANCHORS)[anchor] * STRIDE / 2
    half_w, half_h = np.exp(np.minimum(dw, 4)) * sizes[:, 0], np.exp(np.minimum(dh, 4)) * sizes[:, 1]
    return score[anchor, row, column], np.stack((x - half_w, y - half_h, x + half_w, y + half_h), axis=1)


def _distinct(scores: Any, boxes: Any) -> list[Any]:
    """The surest box of each face."""
    kept: list[Any] = []
    for n in np.argsort(-scores):
        if all(_shared(boxes[n], other) <= SAME for other in kept):
            kept.append(boxes[n])
    return kept


def _shared(a: Any, b: Any) -> float:
    wide, high = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    both = max(0.0, wide) * max(0.0, high)
    areas = [(one[2] - one[0]) * (one[3] - one[1]) for one in (a, b)]
    return float(both / (sum(areas) - both))


def _around(box: Any, size: tuple[int, int]) -> Box:
    more = [(box[2] - box[0]) * MARGIN, (box[3] - box[1]) * MARGIN]
    left, top = (max(0, int(box[n] - more[n])) for n in range(2))
    right, bottom = (min(size[n], int(box[n + 2] + more[n]) + 1) for n in range(2))
    return left, top, right, bottom

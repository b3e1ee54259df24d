"""Which tips stand at the top and which are folded beneath. Pure; nothing is ever refused here.

Points: how alike it is to what came lately, how much came from one network, whether the words say anything; a new
photo and words about a hazard take points away. Numbers are the county's (table ``tip_rules``).
"""

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

#: A site's links and the words of those who sell; a run of Latin letters no villager types.
_SELLERS = "加微|加v|代开|发票|贷款|兼职|刷单|博彩|彩票|棋牌"  # zh: what sellers write
_NOISE = re.compile(rf"https?:|www\.|\.com|\.cn/|{_SELLERS}|[a-z0-9]{{12,}}", re.I)
_KEEP = re.compile(r"[^\w]|_", re.UNICODE)
_REPEAT = re.compile(r"(.{1,4}?)\1{4,}")
_HASHES = 6
SHORT = 4


def plain(words: str) -> str:
    """The words without what does not matter: width, case, blanks, marks."""
    return _KEEP.sub("", unicodedata.normalize("NFKC", words).lower())


def same_key(words: str) -> str:
    """Equal for the same words; empty for none."""
    text = plain(words)
    return _digest("same", text) if text else ""


def near_keys(words: str) -> list[str]:
    """Two texts that share one of these say nearly the same: minima of six hashes over pairs of characters, taken
    three by three; digits count alike. Short texts have none: there every character matters.
    """
    text = re.sub(r"\d+", "0", plain(words))
    pairs = {text[n : n + 2] for n in range(len(text) - 1)}
    if len(pairs) < SHORT:
        return []
    minima = [min(_digest(str(seed), pair) for pair in pairs) for seed in range(_HASHES)]
    return [_digest("near0", "".join(minima[:3])), _digest("near1", "".join(minima[3:]))]


def _digest(kind: str, text: str) -> str:
    return hashlib.blake2b(text.encode(), key=kind.encode(), digest_size=12).hexdigest()


def is_noise(words: str) -> bool:
    """Whether the words say nothing a Chinese reader could act on; no words at all are no noise."""
    text = plain(words)
    if not text:
        return False
    han = sum(0x3400 <= ord(letter) <= 0x9FFF for letter in text)
    return bool(_NOISE.search(words)) or bool(_REPEAT.search(text)) or han / len(text) < 0.3


@dataclass(frozen=True)
class Signs:
    """What is known of a tip when it comes: how many like it came lately, and what it has."""

    same: int = 0
    near: int = 0
    photo: int = 0
    burst: int = 0
    noise: bool = False
    elsewhere: bool = False
    has_photo: bool = False
    makes_sense: bool = False


@dataclass(frozen=True)
class Verdict:
    """``points``: the more, the lower in the list; ``folded``; ``why``: codes of what spoke against it."""

    points: int
    folded: bool
    why: tuple[str, ...]


def judge(signs: Signs, numbers: Mapping[str, float]) -> Verdict:
    """Weigh it.

    >>> judge(Signs(has_photo=True, makes_sense=True), {}).points
    -2
    """
    against = {
        "same": _steps(signs.same, numbers, "same", (2, 4), (1, 3)),
        "near": _steps(signs.near, numbers, "near", (2, 4), (3, 10)),
        "burst": _steps(signs.burst, numbers, "burst", (2, 3), (20, 60)),
        "photo": 3 if signs.photo else 0,
        "noise": 2 if signs.noise else 0,
        "elsewhere": 3 if signs.elsewhere else 0,
    }
    # Whoever says the same says nearly the same: counted once.
    against["near"] = 0 if against["same"] >= against["near"] else against["near"]
    new_photo = signs.has_photo and not signs.photo
    points = sum(against.values()) - new_photo - (signs.makes_sense and not signs.noise)
    why = tuple(code for code, found in against.items() if found)
    return Verdict(points, points >= numbers.get("fold_at", 2), why)


def _steps(
    count: int, numbers: Mapping[str, float], name: str, points: tuple[int, int], usual: tuple[int, int]
) -> int:
    some, many = numbers.get(f"{name}_some", usual[0]), numbers.get(f"{name}_many", usual[1])
    return points[1] if count >= many else points[0] if count >= some else 0

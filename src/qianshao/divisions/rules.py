"""Pure rules of the tree: paths and codes."""

# zh: endings of official names of areas

PATH_WIDTH = 4
#: One less than fits: the last number marks the end of ranges (``core.scope.end_of``).
MAX_CHILDREN = 10**PATH_WIDTH - 2
_CODE_LENGTHS = {1: 2, 2: 4, 3: 6, 4: 9, 5: 12}


def child_path(parent_path: str, number: int) -> str:
    """The path of a parent's ``number``-th child (from 1).

    Raises:
        ValueError: the parent has no room for it.
    """
    if not 1 <= number <= MAX_CHILDREN:
        raise ValueError(f"a division has room for 1 to {MAX_CHILDREN} parts")
    return f"{parent_path}{number:0{PATH_WIDTH}d}"


def level_of_code(code: str) -> int | None:
    """The level a 12-digit code stands for, by its trailing zeros; None when it is no such code."""
    if len(code) != 12 or not code.isdigit():
        return None
    for level, length in _CODE_LENGTHS.items():
        if set(code[length:]) <= {"0"}:
            return level
    return None


def depth(path: str) -> int:
    """How many levels deep a path is."""
    return len(path) // PATH_WIDTH


def ancestors(path: str) -> list[str]:
    """The paths above and including ``path``, from the root."""
    return [path[:end] for end in range(PATH_WIDTH, len(path) + 1, PATH_WIDTH)]


_LONG_ENDINGS = (
    ("社区居民委员会", "社区"),
    ("社区居委会", "社区"),
    ("村民委员会", "村"),
    ("居民委员会", "社区"),
    ("村委会", "村"),
    ("居委会", "社区"),
)


def short_name(name: str) -> str:
    """``红旗社区`` for 红旗社区居民委员会, ``柳溪村`` for 柳溪村村民委员会: how people say and write it."""
    for ending, word in _LONG_ENDINGS:
        if name.endswith(ending) and len(name) > len(ending):
            stem = name[: -len(ending)]
            return stem if stem.endswith(("村", "社区", "嘎查")) else stem + word
    return name


def same_name(one: str, other: str) -> bool:
    """Whether two spellings of a village or town mean the same; compare within one parent only (names repeat)."""
    return name_key(one) == name_key(other)


def name_key(name: str) -> str:
    """A spelling-free key: without spaces and without the official endings."""
    short = short_name("".join(name.split()))
    for ending in ("社区", "村", "嘎查"):
        if short.endswith(ending) and len(short) > len(ending) + 1:
            return short[: -len(ending)]
    return short

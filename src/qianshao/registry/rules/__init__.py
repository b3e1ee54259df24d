"""Pure decisions of the register."""

from qianshao.registry.rules.codes import code_of, new_code
from qianshao.registry.rules.fields import SHAPES, FieldFault, read_value
from qianshao.registry.rules.freshness import next_check
from qianshao.registry.rules.pinyin import find_text, read_aloud

__all__ = [
    "SHAPES",
    "FieldFault",
    "code_of",
    "find_text",
    "new_code",
    "next_check",
    "read_aloud",
    "read_value",
]

"""Fill a docx template: names become words, in a sandbox, escaped."""

import re
from collections.abc import Mapping
from io import BytesIO

from docxtpl import DocxTemplate
from jinja2.sandbox import ImmutableSandboxedEnvironment

ENGINE = ImmutableSandboxedEnvironment(autoescape=True)
ENGINE.globals.clear()
#: What XML cannot hold.
_UNSOUND = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def fill(template: bytes, values: Mapping[str, str]) -> bytes:
    """The docx with every field filled; line breaks stay line breaks."""
    paper = DocxTemplate(BytesIO(template))
    # Words in a case may hold {{ }} themselves: they are values, and values are not read as templates again.
    clean = {name: _UNSOUND.sub("", value).replace("\r\n", "\n") for name, value in values.items()}
    paper.render(clean, ENGINE, autoescape=True)
    out = BytesIO()
    paper.save(out)
    return out.getvalue()

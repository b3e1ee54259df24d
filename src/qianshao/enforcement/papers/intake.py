"""A stranger's docx template: opened with care, and only if it holds nothing but text and our fields.

Refused: macros, embedded objects, links that load something, document types, zip bombs, anything in ``{{ }}`` that is
no field of ours (so no loop, no call, no attribute), ``{% %}`` of any kind.
"""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from docxtpl import DocxTemplate
from jinja2 import TemplateSyntaxError, nodes
from lxml import etree

from qianshao.enforcement.papers.fill import ENGINE, fill
from qianshao.enforcement.rules.papers import FIELDS

MOST_BYTES = 2 * 1024 * 1024
_MOST_UNPACKED = 16 * 1024 * 1024
_MOST_PART = 2 * 1024 * 1024
_MOST_PARTS = 300
_FORBIDDEN = re.compile(r"vbaProject|vbaData|activeX|embeddings/|oleObject|\.bin$|\.(exe|dll|js|vbs|hta)$", re.I)
_LOADING = re.compile(r"/(attachedTemplate|oleObject|aFChunk|control|frame|subDocument|package|externalLink)$", re.I)
_FIELD_CODES = re.compile(r"\b(DDE|DDEAUTO|INCLUDEPICTURE|INCLUDETEXT|LINK|IMPORT|DATABASE|MACROBUTTON)\b", re.I)
#: Nothing else may be in the package: relationships say what a part is, not its name, so every XML is checked.
_KNOWN_PARTS = re.compile(r"\.(xml|rels|png|jpe?g|gif|bmp|tiff?|emf|wmf|odttf)$", re.I)
_ALLOWED = (nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name)


@dataclass(frozen=True)
class Fault:
    """Why a template is not taken: a code, and what it concerns."""

    code: str
    what: str = ""


def fault_of(data: bytes) -> Fault | None:
    """What is wrong with an uploaded template; None: it may be used."""
    if not data or len(data) > MOST_BYTES:
        return Fault("size")
    try:
        with zipfile.ZipFile(BytesIO(data)) as file:
            return _package_fault(file) or _parts_fault(file) or _fields_fault(data, file) or _render_fault(data)
    except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, ValueError, NotImplementedError, KeyError):
        return Fault("broken")


def _package_fault(file: zipfile.ZipFile) -> Fault | None:
    parts = file.infolist()
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _MOST_UNPACKED:
        return Fault("bomb")
    names = [part.filename for part in parts]
    if "word/document.xml" not in names or "[Content_Types].xml" not in names or len(set(names)) < len(names):
        return Fault("broken")
    if any(name.startswith("/") or ".." in name or "\\" in name for name in names):
        return Fault("broken")
    if any(_FORBIDDEN.search(name) for name in names):
        return Fault("macro")
    return None if all(_KNOWN_PARTS.search(name) or name.endswith("/") for name in names) else Fault("broken")


def _parts_fault(file: zipfile.ZipFile) -> Fault | None:
    """Every XML part is sound and loads nothing; the sizes a zip says may be lies, so each is read with a limit."""
    for name, data in _xml_parts(file):
        if data is None:
            return Fault("bomb")
        if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
            return Fault("broken")
        try:
            tree = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
        except etree.XMLSyntaxError:
            return Fault("broken")
        if name == "[Content_Types].xml":
            if b"macroenabled" in data.lower():
                return Fault("macro")
            if _hides_text(tree):
                return Fault("broken")
        if name.endswith(".rels") and _loads(tree):
            return Fault("loads")
        if _FIELD_CODES.search(_instructions(tree)):
            return Fault("loads")
    return None


def _xml_parts(file: zipfile.ZipFile) -> Iterator[tuple[str, bytes | None]]:
    for part in file.infolist():
        if part.filename.lower().endswith((".xml", ".rels")):
            with file.open(part) as stream:
                data = stream.read(_MOST_PART + 1)
            yield part.filename, data if len(data) <= _MOST_PART else None


def _hides_text(tree: "etree._Element") -> bool:
    """Whether a part is called XML here though its name says picture, so that nobody would check it."""
    for one in tree.iter("{*}Override", "{*}Default"):
        name = (one.get("PartName") or "." + one.get("Extension", "")).lower()
        if one.get("ContentType", "").lower().endswith("xml") and not name.endswith((".xml", ".rels")):
            return True
    return False


def _loads(tree: "etree._Element") -> bool:
    for one in tree.iter("{*}Relationship"):
        kind = one.get("Type", "")
        external = one.get("TargetMode", "").lower() == "external"
        if _LOADING.search(kind) or (external and not kind.endswith("/hyperlink")):
            return True
    return False


def _instructions(tree: "etree._Element") -> str:
    """Field codes, which Word carries out when it opens the file, put together over their runs."""
    texts = [one.text or "" for one in tree.iter("{*}instrText")]
    simple = [str(value) for one in tree.iter("{*}fldSimple") for value in one.attrib.values()]
    return " ".join(["".join(texts), *simple])


def _fields_fault(data: bytes, file: zipfile.ZipFile) -> Fault | None:
    template = DocxTemplate(BytesIO(data))
    named: set[str] = set()
    for name in file.namelist():
        if not name.lower().endswith(".xml"):
            continue
        try:
            tree = ENGINE.parse(template.patch_xml(file.read(name).decode("utf-8")))
        except (TemplateSyntaxError, UnicodeDecodeError):
            return Fault("syntax")
        for node in tree.find_all(nodes.Node):
            if not isinstance(node, _ALLOWED):
                return Fault("only_fields")
            if isinstance(node, nodes.Name):
                named.add(node.name)
    if unknown := sorted(named - set(FIELDS)):
        return Fault("unknown", "、".join(name[:30] for name in unknown[:5]))
    return None if "number" in named else Fault("no_number")


def _render_fault(data: bytes) -> Fault | None:
    """It can be filled and opened again."""
    try:
        DocxTemplate(BytesIO(fill(data, dict.fromkeys(FIELDS, "样")))).get_docx()  # zh: a sample value
    except Exception:  # noqa: BLE001 - whatever a stranger's file does to the library, it is not taken
        return Fault("broken")
    return None

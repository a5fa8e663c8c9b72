"""OOXML: the names and values of Word's elements, the same for transitional and for Strict files."""

from collections.abc import Iterator
from functools import cache

from lxml import etree

_PREFIXES = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "w",
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "w",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m",
    "http://purl.oclc.org/ooxml/officeDocument/math": "m",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc",
    "http://schemas.openxmlformats.org/drawingml/2006/main": "a",
    "http://purl.oclc.org/ooxml/drawingml/main": "a",
    "urn:schemas-microsoft-com:vml": "v",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships": "r",
    "http://purl.oclc.org/ooxml/officeDocument/relationships": "r",
}


def named(element: etree._Element) -> str:
    """Return an element's name with the usual prefix of its namespace: w:p."""
    return _named(str(element.tag))


@cache
def _named(tag: str) -> str:
    space, _, local = tag.removeprefix("{").rpartition("}")
    prefix = _PREFIXES.get(space, "")
    return f"{prefix}:{local}" if prefix else local


def children(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """Yield the children of an element that have this name of Word's own."""
    return (one for one in element if named(one) == f"w:{name}")


def child(element: etree._Element | None, *path: str) -> etree._Element | None:
    """Return the element at a path of Word's own names below an element; None where there is none."""
    for name in path:
        if element is None:
            return None
        element = next(children(element, name), None)
    return element


def value(element: etree._Element | None, name: str = "val") -> str:
    """Return an attribute by its local name; "" where there is none."""
    if element is None:
        return ""
    return next((str(text) for key, text in element.attrib.items() if str(key).rpartition("}")[2] == name), "")


def is_on(element: etree._Element | None) -> bool:
    """Whether a switch such as w:vanish is there and not turned off."""
    return element is not None and value(element) not in ("0", "false", "off")

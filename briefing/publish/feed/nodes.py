"""Elements of a feed: by their names with a prefix, and none without something in it."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from briefing.formats.podcast import NAMESPACES
from briefing.formats.text import xml_safe


def register() -> None:
    """Have the namespaces written with their usual prefixes."""
    for prefix, name in NAMESPACES.items():
        ET.register_namespace(prefix, name)


def node(parent: ET.Element, name: str, /, **attributes: str) -> ET.Element:
    """Add an element by its name, ``local`` or ``prefix:local``; empty attributes are left out."""
    prefix, _, local = name.rpartition(":")
    whole = f"{{{NAMESPACES[prefix]}}}{local}" if prefix else name
    given = {key: xml_safe(value) for key, value in attributes.items() if value}
    return ET.SubElement(parent, whole, given)


def text(parent: ET.Element, name: str, words: str, /, **attributes: str) -> None:
    """Add an element with a text, or nothing where there is no text."""
    if words:
        node(parent, name, **attributes).text = xml_safe(words)

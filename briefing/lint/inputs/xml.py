"""XML read safely: no DOCTYPE, so no entities or external files; each element has its line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from briefing.formats import podcast

NAMESPACES = {
    **{name: f"{prefix}:" for prefix, name in podcast.NAMESPACES.items()},
    "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md": "podcast:",
}
_DEEPEST = 100


class UnsafeError(Exception):
    """The document declares a DOCTYPE or nests too deeply."""


@dataclass
class Node:
    """An element: its name with the usual prefix, or ``{namespace}name`` for an unknown one."""

    name: str
    attributes: dict[str, str]
    line: int
    text: str = ""
    children: list[Node] = field(default_factory=list)

    def all(self, name: str) -> list[Node]:
        """Return the children of a name."""
        return [child for child in self.children if child.name == name]

    def first(self, name: str) -> Node | None:
        """Return the first child of a name."""
        return next(iter(self.all(name)), None)

    def value(self, name: str, attribute: str = "") -> str:
        """Return the text, or an attribute, of the first child of a name; empty without one."""
        child = self.first(name)
        if child is None:
            return ""
        return (child.attributes.get(attribute, "") if attribute else child.text).strip()

    def walk(self) -> Iterator[Node]:
        """Yield the element and everything in it."""
        yield self
        for child in self.children:
            yield from child.walk()


def parse(data: bytes) -> Node:
    """Read a document and return its root.

    Raises
    ------
    UnsafeError
        if it declares a DOCTYPE, or nests more than 100 deep.
    xml.parsers.expat.ExpatError
        if it is not well-formed.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    top = Node("", {}, 0)
    stack = [top]

    def start(name: str, attributes: dict[str, str]) -> None:
        if len(stack) > _DEEPEST:
            raise UnsafeError(f"elements nest more than {_DEEPEST} deep")
        node = Node(_short(name), attributes, parser.CurrentLineNumber)
        stack[-1].children.append(node)
        stack.append(node)

    def end(name: str) -> None:
        stack.pop()

    def text(data: str) -> None:
        stack[-1].text += data

    def doctype(*_: object) -> None:
        raise UnsafeError("it declares a DOCTYPE")

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = doctype
    parser.Parse(data, True)
    return top.children[0]


def _short(name: str) -> str:
    space, blank, local = name.rpartition(" ")
    if not blank:
        return name
    prefix = NAMESPACES.get(space)
    return f"{prefix}{local}" if prefix else f"{{{space}}}{local}"

"""A feed that was published, beside what its server now delivers."""

from __future__ import annotations

from collections.abc import Iterator

from briefing.lint.inputs.feed import Feed, Item

_ENCLOSURE = ("url", "length", "type")


class ServedFeed:
    """A feed as it was sent, and as its public address delivers it."""

    def __init__(self, sent: Feed, served: Feed) -> None:
        self.sent = sent
        self.served = served
        self.name = served.name

    def differences(self) -> Iterator[str]:
        """Yield which episodes the server has otherwise than they were sent, or not at all."""
        there = {item.guid: item for item in self.served.items}
        for item in self.sent.items:
            if item.guid not in there:
                yield f"«{item.title}» is not in it"
                continue
            for name in _ENCLOSURE:
                wanted, found = _value(item, name), _value(there[item.guid], name)
                if wanted != found:
                    yield f"«{item.title}» has the {name} {found or 'none'!r}, not {wanted!r}"

    @property
    def is_ours(self) -> bool:
        """Tell whether both are the same show: they share an episode."""
        guids = {item.guid for item in self.sent.items}
        return any(item.guid in guids for item in self.served.items)


def _value(item: Item, name: str) -> str:
    return item.node.value("enclosure", name)

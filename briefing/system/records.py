"""Plain data, as JSON and TOML hold it, into frozen dataclasses and back, by the types alone.

What a field may hold stands in its type, once: :func:`build` checks it, :func:`json_schema` says
it to others. Known are ``str``, ``int``, ``float``, ``bool``, a type or None, ``tuple[T, ...]``,
``Mapping[str, T]``, other dataclasses, and ``Annotated[T, Constraint(…)]``.
"""

from __future__ import annotations

import re
import reprlib
import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, dataclass, field, fields, is_dataclass
from functools import cache
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")
_Read = Callable[[Any], Any]

#: Beyond this a JSON number is no longer exact in every reader (RFC 8259, section 6).
LARGEST_INT = 2**53 - 1
#: Half a character: JSON can write it, UTF-8 cannot.
_SURROGATE = re.compile("[\ud800-\udfff]")
_SPARSE = "sparse"
_KINDS: Mapping[Any, tuple[str, str]] = {
    str: ("a text in quotes", "string"),
    int: ("a whole number", "integer"),
    float: ("a number", "number"),
    bool: ("true or false", "boolean"),
}


class DataError(ValueError):
    """A value is not what its key may hold. ``key`` is its place: ``utterances[3].start_ms``."""

    def __init__(self, what: str, key: str = "") -> None:
        super().__init__(f"{key} {what}".strip())
        self.what = what
        self.key = key

    def within(self, place: str) -> DataError:
        """Put the place of what holds the value before its own."""
        dot = "." if self.key and not self.key.startswith("[") else ""
        self.key = f"{place}{dot}{self.key}"
        self.args = (f"{self.key} {self.what}",)
        return self


class UnknownKeyError(DataError):
    """A key ``name`` is not known; ``known`` are those that are."""

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        super().__init__("is not known", name)
        self.name = name
        self.known = known


class NotATableError(DataError):
    """A value stands where a table of keys should."""


@dataclass(frozen=True)
class Constraint:
    """What more is asked of a value: in words, as a test, and as keywords of JSON Schema."""

    words: str
    holds: Callable[[Any], bool]
    keywords: tuple[tuple[str, Any], ...] = ()


def sparse(default: Any) -> Any:
    """Declare a field that is omitted from the output when it has its default value."""
    return field(default=default, metadata={_SPARSE: True})


def build(kind: type[T], data: object, *, strict: bool = False) -> T:
    """Make a dataclass of plain data; ``strict`` refuses keys that it does not have.

    >>> from briefing.model import ChapterMark
    >>> build(ChapterMark, {"title": "खेल", "start_ms": 0, "end_ms": "x"})
    Traceback (most recent call last):
    briefing.system.records.DataError: end_ms = 'x' is not a whole number

    Raises
    ------
    DataError
        with the key of what is missing, unknown or of another kind.
    """
    wanted: Any = kind
    record: T = _reader(wanted, strict)(data)
    return record


def record_fields(record: Any) -> dict[str, Any]:
    """Return the fields of a dataclass that its plain data has, in order; ``default`` of JSON."""
    pairs = ((entry, getattr(record, entry.name)) for entry in fields(record))
    return {entry.name: held for entry, held in pairs if not _left_out(entry, held)}


def to_plain_data(value: Any) -> Any:
    """Return a dataclass as plain data, its keys in the order of the fields.

    >>> from briefing.model import ChapterMark
    >>> to_plain_data(ChapterMark("खेल", 0, 900))
    {'title': 'खेल', 'start_ms': 0, 'end_ms': 900}
    """
    if is_dataclass(value):
        return {name: to_plain_data(held) for name, held in record_fields(value).items()}
    if isinstance(value, Mapping):
        return {key: to_plain_data(held) for key, held in value.items()}
    return [to_plain_data(held) for held in value] if isinstance(value, tuple) else value


def json_schema(kind: type) -> dict[str, Any]:
    """Return what :func:`build` accepts as a JSON Schema (draft 2020-12).

    >>> from briefing.model import ChapterMark
    >>> json_schema(ChapterMark)["required"]
    ['title', 'start_ms', 'end_ms']
    """
    definitions: dict[str, Any] = {}
    _schema(kind, definitions)
    whole = definitions.pop(kind.__name__)
    return {**whole, "$defs": definitions} if definitions else whole


def _left_out(entry: Field[Any], value: object) -> bool:
    return bool(entry.metadata.get(_SPARSE)) and value == entry.default


@cache
def _reader(wanted: Any, strict: bool) -> _Read:
    """Return what reads a value of a type; a type is taken apart once."""
    if get_origin(wanted) is Annotated:
        return _constrained(wanted, strict)
    if is_dataclass(wanted):
        return _record(wanted, strict)
    if _optional(wanted):
        inner = _reader(_optional(wanted), strict)
        return lambda value: None if value is None else inner(value)
    if get_origin(wanted) is tuple:
        return _list(_reader(get_args(wanted)[0], strict))
    if get_origin(wanted) is not None:
        return _mapping(_reader(get_args(wanted)[1], strict))
    return _scalar(wanted)


def _record(kind: Any, strict: bool) -> _Read:
    hints = get_type_hints(kind, include_extras=True)
    readers = {entry.name: _reader(hints[entry.name], strict) for entry in fields(kind)}
    required = [entry.name for entry in fields(kind) if _required(entry)]

    def read(value: Any) -> Any:
        if not isinstance(value, Mapping):
            raise NotATableError("must be a table of keys and values")
        if strict and (unknown := [key for key in value if key not in readers]):
            raise UnknownKeyError(unknown[0], tuple(readers))
        if missing := [name for name in required if name not in value]:
            raise DataError("is missing", missing[0])
        held = {}
        for name, reader in readers.items():
            if name in value:
                try:
                    held[name] = reader(value[name])
                except DataError as error:
                    raise error.within(name) from None
        return kind(**held)

    return read


def _list(reader: _Read) -> _Read:
    def read(value: Any) -> Any:
        if not isinstance(value, list | tuple):
            raise _wrong(value, "a list")
        held = []
        for i, item in enumerate(value):
            try:
                held.append(reader(item))
            except DataError as error:
                raise error.within(f"[{i}]") from None
        return tuple(held)

    return read


def _mapping(reader: _Read) -> _Read:
    def read(value: Any) -> Any:
        if not isinstance(value, Mapping):
            raise NotATableError("must be a table of keys and values")
        held = {}
        for name, item in value.items():
            try:
                held[name] = reader(item)
            except DataError as error:
                raise error.within(name) from None
        return held

    return read


def _constrained(wanted: Any, strict: bool) -> _Read:
    inner = _reader(get_args(wanted)[0], strict)
    constraints: tuple[Constraint, ...] = wanted.__metadata__

    def read(value: Any) -> Any:
        held = inner(value)
        for constraint in constraints:
            if not constraint.holds(held):
                raise _wrong(value, constraint.words)
        return held

    return read


def _scalar(wanted: Any) -> _Read:
    def read(value: Any) -> Any:
        if wanted is float and type(value) is int and abs(value) <= LARGEST_INT:
            return float(value)
        if type(value) is not wanted or (wanted is int and abs(value) > LARGEST_INT):
            raise _wrong(value, _KINDS[wanted][0])
        if wanted is str and _SURROGATE.search(value):
            raise _wrong(value, "Unicode text")
        return value

    return read


def _wrong(value: object, words: str) -> DataError:
    return DataError(f"= {reprlib.repr(value)} is not {words}")


def _required(entry: Field[Any]) -> bool:
    return entry.default is MISSING and entry.default_factory is MISSING


def _optional(wanted: Any) -> Any:
    """Return T of ``T | None``, None for any other type."""
    if get_origin(wanted) not in (Union, types.UnionType):
        return None
    (inner,) = [kind for kind in get_args(wanted) if kind is not type(None)]
    return inner


def _schema(wanted: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    if get_origin(wanted) is Annotated:
        keywords = {k: v for c in wanted.__metadata__ for k, v in c.keywords}
        return {**_schema(get_args(wanted)[0], definitions), **keywords}
    if is_dataclass(wanted) and isinstance(wanted, type):
        if wanted.__name__ not in definitions:
            _define(wanted, definitions)
        return {"$ref": f"#/$defs/{wanted.__name__}"}
    if inner := _optional(wanted):
        return {"anyOf": [_schema(inner, definitions), {"type": "null"}]}
    if get_origin(wanted) is tuple:
        return {"type": "array", "items": _schema(get_args(wanted)[0], definitions)}
    if get_origin(wanted) is not None:
        values = _schema(get_args(wanted)[1], definitions)
        return {"type": "object", "additionalProperties": values}
    return {"type": _KINDS[wanted][1]}


def _define(kind: type, definitions: dict[str, Any]) -> None:
    hints = get_type_hints(kind, include_extras=True)
    definition: dict[str, Any] = {
        "title": kind.__name__,
        "description": (kind.__doc__ or "").partition("\n")[0],
        "type": "object",
        "required": [entry.name for entry in fields(kind) if _required(entry)],
    }
    definitions[kind.__name__] = definition
    definition["properties"] = {
        entry.name: _schema(hints[entry.name], definitions) for entry in fields(kind)
    }

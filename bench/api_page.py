"""Write the reference of docs/python.md from the docstrings of the public API.

python bench/api_page.py           writes it
python bench/api_page.py --check   fails where it is not what the docstrings say
"""

from __future__ import annotations

import inspect
import re
import sys
import textwrap
from pathlib import Path
from typing import Any

import briefing

PAGE = Path(__file__).parent.parent / "docs" / "python.md"
BEGIN, END = "<!-- by bench/api_page.py -->\n", "<!-- until here -->\n"
_SECTION = re.compile(r"^(Raises|Parameters)\n-+\n", re.M)


def reference() -> str:
    """Return a part for each public name, functions first."""
    names = [name for name in briefing.__all__ if not name.startswith("_")]
    names.sort(key=lambda name: (isinstance(getattr(briefing, name), type), name))
    return "\n".join(entry(name, getattr(briefing, name)) for name in names)


def entry(name: str, what: Any) -> str:
    """Return the heading and the text of one name."""
    # The package ``normalise`` is called as its function is.
    function = what.spoken if inspect.ismodule(what) else what
    is_class = isinstance(what, type)
    fields = ", ".join(_fields(what)) if is_class else ""
    head = f"{name}{'' if is_class else signature(function)}"
    made = f"Fields: {fields}.\n\n" if fields else ""
    doc = (inspect.getdoc(function) or "").replace(f">>> {function.__name__}(", f">>> {name}(")
    return f"### `{head}`\n\n{markdown(doc)}\n{made}"


def _fields(what: type) -> list[str]:
    return [f"`{name}`" for name in getattr(what, "__dataclass_fields__", {}) if name[0] != "_"]


def signature(function: Any) -> str:
    """Return how a function is called: names and defaults; types stand in its docstring."""
    parameters = inspect.signature(function).parameters.values()
    shown = [
        each.name if each.default is each.empty else f"{each.name}={_default(each.default)}"
        for each in parameters
    ]
    if any(each.kind is each.KEYWORD_ONLY for each in parameters):
        first = next(i for i, each in enumerate(parameters) if each.kind is each.KEYWORD_ONLY)
        shown.insert(first, "*")
    return f"({', '.join(shown)})"


def _default(value: object) -> str:
    return repr(value) if isinstance(value, str | int | bool | type(None)) else "…"


def markdown(doc: str) -> str:
    """Turn a docstring into Markdown: names in backticks, examples fenced, sections in bold.

    >>> print(markdown("Say ``a``."), end="")
    Say `a`.
    """
    doc = re.sub(r":\w+:`~?(?:[\w.]*\.)?(\w+)`", r"`\1`", doc).replace("``", "`")
    text, *sections = _SECTION.split(doc)
    parts = [_fenced(text)]
    for title, body in zip(sections[::2], sections[1::2], strict=True):
        listed, *examples = re.split(r"\n\n(?=>>>)", body, maxsplit=1)
        rows = re.findall(r"^(\S[^\n]*)\n((?:[ \t]+[^\n]*\n?)+)", listed, re.M)
        shown = [f"`{name.rstrip(':')}` {' '.join(what.split()).strip('.')}" for name, what in rows]
        parts.append(f"**{title}** {'; '.join(shown)}.")
        parts += [_fenced(example) for example in examples]
    return "\n\n".join(part.strip() for part in parts if part.strip()) + "\n"


def _fenced(text: str) -> str:
    """Return a text whose examples are in fences."""
    blocks = re.split(r"\n\s*\n", text.strip())
    return "\n\n".join(
        f"```pycon\n{textwrap.dedent(block)}\n\n```" if block.lstrip().startswith(">>>") else block
        for block in blocks
    )


def page() -> str:
    """Return the page as it should be."""
    text = PAGE.read_text(encoding="utf-8")
    head, _, rest = text.partition(BEGIN)
    return head + BEGIN + "\n" + reference() + "\n" + END + rest.partition(END)[2]


if __name__ == "__main__":
    if "--check" not in sys.argv[1:]:
        PAGE.write_text(page(), encoding="utf-8")
    elif page() != PAGE.read_text(encoding="utf-8"):
        sys.exit("docs/python.md is not what the docstrings say: run python bench/api_page.py")

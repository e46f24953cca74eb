"""What the program says to an editor has its Hindi, with the same values."""

from __future__ import annotations

import ast
import pickle
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from string import Formatter

import pytest

from briefing import errors
from briefing.episode.audit import UnspokenWords
from briefing.errors import BriefingError, near
from briefing.message import Message
from briefing.studio.html import View
from briefing.studio.words import messages

PACKAGE = Path(errors.__file__).parent
ERRORS = {name for name in dir(errors) if name.endswith("Error")}
#: What no table can hold: words of a library, of another error, of the studio's own table.
FOREIGN = {"str(error)", "error.what", "view['busy']", "view['conflict']", "view['conflict_help']"}
HINDI = re.compile("[\u0904-\u0939]")
Scope = Mapping[str, list[ast.expr]]


def texts(node: ast.expr, scope: Scope) -> Iterator[str]:
    """Yield the text or template of an expression; another expression as its code."""
    if isinstance(node, ast.Constant):
        yield str(node.value)
    elif isinstance(node, ast.IfExp):
        yield from texts(node.body, scope)
        yield from texts(node.orelse, scope)
    elif isinstance(node, ast.Call) and called(node) == "Message":
        yield from texts(node.args[0], scope)
    elif isinstance(node, ast.Name) and node.id in scope:
        for value in scope[node.id]:
            yield from texts(value, {**scope, node.id: []})
    elif not (isinstance(node, ast.Call) and called(node) == "near"):
        yield ast.unparse(node)


def called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


def assigned(nodes: Iterable[ast.AST]) -> dict[str, list[ast.expr]]:
    found: dict[str, list[ast.expr]] = {}
    for node in nodes:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            found.setdefault(node.targets[0].id, []).append(node.value)
    return found


def said_in(file: Path, *, all_errors: bool) -> set[str]:
    """Return the templates of the messages of a file; of the studio's, those of all errors."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    found: set[str] = set()
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef):
            continue
        scope = {**assigned(tree.body), **assigned(ast.walk(function))}
        for node in ast.walk(function):
            if not isinstance(node, ast.Call):
                continue
            if called(node) == "Message":
                found |= set(texts(node.args[0], scope))
            elif all_errors and called(node) in {*ERRORS, "__init__"}:
                remedies = [key.value for key in node.keywords if key.arg == "remedy"]
                for each in (*node.args[:1], *remedies):
                    found |= set(texts(each, scope))
    return found


def wanted() -> set[str]:
    """Return all that an editor may be told in Hindi."""
    found: set[str] = set()
    for file in sorted(PACKAGE.rglob("*.py")):
        if file.name not in ("message.py", "html.py"):  # they say again what others said
            found |= said_in(file, all_errors=file.parent.name == "studio")
    return found - FOREIGN


def test_nothing_is_said_that_has_no_hindi() -> None:
    # These are handed on as variables: what they hold is checked where it is made.
    assert wanted() - set(messages()) - {"template", "remedy"} == set()


def test_nothing_is_translated_that_is_not_said() -> None:
    code = (file.read_text(encoding="utf-8") for file in sorted(PACKAGE.rglob("*.py")))
    constants = {
        str(node.value)
        for text in code
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Constant)
    }
    assert set(messages()) - constants == set()


@pytest.mark.parametrize("english", messages())
def test_hindi_has_the_same_values(english: str) -> None:
    hindi = messages()[english]
    assert HINDI.search(hindi)
    names, ours = (
        {name for _, name, *_ in Formatter().parse(text) if name} for text in (english, hindi)
    )
    # English says a number with its noun; Hindi, which kind of work it is, nowhere.
    if "count" in ours:
        names = names - {"words", "texts", "episodes", "files"} | ours & {"words", "count"}
    assert ours == names - {"kind"}


def test_a_message_is_said_in_both_languages() -> None:
    lost = UnspokenWords(3, ("कल", "परसों")).message("a.md:3: ")
    assert isinstance(lost, str) and lost == "a.md:3: these words would not be spoken: कल परसों"
    hindi, english = View("hi", "/"), View("en", "/")
    assert hindi.said(lost) == "a.md:3: ये शब्द नहीं बोले जाएँगे: कल परसों"
    assert english.said(lost) is lost
    assert hindi.said("a library's own words") == "a library's own words"
    assert hindi.said(near("tune", ["tone"])) == "क्या आपका मतलब tone था?"
    error = BriefingError("there is no such script", where="a.md", remedy="check the name")
    assert hindi.error(error) == "a.md: ऐसी कोई स्क्रिप्ट नहीं है\n  → नाम जाँचें"


def test_values_are_text_whatever_they_hold() -> None:
    said = Message("«{name}» cannot be moved further", name="{0.__class__} $x %s")
    assert View("hi", "/").said(said) == "«{0.__class__} $x %s» और आगे-पीछे नहीं जा सकता"


def test_a_message_survives_a_process() -> None:
    said = Message("{more} more lines lose words", more=3)
    back = pickle.loads(pickle.dumps(said))
    assert (back, back.template, back.values) == (said, said.template, {"more": 3})

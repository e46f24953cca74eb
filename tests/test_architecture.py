"""Who may import whom, and what must stay light."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from briefing.engines import ENGINES, code_files

PACKAGE = Path(__file__).parent.parent / "briefing"
STAGES = ("read", "normalise", "engines", "synthesise", "mix", "encode", "publish", "lint")
#: A stage, and the other stages that it may import: synthesis calls engines.
MAY_IMPORT = {"synthesise": ("engines",)}
#: What every stage may stand on. Nothing here imports a stage.
SHELVES = ("formats", "system", "lexicon", "episode")
# A library, and the only places that may import it.
ONLY_IN = {
    "click": ("cli",),
    "torch": ("engines/coqui",),
    "TTS": ("engines/coqui",),
    "onnx": ("engines/",),
    "huggingface_hub": ("engines/coqui",),
    "onnxruntime": ("engines/",),
    "pydub": ("mix/", "encode/"),
    "mutagen": (),  # GPL: the tests check with it what the product writes
    "PIL": ("publish/",),
    "uharfbuzz": ("publish/covers/typeface.py",),
    "fontpkg": ("publish/covers/typeface.py",),
    "starlette": ("publish/",),
    "uvicorn": ("publish/",),
    "distributed": ("synthesise/cluster.py",),
    "fsspec": ("publish/", "synthesise/cluster.py"),
}
FILES = sorted(PACKAGE.rglob("*.py"))


def imports(file: Path) -> Iterator[str]:
    """Yield what a file imports when it runs; imports for types alone do not count."""
    for node in _running(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _running(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.dump(child.test):
            continue
        yield child
        yield from _running(child)


def stage(name: str) -> str | None:
    """Name the stage that a module or a file's path belongs to."""
    parts = name.removesuffix(".py").replace("/", ".").removeprefix("briefing.").split(".")
    return parts[0] if parts[0] in STAGES else None


@pytest.mark.parametrize("file", FILES, ids=lambda f: str(f.relative_to(PACKAGE)))
def test_imports(file: Path) -> None:
    place = file.relative_to(PACKAGE).as_posix()
    own = stage(place)
    for name in imports(file):
        root = name.split(".")[0]
        if root in ONLY_IN:
            assert place.startswith(ONLY_IN[root]), f"{place} imports {name}"
        if own and name.startswith("briefing."):
            other = stage(name)
            allowed = (None, own, *MAY_IMPORT.get(own, ()))
            assert other in allowed, f"the stage {own} imports the stage {other}"
        if (own or place.startswith(SHELVES)) and name.startswith("briefing."):
            assert not name.startswith(("briefing.pipeline", "briefing.batch", "briefing.cli"))
        if place.startswith(SHELVES):
            assert stage(name) is None, f"{place} imports the stage {stage(name)}"


@pytest.mark.parametrize("name", ENGINES)
def test_the_code_of_an_engine_is_all_that_it_imports(name: str) -> None:
    """A helper that is missing in ``code`` could change without the clips being made again."""
    named = set(code_files(name))
    root = PACKAGE / "engines"
    waiting = [file_of(ENGINES[name].target.partition(":")[0])]
    found: set[Path] = set()
    while waiting:
        file = waiting.pop()
        if file in found or root not in file.parents or file == root / "__init__.py":
            continue
        found.add(file)
        waiting += [file_of(module) for module in imports(file) if module.startswith("briefing.")]
    assert found <= named


def file_of(module: str) -> Path:
    """Return the file of a module, or of the module that holds a name."""
    path = PACKAGE.parent.joinpath(*module.split("."))
    if path.is_dir():
        return path / "__init__.py"
    file = path.with_suffix(".py")
    return file if file.is_file() else file_of(module.rpartition(".")[0])


def run(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize(
    ("module", "heavy"),
    [
        (
            "briefing.cli",
            "numpy onnxruntime torch TTS pydub mutagen markdown_it gzip PIL uharfbuzz",
        ),
        ("briefing.normalise", "numpy onnxruntime torch TTS pydub mutagen click gzip"),
    ],
)
def test_start_up_is_light(module: str, heavy: str) -> None:
    code = f"import sys, {module}; print(*[m for m in {heavy.split()!r} if m in sys.modules])"
    assert run(code).split() == []


def test_the_main_job_needs_no_torch(tmp_path: Path) -> None:
    script = tmp_path / "a.md"
    script.write_text("नमस्ते। आज 5 ख़बरें।", encoding="utf-8")
    run(
        "import sys\n"
        "sys.modules.update(torch=None, TTS=None)\n"
        "from briefing.config import Settings\n"
        "from briefing.pipeline import make\n"
        f"make({str(script)!r}, Settings(voice='tone', output={str(tmp_path)!r}))\n"
    )

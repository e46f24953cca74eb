"""Who may import whom, and what must stay light."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from briefing.engines import ENGINES
from briefing.synthesise.cache import sound_files

PACKAGE = Path(__file__).parent.parent / "briefing"
STAGES = (
    "read",
    "normalise",
    "engines",
    "synthesise",
    "mix",
    "encode",
    "publish",
    "lint",
    "listen",
)
#: From the ground up. What stands in a layer imports layers below it, and none of its own.
LAYERS = (
    ("message",),
    ("errors", "model", "progress", "version"),
    ("audio", "formats", "sound", "style", "system"),
    ("show",),
    ("lexicon", "voices"),
    ("config",),
    ("config_file",),
    ("episode",),
    STAGES,
    ("pictures", "planning", "starter"),
    ("pipeline",),
    ("batch", "clip", "daily"),
    ("studio",),
    ("cli",),
    ("__init__", "__main__"),
)
#: What stands in a layer, and what else in the same layer it may import: synthesis calls engines,
#: and what is heard is compared with the phones of their G2P.
MAY_IMPORT = {
    "synthesise": ("engines", "listen"),
    "listen": ("engines",),
    "__main__": ("__init__",),
}
# A library, and the only places that may import it.
ONLY_IN = {
    "click": ("cli",),
    "torch": ("engines/coqui",),
    "TTS": ("engines/coqui",),
    "onnx": ("engines/",),
    "huggingface_hub": ("engines/coqui",),
    "onnxruntime": ("engines/",),
    "pydub": ("mix/", "encode/"),
    "faster_whisper": ("listen/second.py",),
    "mutagen": (),  # GPL: the tests check with it what the product writes
    "PIL": ("publish/",),
    "uharfbuzz": ("publish/covers/typeface.py",),
    "fontpkg": ("publish/covers/typeface.py",),
    "starlette": ("publish/", "studio/"),
    "uvicorn": ("publish/",),
    "distributed": ("synthesise/cluster.py",),
    "c2pa": ("encode/",),
    "lxml": ("read/",),
    "trafilatura": ("read/",),
    "pdfminer": ("read/",),
    "feedparser": ("read/",),
    "protego": ("read/",),
    "fsspec": ("publish/", "synthesise/cluster.py"),
}
#: What an engine uses and no sound depends on: errors, records, files, installation.
SOUNDLESS = (
    *("errors.py", "message.py", "model.py", "voices.py", "system/", "__init__.py"),
    *(f"{package}/__init__.py" for package in ("engines", "formats", "synthesise")),
)
FILES = sorted(PACKAGE.rglob("*.py"))


def imports(file: Path, *, types: bool = False) -> Iterator[str]:
    """Yield what a file imports when it runs, and with ``types`` for its annotations, too."""
    for node in _nodes(ast.parse(file.read_text(encoding="utf-8")), types):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _nodes(node: ast.AST, types: bool) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        if not types and isinstance(child, ast.If) and "TYPE_CHECKING" in ast.dump(child.test):
            continue
        yield child
        yield from _nodes(child, types)


def part(place: str) -> str:
    """Return the package or module below ``briefing`` that a file or a dotted name is in."""
    return place.removesuffix(".py").replace("/", ".").split(".")[0]


def layer(name: str) -> int:
    """Return how high a part stands, 0 on the ground."""
    return next(height for height, names in enumerate(LAYERS) if name in names)


@pytest.mark.parametrize("file", FILES, ids=lambda f: str(f.relative_to(PACKAGE)))
def test_libraries_stay_in_their_place(file: Path) -> None:
    place = file.relative_to(PACKAGE).as_posix()
    for name in imports(file):
        root = name.split(".")[0]
        assert place.startswith(ONLY_IN.get(root, ("",))), f"{place} imports {name}"


@pytest.mark.parametrize("file", FILES, ids=lambda f: str(f.relative_to(PACKAGE)))
def test_imports_lead_down(file: Path) -> None:
    own = part(file.relative_to(PACKAGE).as_posix())
    for name in imports(file, types=True):
        other = part(name.partition("briefing.")[2])
        if not name.startswith("briefing.") or not layered(other) or other == own:
            continue
        down = layer(other) < layer(own) or other in MAY_IMPORT.get(own, ())
        assert down, f"{file.relative_to(PACKAGE)} imports {name}"


def layered(name: str) -> bool:
    """Tell a part from a public name of ``briefing``, such as ``make``."""
    return (PACKAGE / name).is_dir() or (PACKAGE / f"{name}.py").is_file()


def test_every_part_stands_in_a_layer() -> None:
    parts = {part(file.relative_to(PACKAGE).as_posix()) for file in FILES}
    assert parts == {name for names in LAYERS for name in names}


def test_the_path_stays_on_one_screen() -> None:
    """Whatever is no step of the path has a home of its own."""
    assert len((PACKAGE / "pipeline.py").read_text(encoding="utf-8").splitlines()) <= 200


@pytest.mark.parametrize("name", ENGINES)
def test_the_code_of_an_engine_is_all_that_it_imports(name: str) -> None:
    """A helper that is missing could change without the clips being made again."""
    named = set(sound_files(name))
    start = (ENGINES[name].target.partition(":")[0], "briefing.synthesise.attempts")
    waiting = [file_of(module) for module in (*start, "briefing.synthesise.flac")]
    found: set[Path] = set()
    while waiting:
        file = waiting.pop()
        place = file.relative_to(PACKAGE).as_posix()
        if file in found or place.startswith(SOUNDLESS):
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

"""Worker processes import what their parent does, and nothing of the folder they work in."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from helpers.faulty import voice

from briefing import voices
from briefing.config import Settings
from briefing.engines import SynthesisOptions
from briefing.pipeline import make
from briefing.synthesise import workers

#: Modules that a worker, or what starts it, imports early.
HOSTILE = ("pickle", "runpy", "multiprocessing", "numpy", "subprocess", "sitecustomize")


@pytest.fixture
def hostile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a stranger's folder, whose modules leave a file when they are run."""
    folder = tmp_path / "stranger"
    folder.mkdir()
    for name in HOSTILE:
        code = f"open({str(tmp_path / 'ran')!r}, 'a').write({name!r})\nraise SystemExit(3)\n"
        (folder / f"{name}.py").write_text(code)
    (folder / "a.txt").write_text("नमस्ते।\n\nआज बारिश हुई।\n", encoding="utf-8")
    monkeypatch.chdir(folder)
    return tmp_path / "ran"


def test_workers_run_no_module_of_the_working_folder(
    hostile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    voice(hostile.parent, "slow", delay_ms=1)
    monkeypatch.setenv("BRIEFING_DATA", str(hostile.parent))
    assert make("a.txt", Settings(voice="slow", jobs=2)).spoken == 3
    assert not hostile.exists()


def test_a_worker_imports_from_where_its_parent_does(
    hostile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = str(Path(workers.__file__).parents[2])
    monkeypatch.setattr(sys, "path", ["", ".", str(Path.cwd()), "/first", "/second"])
    command = workers.command()
    assert command[:2] == [sys.executable, "-I"]
    assert command[-3:] == ["/first", "/second", package]


def test_a_worker_runs_the_copy_of_the_package_that_its_parent_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "briefing").mkdir()
    (tmp_path / "briefing" / "__init__.py").write_text("raise SystemExit(3)\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    worker = workers.SubprocessWorker()
    task = workers.SynthesisTask("key", "नमस्ते।", voices.find("tone"), SynthesisOptions())
    assert worker.speak(task) == workers.speak(task)
    worker.close()


@pytest.mark.parametrize("name", ["pickle", "numpy", "subprocess"])
def test_python_m_runs_no_module_of_the_working_folder(name: str, hostile: Path) -> None:
    for other in set(HOSTILE) - {name}:
        Path(f"{other}.py").unlink()
    package = str(Path(workers.__file__).parents[2])
    command = [sys.executable, "-m", "briefing", "make", "a.txt", "--voice", "tone", "--jobs", "2"]
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": package},
    )
    assert (done.returncode, hostile.exists()) == (0, False), done.stderr

"""Weights: joined from parts, verified, whole or not at all."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from briefing.engines.kokoro import weights
from briefing.errors import VoiceError
from briefing.system import install

PARTS = [bytes([n]) * (300_000 + n) for n in range(4)]
SHA256 = hashlib.sha256(b"".join(PARTS)).hexdigest()
NAMES = [f"tiny-voice-model-{n}==0.1.0" for n in range(4)]


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder on the path with four installed data packages, and an empty cache."""
    site = tmp_path / "site"
    for n, content in enumerate(PARTS):
        package = site / f"tiny_voice_model_{n}"
        package.mkdir(parents=True)
        (package / weights.WEIGHTS_FILE).write_bytes(content)
        info = site / f"tiny_voice_model_{n}-0.1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Name: tiny-voice-model-{n}\nVersion: 0.1.0\n")
    monkeypatch.syspath_prepend(str(site))
    monkeypatch.setenv("BRIEFING_CACHE", str(tmp_path / "cache"))
    return site


def assembled() -> Path:
    return weights.ensure_model(NAMES, "tiny.onnx", SHA256)


def test_joins_the_parts_in_order(site: Path) -> None:
    path = assembled()
    assert path.read_bytes() == b"".join(PARTS)
    assert [p.name for p in path.parent.iterdir()] == ["tiny.onnx"]


def test_joins_only_once(site: Path) -> None:
    before = assembled().stat().st_mtime_ns
    (site / "tiny_voice_model_0" / weights.WEIGHTS_FILE).unlink()
    assert assembled().stat().st_mtime_ns == before


def test_a_damaged_part_is_found_and_leaves_nothing(site: Path) -> None:
    damaged = site / "tiny_voice_model_2" / weights.WEIGHTS_FILE
    damaged.write_bytes(damaged.read_bytes()[:-1] + b"!")
    with pytest.raises(VoiceError, match="damaged") as caught:
        assembled()
    assert "--force-reinstall" in caught.value.remedy
    assert not [p for p in weights.folder().rglob("*") if p.is_file()]


def test_a_missing_package_is_named_with_the_command(site: Path) -> None:
    (site / "tiny_voice_model_1" / weights.WEIGHTS_FILE).unlink()
    with pytest.raises(VoiceError, match="tiny-voice-model-1") as caught:
        assembled()
    assert caught.value.remedy == install.command("tiny-voice-model-1==0.1.0")


def test_another_version_is_not_the_package_asked_for(site: Path) -> None:
    assert weights.missing(["tiny-voice-model-1==0.2.0"]) == ["tiny-voice-model-1==0.2.0"]
    assert weights.missing(NAMES) == []


def test_a_cache_that_cannot_be_written(site: Path, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file stands here")
    with pytest.raises(VoiceError) as caught:
        assembled()
    assert "BRIEFING_CACHE" in caught.value.remedy


@pytest.mark.skipif(os.name == "nt", reason="POSIX permissions")
def test_a_read_only_cache(site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if os.geteuid() == 0:
        cache = Path("/proc/self/briefing")  # root writes anywhere but here
        monkeypatch.setenv("BRIEFING_CACHE", str(cache))
    else:
        cache = tmp_path / "cache"
        cache.mkdir(mode=0o555)
    with pytest.raises(VoiceError) as caught:
        assembled()
    assert "BRIEFING_CACHE" in caught.value.remedy


def test_a_full_disk(site: Path) -> None:
    """A limit on the size of files stands in for a full disk: the write itself fails."""
    code = (
        "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (500_000, 500_000))\n"
        "from briefing.engines.kokoro import weights\n"
        f"weights.ensure_model({NAMES!r}, 'tiny.onnx', {SHA256!r})"
    )
    done = _python(code, site)
    assert done.returncode == 1
    assert "VoiceError" in done.stderr and "BRIEFING_CACHE" in done.stderr
    assert not [p for p in weights.folder().rglob("*") if p.is_file()]


def test_two_processes_at_once(site: Path) -> None:
    code = (
        "from briefing.engines.kokoro import weights\n"
        f"print(weights.ensure_model({NAMES!r}, 'tiny.onnx', {SHA256!r}))"
    )
    running = [_start(code, site) for _ in range(2)]
    paths = {process.communicate(timeout=60)[0].strip() for process in running}
    assert [process.returncode for process in running] == [0, 0]
    (path,) = map(Path, paths)
    assert path.read_bytes() == b"".join(PARTS)
    assert [p.name for p in path.parent.iterdir()] == ["tiny.onnx"]


def _start(code: str, site: Path) -> subprocess.Popen[str]:
    root = Path(__file__).parent.parent
    return subprocess.Popen(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": f"{site}{os.pathsep}{root}"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _python(code: str, site: Path) -> subprocess.CompletedProcess[str]:
    process = _start(code, site)
    out, err = process.communicate(timeout=60)
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)

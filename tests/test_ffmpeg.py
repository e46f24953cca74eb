"""ffmpeg reads the file that it is given, and no other, whatever it is called or holds."""

from __future__ import annotations

import ast
import socket
from pathlib import Path

import pytest
from helpers.lint_builders import audio

from briefing.encode.loudness import BLOCK_MS, BLOCK_STEP_MS, block_loudness, measure
from briefing.errors import EncodeError
from briefing.lint import lint
from briefing.system import ffmpeg

PACKAGE = Path(__file__).parent.parent / "briefing"


@pytest.mark.parametrize("name", ["a:b.mp3", "file:a.mp3", "concat:a|b.mp3", "-i.mp3", "a%03d.mp3"])
def test_a_name_is_a_name(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path(name).write_bytes(audio())
    heard = measure(ffmpeg.reading(Path(name)))
    assert heard.loudness_lufs == pytest.approx(-16, abs=0.5)
    ffmpeg.run([*ffmpeg.reading(Path(name)), ffmpeg.writing(Path(f"x:{name}"))], doing="a test")
    assert Path(f"x:{name}").is_file()


def test_a_name_like_a_url_asks_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.5)
        name = f"http:127.0.0.1:{server.getsockname()[1]}?x.mp3"
        monkeypatch.chdir(tmp_path)
        Path(name).write_bytes(audio())
        findings = lint(["."]).findings
        with pytest.raises(TimeoutError):
            server.accept()
    assert "sound-decodes" not in {finding.rule for finding in findings}


@pytest.mark.parametrize(
    "text",
    [
        "ffconcat version 1.0\nfile secret.mp3\n",
        "#EXTM3U\n#EXTINF:10,\nsecret.mp3\n#EXT-X-ENDLIST\n",
        "#EXTM3U\n#EXTINF:10,\nhttp://127.0.0.1:9/a.ts\n#EXT-X-ENDLIST\n",
        '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011"></MPD>',
        "[playlist]\nFile1=secret.mp3\n",
        ";FFMETADATA1\ntitle=x\n",
    ],
    ids=["concat", "playlist", "playlist of the web", "dash", "pls", "metadata"],
)
@pytest.mark.parametrize("suffix", [".mp3", ".m4a", ".opus"])
def test_a_list_is_no_sound(text: str, suffix: str, tmp_path: Path) -> None:
    (tmp_path / "secret.mp3").write_bytes(audio())
    path = tmp_path / f"evil{suffix}"
    path.write_text(text)
    with pytest.raises(EncodeError):
        measure(ffmpeg.reading(path))


def test_no_other_place_names_a_file_to_ffmpeg() -> None:
    """``-i`` stands in ``system/ffmpeg.py`` alone."""
    naming = [
        file.relative_to(PACKAGE).as_posix()
        for file in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and node.value == "-i"
    ]
    assert set(naming) == {"system/ffmpeg.py"}


def test_no_block_is_lost_among_the_words_of_a_slow_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    talkative = tmp_path / "ffmpeg"
    talkative.write_text(f'#!/bin/sh\nexec "{ffmpeg.executable()}" -stats_period 0.001 "$@"\n')
    talkative.chmod(0o755)
    monkeypatch.setattr(ffmpeg, "executable", lambda: str(talkative))
    length_s = 600
    heard = block_loudness(["-f", "lavfi", "-i", f"sine=d={length_s}:r=8000"])
    # The meter gives a value at every step, from the first one on.
    assert len(heard.blocks_lufs) == length_s * 1000 // BLOCK_STEP_MS
    assert set(heard.blocks_lufs[BLOCK_MS // BLOCK_STEP_MS :]) == {heard.blocks_lufs[-1]}

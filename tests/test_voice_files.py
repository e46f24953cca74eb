"""A stranger's voice: its names are names, and what is wrong in it is told with its place."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from briefing import engines, voices
from briefing.cli import main
from briefing.errors import BriefingError, VoiceError
from briefing.publish.upload import upload

VOICES = Path(__file__).parent.parent / "voices"
HEAD = (VOICES / "tone" / "voice.toml").read_text(encoding="utf-8").partition("[options]")[0]
KOKORO = (VOICES / "hm_omega" / "voice.toml").read_text(encoding="utf-8")


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BRIEFING_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


def voice(data: Path, text: str, name: str = "evil") -> Path:
    folder = data / "voices" / name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "voice.toml").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("file", "../../../up.onnx"),
        ("file", "/etc/cron.d/x"),
        ("file", "a/b.onnx"),
        ("file", ".hidden"),
        ("file", 7),
        ("sha256", "../../../../x"),
        ("sha256", "0" * 63),
        ("style", "../style.bin"),
        ("coqui", ".."),
        ("coqui", "tts_models/../../x"),
        ("packages", ["../../x==1"]),
        ("packages", ["a/b"]),
        ("packages", "kokoro"),
        ("packages", [1]),
        ("pace", 3),
    ],
)
def test_an_option_that_is_no_plain_name(key: str, value: object, data: Path) -> None:
    text = "\n".join(line for line in KOKORO.splitlines() if not line.startswith(f"{key} ="))
    text = text.replace("[options]\n", f"[options]\n{key} = {json.dumps(value)}\n")
    if key == "packages":
        text = text.replace(
            text[text.index('  "kokoro') : text.index("]", text.index('  "kokoro')) + 1], ""
        )
    if key == "pace":
        text = text.partition("[options.pace]")[0]
    with pytest.raises(VoiceError) as caught:
        voices.read(voice(data, text))
    assert key in caught.value.what or "TOML" in type(caught.value.__cause__).__name__
    assert caught.value.where.endswith("voice.toml")


def test_a_fallback_imports_nothing(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """``find_spec("a.b")`` imports ``a``."""
    (tmp_path / "trap.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')")
    monkeypatch.syspath_prepend(tmp_path)
    for name in ("trap.inner", "trap..", "", "os.path"):
        text = f'{HEAD}\n[fallback]\nunless = [{json.dumps(name)}]\nengine = "tone"\n'
        with pytest.raises(VoiceError):
            voices.read(voice(data, text))
    assert "trap" not in sys.modules
    assert not (tmp_path / "ran").exists()


WRONG = {
    "no toml": "[",
    "not UTF-8": "\udcff",
    "a list": 'engine = ["tone"]',
    "licence": HEAD.replace("[licence]", "[[licence]]"),
    "rate": HEAD.replace("rate_hz = 24000", "rate_hz = true"),
    "no rate": HEAD.replace("rate_hz = 24000", "rate_hz = 0"),
    "deep": "a = " + "[" * 100_000,
    "engine": HEAD.replace('"tone"', '"nonesuch"'),
}


@pytest.mark.parametrize("name", WRONG)
def test_one_bad_voice_leaves_the_others(name: str, data: Path) -> None:
    folder = voice(data, "")
    (folder / "voice.toml").write_bytes(WRONG[name].encode("utf-8", "surrogateescape"))
    for command in ("voices", "doctor"):
        done = CliRunner().invoke(main, [command])
        assert "hm_omega" in done.output
        assert done.exception is None or isinstance(done.exception, SystemExit)
    speak = CliRunner().invoke(main, ["say", "नमस्ते", "--voice", "evil"])
    assert (speak.exit_code, "evil" in speak.stderr) == (1, True), speak.stderr


TABLES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)
KEYS = ("phoneme_id_map", "audio", "inference", "format", "speaker_id_map", "vocabulary")


@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(table=st.dictionaries(st.sampled_from(KEYS), TABLES) | TABLES)
def test_the_json_of_a_piper_voice(table: object, data: Path) -> None:
    folder = voice(data, HEAD.replace('"tone"', '"onnx-vits"'))
    (folder / "model.onnx").write_bytes(b"no graph")
    (folder / "model.onnx.json").write_text(json.dumps(table), encoding="utf-8")
    with pytest.raises(BriefingError) as caught:
        engines.load(voices.read(folder))
    assert str(folder) in str(caught.value) or caught.value.where


@pytest.mark.parametrize("index", ["[]", "7", '{"a": 7}', "null", "[" * 100_000, "{"])
def test_an_index_of_what_was_published(index: str, tmp_path: Path) -> None:
    out, dest = tmp_path / "out", tmp_path / "dest"
    out.mkdir()
    dest.mkdir()
    (out / "feed.xml").write_text("<rss><channel/></rss>")
    (dest / ".published.json").write_text(index)
    assert len(upload(out, str(dest)).sent) == 1


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="names are Unicode there")
def test_a_name_that_is_not_utf8(tmp_path: Path) -> None:
    script = tmp_path / "caf\udce9.md"
    script.write_text("नमस्ते।", encoding="utf-8")
    out = tmp_path / "out\udce9"
    arguments = ["make", str(script), "--voice", "tone", "-o", str(out)]
    for more in ([], ["--json"]):
        done = CliRunner().invoke(main, [*arguments, *more])
        assert done.exit_code == 0, done.output
    audio = next(out.rglob("*.mp3"))
    odd = audio.with_name("b\udce9.mp3")
    shutil.copy(audio, odd)
    for command in (["lint", str(odd)], ["lint", str(odd), "--json"], ["normalise", str(script)]):
        done = CliRunner().invoke(main, command)
        assert done.exit_code in (0, 1), done.output
        assert done.exception is None or isinstance(done.exception, SystemExit)

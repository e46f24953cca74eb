"""The library of voices, without any voice's packages: what is known, kept, brought and shown."""

from __future__ import annotations

import http.server
import io
import json
import re
import stat
import tarfile
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest
from click.testing import CliRunner, Result
from helpers import cases

from briefing import voices
from briefing.cli import main
from briefing.cli.voices.page import page, write_page
from briefing.engines import ENGINES, load
from briefing.engines.coqui import ending, fetch, layout, store
from briefing.engines.coqui.engine import Coqui
from briefing.engines.vocabulary import fit, phrases
from briefing.errors import VoiceError
from briefing.model import Licence, Voice
from briefing.synthesise import benchmark
from briefing.system import install

COQUI = ["coqui-indic-female", "coqui-indic-male", "coqui-mms", "coqui-xtts"]


def briefing(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BRIEFING_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("TTS_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def voice(folder: Path, engine: str = "coqui", **options: object) -> Voice:
    return Voice(
        name="mine",
        engine=engine,
        language="hi",
        gender="none",
        licence=Licence('my "own" <b>licence</b>', commercial=False, url="javascript:alert(1)"),
        source="made by\nthe test",
        rate_hz=24000,
        size_bytes=5,
        folder=folder,
        options=dict(options),
    )


# The vocabulary


@pytest.mark.parametrize(("known", "text", "given"), cases.rows("vocabulary.tsv"))
def test_a_text_is_fitted_to_what_the_model_knows(known: str, text: str, given: str) -> None:
    if given:
        assert fit(text, {*known, " "}) == given
    else:
        with pytest.raises(VoiceError, match=r"no sound for .*U\+"):
            fit(text, {*known, " "})


def test_nothing_is_lost_at_the_pauses() -> None:
    text = "वह आया, बैठा (चुपचाप); फिर बोला: चलो। हाँ"
    parts = phrases(text, set("वहआयबैठचुपफिरलोँ ा"))
    assert "".join(part for part, _ in parts).replace(" ", "") == text.replace(" ", "")
    assert [pause for _, pause in parts][-1] == 0
    assert len(parts) > 4


# The library


def test_a_quality_is_a_voice_with_other_options(home: Path) -> None:
    file = voices.add(voice(home, model="a.onnx", speaker="आशा"))
    plain = voices.find("mine", quality="high")
    assert (plain.quality, plain.digest) == ("standard", voices.find("mine").digest)
    with file.open("a", encoding="utf-8") as table:
        table.write('\n[qualities.high]\nmodel = "b.onnx"\n')
    standard, high = voices.find("mine"), voices.find("mine", quality="high")
    assert (standard.quality, high.quality) == ("standard", "high")
    assert high.options == {**standard.options, "model": "b.onnx"}
    assert standard.digest == plain.digest != high.digest


@pytest.mark.parametrize(
    ("table", "words"),
    [("{ highest = {} }", "highest"), ("{ high = 3 }", "high = 3"), ("1", "qualities = 1")],
)
def test_a_quality_that_is_not_understood(home: Path, table: str, words: str) -> None:
    file = voices.add(voice(home))
    text = f"qualities = {table}\n{file.read_text(encoding='utf-8')}"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(VoiceError, match=words):
        voices.find("mine")


def test_a_voice_is_written_and_read(home: Path) -> None:
    made = voice(home, model="a.pth", speaker="Ana \\ Florence", most_characters=80)
    voices.add(made)
    read = voices.find("mine")
    assert (read.licence, read.options, read.source) == (made.licence, made.options, made.source)
    assert voices.own("mine") is not None and voices.own("tone") is None
    voices.remove("mine")
    assert "mine" not in voices.known()
    with pytest.raises(VoiceError, match="not a voice of your own"):
        voices.remove("tone")


FALLBACK = """
[fallback]
unless = ["json", "{module}"]
engine = "onnx-vits"

[fallback.options]
model = "model.onnx"
"""


@pytest.mark.parametrize(
    ("module", "engine", "model"),
    [("wave", "coqui", "model.pth"), ("no_such_module", "onnx-vits", "model.onnx")],
)
def test_another_engine_where_a_module_is_not_installed(
    module: str, engine: str, model: str, home: Path
) -> None:
    file = voices.add(voice(home, model="model.pth", speaker="x"))
    plain = voices.find("mine")
    file.write_text(file.read_text(encoding="utf-8") + FALLBACK.format(module=module), "utf-8")
    found = voices.find("mine")
    assert (found.engine, found.options) == (engine, {"model": model, "speaker": "x"})
    assert (found.digest == plain.digest) == (engine == "coqui")


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ('[fallback]\nengine = "tone"', "'unless' is missing"),
        ('[fallback]\nunless = "json"\nengine = "tone"', "not understood"),
        ("[[fallback]]\nunless = []", "not understood"),
        ('[fallback]\nunless = []\nengine = "tone"\nmodel = "x"', "unknown key 'model'"),
    ],
)
def test_a_fallback_is_checked(written: str, message: str, home: Path) -> None:
    file = voices.add(voice(home))
    file.write_text(f"{file.read_text(encoding='utf-8')}\n{written}\n", encoding="utf-8")
    with pytest.raises(VoiceError, match=message):
        voices.find("mine")


@pytest.mark.parametrize("name", ["", "../x", "a b", "a/b", ".x"])
def test_names_that_will_not_do(name: str, home: Path) -> None:
    with pytest.raises(VoiceError, match="will not do"):
        voices.add(replace(voice(home), name=name))


def test_a_name_for_listeners(home: Path) -> None:
    voices.add(replace(voice(home), title="आशा"))
    assert voices.find("mine").title == "आशा"
    assert voices.find("tone").title == ""


def test_a_speaker_and_a_recording_make_another_voice(home: Path) -> None:
    (home / "a.wav").write_bytes(b"a")
    plain = voices.find("coqui-xtts")
    other = voices.find("coqui-xtts:Claribel_Dervla")
    like = voices.find("coqui-xtts", home / "a.wav")
    (home / "a.wav").write_bytes(b"b")
    changed = voices.find("coqui-xtts", home / "a.wav")
    assert other.options["speaker"] == "Claribel Dervla"
    assert len({plain.digest, other.digest, like.digest, changed.digest}) == 4


@pytest.mark.parametrize("known", [True, False])
def test_another_model_at_the_same_place_is_another_voice(home: Path, known: bool) -> None:
    model = home / "graph.onnx"

    def digest(content: bytes) -> str:
        model.write_bytes(content)
        options: dict[str, object] = {"model": str(model)}
        mine = voice(home, "onnx-vits", **options, **({"sha256": "0" * 64} if known else {}))
        return voices.read(voices.add(mine).parent).digest

    first, second, again = digest(b"one"), digest(b"three"), digest(b"one")
    assert first == again
    assert (first == second) == known
    (home / "cache").mkdir(exist_ok=True)
    model.unlink()
    assert voices.find("mine").digest


@pytest.mark.skipif(all(map(find_spec, ENGINES["coqui"].modules)), reason="they are installed")
@pytest.mark.parametrize("name", COQUI)
def test_without_the_extra(name: str, home: Path) -> None:
    rows = {row["name"]: row for row in json.loads(briefing("voices", "--json").stdout)}
    assert rows[name]["installed"] == f"needs: {install.extra('coqui')}"
    table, _, commands = briefing("voices").stdout.partition("\n\n")
    assert next(line for line in table.splitlines() if line.startswith(f"{name} "))
    assert "pip" not in table
    assert name in commands and commands.count(install.extra("coqui")) == 1
    for command in (["say", "नमस्ते", "--voice", name], ["voices", "get", name]):
        result = briefing(*command)
        assert result.exit_code == 1
        assert install.extra("coqui") in result.stderr


def test_what_the_list_says_of_each(home: Path) -> None:
    rows = json.loads(briefing("voices", "--json").stdout)
    assert set(COQUI) < {row["name"] for row in rows}
    keys = ("engine", "rate", "gender", "licence", "commercial", "source", "size", "speed")
    assert all(row[key] for row in rows for key in keys)
    no = {row["name"] for row in rows if row["commercial"] == "no"}
    assert no == {"coqui-mms", "coqui-xtts"}


@pytest.mark.parametrize("name", [n for n in voices.known() if n != "tone"])
def test_every_voice_has_a_notice(name: str) -> None:
    notice = (voices.known()[name] / "NOTICE").read_text(encoding="utf-8")
    assert "Licence" in notice


def test_a_measurement_is_kept_until_the_voice_changes(home: Path) -> None:
    result = briefing("voices", "preview", "tone", "-o", "a.mp3")
    assert result.exit_code == 0, result.output
    assert (home / "a.mp3").read_bytes()[:3] == b"ID3"
    found = benchmark.stored(voices.find("tone"))
    assert found is not None and found.rate_hz == 24000 and found.memory_bytes > 1e6
    voices.sums_file("tone").parent.mkdir(parents=True)
    voices.sums_file("tone").write_text("{}")
    assert benchmark.stored(voices.find("tone")) is None


def test_remove_asks_and_names(home: Path) -> None:
    result = briefing("voices", "remove", "hm_omega", "--yes")
    assert result.exit_code == 1
    assert "part of briefing" in result.stderr


def test_what_cannot_be_exported(home: Path) -> None:
    result = briefing("voices", "export", "hm_omega")
    assert result.exit_code == 1
    assert "no export" in result.stderr


@pytest.mark.parametrize("command", ["", "info", "get", "add", "remove", "preview", "compare"])
def test_help(command: str) -> None:
    assert "Usage:" in briefing("voices", *filter(None, [command]), "--help").stdout


def test_the_page_escapes_what_it_shows(home: Path) -> None:
    evil = '"><script>alert(1)</script>'
    row = {
        **dict.fromkeys(("name", "licence", "rate", "commercial", "engine", "file"), evil),
        **dict.fromkeys(("realtime_factor", "loudness_lufs", "true_peak_dbtp"), 1.0),
        "memory_bytes": 0,
        "url": "javascript:alert(1)",
    }
    shown = page(evil, [row])
    assert shown.count("<script") == 1 and "javascript:" not in shown
    assert "unsafe-inline" not in shown


def test_the_page_brings_what_it_needs(tmp_path: Path) -> None:
    file = write_page(tmp_path / "voices", "नमस्ते।", [])
    html = file.read_text(encoding="utf-8")
    named = re.findall(r'(?:href|src)="(page\.files/[^"]+)"', html)
    assert len(named) == 3
    assert all((file.parent / name).is_file() for name in named)


def test_a_voice_that_forbids_commercial_use_warns_once(home: Path) -> None:
    voices.add(voice(home, "tone"))
    for name in ("a.txt", "b.txt"):
        (home / name).write_text("नमस्ते।", encoding="utf-8")
    result = briefing("make", "a.txt", "b.txt", "--voice", "mine")
    assert result.exit_code == 0, result.output
    assert result.stderr.count("the voice mine forbids commercial use") == 1
    manifest = json.loads((home / "out" / "b" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["voices"][0]["licence"]["commercial"] is False


# Files of a Coqui model


def indic(root: Path) -> Path:
    for name in ("fastpitch", "hifigan"):
        (root / name).mkdir(parents=True)
        (root / name / "best_model.pth").write_bytes(b"weights")
        (root / name / "config.json").write_text('{"model": "fast_pitch"}', encoding="utf-8")
    (root / "fastpitch" / "speakers.pth").write_bytes(b"names")
    return root


def test_the_trainers_paths_are_put_right(home: Path) -> None:
    folder = indic(home / "hi") / "fastpitch"
    table = {
        "speakers_file": "C:\\train\\speakers.pth",
        "model_args": {"speakers_file": "/home/them/speakers.pth", "d_vector_file": ["/x/y.pth"]},
        "output_path": "/home/them/out",
    }
    (folder / "config.json").write_text(json.dumps(table), encoding="utf-8")
    patched = layout.patched(folder / "config.json", folder)
    local = str(folder / "speakers.pth")
    assert patched["speakers_file"] == patched["model_args"]["speakers_file"] == local
    assert patched["model_args"]["d_vector_file"] == [local]
    assert patched["output_path"] == "/home/them/out"
    assert json.loads((folder / "config.json").read_text(encoding="utf-8")) == table


def test_comments_in_an_old_configuration(home: Path) -> None:
    file = home / "config.json"
    file.write_text('{"model": "vits", // the best\n"url": "http://x"}', encoding="utf-8")
    assert layout.read_config(file) == {"model": "vits", "url": "http://x"}


def test_layouts(home: Path) -> None:
    found = layout.find(voice(home, model=str(indic(home / "hi"))))
    assert found.family == "tts" and found.vocoder == home / "hi/hifigan/best_model.pth"
    names = [path.relative_to(home / "hi").as_posix() for path in found.files()]
    assert "fastpitch/speakers.pth" in names and len(names) == 5
    mms = home / "mms"
    mms.mkdir()
    (mms / "G_1.pth").write_bytes(b"")
    (mms / "config.json").write_text('{"data": {}, "model": {}}', encoding="utf-8")
    assert layout.find(voice(home, model="mms")).family == "mms"
    (mms / "G_2.pth").write_bytes(b"")
    with pytest.raises(VoiceError, match="2 checkpoints"):
        layout.find(voice(home, model="mms"))


def test_where_models_lie(home: Path) -> None:
    mms = voices.find("coqui-mms")
    assert store.folder(mms) == home / "home" / "tts" / "tts_models--hin--fairseq--vits"
    assert layout.needs(mms) == "briefing voices get coqui-mms"


def test_sums_are_kept_and_checked(home: Path) -> None:
    file = home / "model.pth"
    file.write_bytes(b"a")
    mine = voice(home)
    store.keep(mine, store.check(mine, [file]))
    store.check(mine, [file])
    file.write_bytes(b"b")
    with pytest.raises(VoiceError, match=r"model\.pth .* has changed") as caught:
        store.check(mine, [file])
    assert str(voices.sums_file("mine")) in caught.value.remedy


# Archives and downloads


def tar_of(path: Path, *members: tuple[tarfile.TarInfo, bytes]) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for info, content in members:
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return path


def member(name: str, kind: bytes = tarfile.REGTYPE, link: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, link
    return info


@pytest.mark.parametrize(
    "info",
    [
        member("../out.txt"),
        member("/tmp/out.txt"),
        member("a/../../out.txt"),
        member("c:/out.txt"),
        member("a", tarfile.SYMTYPE, "/etc/passwd"),
        member("a", tarfile.LNKTYPE, "b"),
        member("a", tarfile.CHRTYPE),
    ],
    ids=lambda info: f"{info.name} {info.type!r}",
)
def test_path_tricks_of_a_tar_archive(info: tarfile.TarInfo, home: Path) -> None:
    archive = tar_of(home / "a.tar.gz", (info, b""))
    with pytest.raises(VoiceError, match="refused"):
        fetch.unpack(archive, home / "in" / "deep")
    assert not (home / "in" / "out.txt").exists() and not (home / "out.txt").exists()


@pytest.mark.parametrize("name", ["../out.txt", "/out.txt", "a\\..\\..\\out.txt", "link"])
def test_path_tricks_of_a_zip_archive(name: str, home: Path) -> None:
    info = zipfile.ZipInfo(name)
    if name == "link":
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(home / "a.zip", "w") as archive:
        archive.writestr(info, "/etc/passwd")
    with pytest.raises(VoiceError, match="refused"):
        fetch.unpack(home / "a.zip", home / "in" / "deep")
    assert [p for p in home.rglob("*") if p.is_file()] == [home / "a.zip"]


def test_archives_are_unpacked(home: Path) -> None:
    tar_of(home / "a.tar.gz", (member("hin"), b""), (member("hin2/vocab.txt"), b"a"))
    fetch.unpack(home / "a.tar.gz", home / "tar")
    assert (home / "tar" / "hin2" / "vocab.txt").read_bytes() == b"a"
    with zipfile.ZipFile(home / "a.zip", "w") as archive:
        archive.writestr("hi/fastpitch/config.json", "{}")
    fetch.unpack(home / "a.zip", home / "zip")
    assert (home / "zip" / "hi" / "fastpitch" / "config.json").read_text() == "{}"
    (home / "none").write_text("no archive")
    with pytest.raises(VoiceError, match="no archive"):
        fetch.unpack(home / "none", home / "none.d")


CONTENT = bytes(range(256)) * 4096


class Server(http.server.BaseHTTPRequestHandler):
    """Serves ``CONTENT``; breaks off at half of it as often as ``breaks`` says."""

    breaks = 0
    ranges: list[str]

    def do_GET(self) -> None:
        wanted = self.headers.get("Range", "")
        type(self).ranges.append(wanted)
        begins = int(wanted.removeprefix("bytes=").removesuffix("-") or 0)
        self.send_response(206 if wanted else 200)
        self.send_header("ETag", '"1"')
        self.send_header("Content-Length", str(len(CONTENT) - begins))
        self.end_headers()
        ends = len(CONTENT)
        if type(self).breaks:
            type(self).breaks -= 1
            ends //= 2
        self.wfile.write(CONTENT[begins:ends])

    def log_message(self, *arguments: object) -> None:
        """Print nothing."""


@pytest.fixture
def url() -> Iterator[str]:
    Server.breaks, Server.ranges = 0, []
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/a.tar.gz"
        server.shutdown()
        thread.join()


def test_a_download_goes_on_where_it_broke_off(url: str, home: Path) -> None:
    Server.breaks = 1
    seen: list[tuple[int, int]] = []
    with pytest.raises(OSError, match="broke"):
        fetch.download(url, home / "a", lambda done, total: seen.append((done, total)))
    fetch.download(url, home / "a", lambda done, total: seen.append((done, total)))
    assert (home / "a").read_bytes() == CONTENT
    assert Server.ranges == ["", f"bytes={len(CONTENT) // 2}-"]
    assert seen[-1] == (len(CONTENT), len(CONTENT))
    assert [path.name for path in home.iterdir()] == ["a"]


# The end of what XTTS speaks

RATE_HZ = 24000
TEXT = "आज सुबह पहाड़ों पर बर्फ़ गिरी।"


def sound(*parts: tuple[float, float]) -> np.ndarray:
    """Noise of the given levels and lengths, in seconds."""
    noise = np.random.default_rng(7)
    made = [noise.normal(0, 1, int(RATE_HZ * s)) * level for level, s in parts]
    return np.concatenate(made).astype(np.float32)


GOOD = sound((0.1, 1.2), (0.0, 0.2), (0.1, 1.0), (0.0, 0.3))
BURST = sound((0.1, 2.0), (0.0, 0.6), (0.08, 0.2))
ENDLESS = sound((0.1, 12.0))
SHORT = sound((0.1, 0.3))


@pytest.mark.parametrize(
    ("clip", "what"),
    [(GOOD, None), (BURST, "noise after"), (ENDLESS, "went on for 12.0"), (SHORT, "stopped after")],
)
def test_faults_of_the_ending(clip: np.ndarray, what: str | None) -> None:
    found = ending.fault(clip, RATE_HZ, TEXT)
    assert found is None if what is None else what in str(found)


def test_the_best_of_several_tries() -> None:
    assert ending.best([BURST, GOOD], RATE_HZ, TEXT) is GOOD
    cut = ending.best([ENDLESS, BURST], RATE_HZ, TEXT)
    assert abs(len(cut) / RATE_HZ - 2.0) < 0.05
    with pytest.raises(VoiceError, match="with each of 2 seeds"):
        ending.best([ENDLESS, SHORT], RATE_HZ, TEXT)


def test_xtts_is_asked_again_with_other_seeds(monkeypatch: pytest.MonkeyPatch) -> None:
    seeds: list[int] = []

    def once(self: Coqui, text: str, seed: int) -> np.ndarray:
        seeds.append(seed)
        return [ENDLESS, BURST, GOOD, SHORT][len(seeds) - 1]

    monkeypatch.setattr(Coqui, "_once", once)
    engine = object.__new__(Coqui)
    engine.rate_hz = RATE_HZ
    engine._model = cast(Any, SimpleNamespace(babbles=True))
    assert engine._sound(TEXT, 5) is GOOD
    assert seeds[0] == 5 and len(set(seeds)) == 3


# ONNX


@pytest.mark.parametrize("table", ["", "[]", "{}", '{"phoneme_id_map": 3}'])
def test_a_voice_that_is_no_vits(table: str, home: Path) -> None:
    (home / "model.onnx").write_bytes(b"")
    (home / "model.onnx.json").write_text(table, encoding="utf-8")
    with pytest.raises(VoiceError):
        load(voice(home, "onnx-vits", model="model.onnx"))


def test_a_graph_without_its_json(home: Path) -> None:
    (home / "model.onnx").write_bytes(b"")
    with pytest.raises(VoiceError, match=r"put model\.onnx\.json beside"):
        load(voice(home, "onnx-vits", model="model.onnx"))

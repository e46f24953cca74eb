"""What the command line does with Coqui voices: add, get, export, compare."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result
from helpers.voices import own_voice

from briefing import voices
from briefing.cli import main
from briefing.engines import SynthesisOptions, fastpitch_onnx, load
from briefing.engines.coqui import fetch
from briefing.errors import VoiceError
from briefing.model import Voice

pytestmark = pytest.mark.coqui
SENTENCE = "सरकार ने आज बताया, कि ज़रूरी काम पूरा हुआ।"
Add = Callable[..., Voice]


def briefing(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def test_add_measures_and_remove_removes(models: Path, home: Path) -> None:
    folder = models / "indic"
    added = briefing(
        *("voices", "add", "mera", "--engine", "coqui", "--licence", "MIT", "--commercial"),
        *("--model", folder / "fastpitch/best_model.pth", "--config"),
        *(folder / "fastpitch/config.json", "--vocoder", folder / "hifigan/best_model.pth"),
        *("--speaker", "female", "--gender", "female"),
    )
    assert added.exit_code == 0, added.output
    assert re.search(r"mera: 22\.05 kHz, \d+\.\d\d s of work .* MB of memory", added.stdout)
    listed = {row["name"]: row for row in json.loads(briefing("voices", "--json").stdout)}
    row = listed["mera"]
    assert (row["rate_hz"], row["licence"], row["commercial"]) == (22050, "MIT", "yes")
    assert row["installed"] == "yes" and row["realtime_factor"] > 0
    info = json.loads(briefing("voices", "info", "mera", "--json").stdout)
    assert info["speakers"] == ["female", "male"]
    assert briefing("voices", "remove", "mera", "--yes").exit_code == 0
    assert "mera" not in voices.known()
    assert folder.is_dir()


def test_a_voice_that_cannot_speak_is_not_added(models: Path, home: Path) -> None:
    options = ["--engine", "coqui", "--licence", "MIT", "--model", models / "indic"]
    result = briefing("voices", "add", "mera", *options)
    assert result.exit_code == 1
    assert "has 2 speakers" in result.stderr
    assert not list((home / "data").rglob("voice.toml"))


def test_get_without_network(home: Path) -> None:
    result = briefing("voices", "get", "coqui-mms", "--accept-licence")
    assert result.exit_code == 1
    assert "CC-BY-NC-4.0" in result.stderr and "Commercial use: no" in result.stderr
    told = result.stderr[result.stderr.index("briefing: ") :]
    assert "coqui-mms cannot be downloaded" in told
    assert "https://dl.fbaipublicfiles.com/mms/tts/hin.tar.gz" in told
    assert str(home / "home" / "tts" / "tts_models--hin--fairseq--vits") in told
    assert "--from" in told and "Traceback" not in told
    assert len(told.strip().splitlines()) == 2
    assert not [path for path in (home / "home").rglob("*") if path.is_file()]
    assert not list((home / "home").rglob("*.part"))


def test_the_licence_must_be_accepted(home: Path) -> None:
    result = briefing("voices", "get", "coqui-xtts")
    assert result.exit_code == 1
    assert "Coqui Public Model Licence" in result.stderr
    assert "--accept-licence" in result.stderr
    assert not (home / "home").exists()


def test_files_brought_by_hand(models: Path, home: Path) -> None:
    target = home / "home" / "tts" / "tts_models--hin--fairseq--vits"
    shutil.copytree(models / "mms", target)
    result = briefing("say", "नमस्ते", "--voice", "coqui-mms")
    assert result.exit_code == 0, result.output
    kept = json.loads(voices.sums_file("coqui-mms").read_text(encoding="utf-8"))
    assert set(kept) == {"G_100000.pth", "config.json", "vocab.txt"}
    assert briefing("voices", "remove", "coqui-mms", "--yes").exit_code == 0
    assert not target.exists()


def test_get_asks_coquis_manager(models: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server's part is played by the test: what it would send lies on the disk."""
    asked: list[str] = []

    def download(url: str, path: Path, progress: object) -> None:
        asked.append(url)
        with tarfile.open(path, "w") as archive:
            archive.add(models / "mms", "hin")

    monkeypatch.setattr(fetch, "download", download)
    mms = voices.find("coqui-mms")
    folder = fetch.fetch(mms)
    assert asked == ["https://dl.fbaipublicfiles.com/mms/tts/hin.tar.gz"]
    assert folder == home / "home" / "tts" / "tts_models--hin--fairseq--vits"
    assert {p.name for p in folder.iterdir()} == {"G_100000.pth", "config.json", "vocab.txt"}
    assert [p.name for p in folder.parent.iterdir()] == [folder.name]
    assert fetch.fetch(mms) == folder and len(asked) == 1
    assert load(mms).rate_hz == 16000


def test_get_asks_the_hub(models: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import huggingface_hub

    def snapshot_download(repo_id: str, *, local_dir: Path, **patterns: object) -> str:
        assert repo_id == "tts-hub/XTTS-v2"
        shutil.copytree(models / "xtts", local_dir)
        return str(local_dir)

    monkeypatch.setattr(huggingface_hub, "snapshot_download", snapshot_download)
    folder = fetch.fetch(voices.find("coqui-xtts"))
    assert folder.name == "tts_models--multilingual--multi-dataset--xtts_v2"
    info = json.loads(briefing("voices", "info", "coqui-xtts", "--json").stdout)
    assert info["speakers"] == ["Asha", "Ravi Kumar"]
    assert load(voices.find("coqui-xtts:Ravi_Kumar")).rate_hz == 24000


def test_a_folder_brought_by_hand_in_the_layout_of_indic_tts(models: Path, home: Path) -> None:
    shutil.copytree(models / "indic", home / "from" / "hi")
    options = ["--from", home / "from", "--accept-licence"]
    result = briefing("voices", "get", "coqui-indic-female", *options)
    assert result.exit_code == 0, result.output
    assert load(voices.find("coqui-indic-male")).rate_hz == 22050


def test_another_model_is_not_taken(models: Path, home: Path) -> None:
    (home / "empty").mkdir()
    options = ["--from", "empty", "--accept-licence"]
    result = briefing("voices", "get", "coqui-mms", *options)
    assert result.exit_code == 1
    assert "what came is not the voice coqui-mms" in result.stderr
    assert not [path for path in (home / "home").rglob("*") if path.is_file()]


def test_export_speaks_without_torch(models: Path, home: Path, added: Add) -> None:
    added("mine", models / "vits")
    result = briefing("voices", "export", "mine")
    assert result.exit_code == 0, result.output
    code = (
        "import sys; sys.modules.update(torch=None, TTS=None)\n"
        "from briefing.cli import main\n"
        "main(['say', 'नमस्ते दोस्तो', '--voice', 'mine-onnx', '--progress', 'none'])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    licence = "briefing: the voice mine-onnx forbids commercial use (CC-BY-NC-4.0)\n"
    assert (done.returncode, done.stderr) == (0, licence)
    engine = load(voices.find("mine-onnx"))
    sound = engine.speak(SENTENCE)
    assert np.array_equal(sound, engine.speak(SENTENCE))
    assert not np.array_equal(sound, engine.speak(SENTENCE, seed=1))
    assert voices.find("mine-onnx").licence.commercial is False


def test_torch_and_onnx_agree(models: Path, home: Path, added: Add) -> None:
    from briefing.engines.coqui.export import export

    for kind in ("vits", "mms"):
        voice = added(kind, models / kind, noise_scale=0.0, noise_scale_dp=0.0)
        exported = export(voice, home / f"{kind}-onnx")
        by_torch = load(voice, SynthesisOptions(speed=1.25)).speak("नमस्ते दोस्तो।")
        by_onnx = load(exported, SynthesisOptions(speed=1.25)).speak("नमस्ते दोस्तो।")
        assert len(by_torch) == len(by_onnx)
        assert np.abs(by_torch - by_onnx).max() < 5e-5


def piper(models: Path, folder: Path, phonemes: str) -> Voice:
    """A voice in Piper's format: a graph that draws its own noise, phonemes of one or two signs."""
    from briefing.engines.coqui import layout
    from briefing.engines.coqui.load import model, quiet

    made = own_voice(folder, "onnx-vits", "piper", rate_hz=16_000, model="hi.onnx")
    with quiet():
        files = layout.find(replace(made, options={"model": str(models / "vits")}))
        model(files, "cpu").export_onnx(output_path=str(folder / "hi.onnx"), verbose=False)
    signs = dict.fromkeys(["_", "^", "$", *phonemes])
    table = {
        "audio": {"sample_rate": 16000},
        "inference": {"noise_scale": 0.667, "length_scale": 2.0, "noise_w": 0.8},
        "num_speakers": 1,
        "phoneme_type": "espeak",
        "phoneme_id_map": {sign: [number] for number, sign in enumerate(signs)},
    }
    text = json.dumps(table, ensure_ascii=False)
    (folder / "hi.onnx.json").write_text(text, encoding="utf-8")
    return made


def test_pipers_format(models: Path, home: Path) -> None:
    known = " ,.?!aeioubcdfhjklmnpqrstvwxyzəɛɔɪʊʌɡɟɖʈɳɽɾʃʂŋɲʋɦːˈˌ\u0303ʰʒχɣ"
    voice = piper(models, home, known)
    sound = load(voice).speak(SENTENCE)
    assert len(sound) > 16000
    assert np.array_equal(sound, load(voice).speak(SENTENCE))
    assert not np.array_equal(sound, load(voice).speak(SENTENCE, seed=1))
    other = SynthesisOptions(pronunciations=(("सरकार", "दरबार"),))
    assert not np.array_equal(sound, load(voice, other).speak(SENTENCE))
    table = json.loads((home / "hi.onnx.json").read_text(encoding="utf-8"))
    del table["phoneme_id_map"]["ʈ"]
    (home / "hi.onnx.json").write_text(json.dumps(table), encoding="utf-8")
    with pytest.raises(VoiceError, match="no sound for 'ʈ'"):
        load(voice).speak("टमाटर")


@pytest.mark.parametrize("speaker", ["male", "female"])
def test_fastpitch_sounds_the_same_without_torch(
    speaker: str, models: Path, home: Path, added: Add
) -> None:
    added("mine", models / "indic", speaker=speaker)
    result = briefing("voices", "export", "mine")
    assert result.exit_code == 0, result.output
    other = voices.find("mine-onnx")
    assert other.engine == "onnx-fastpitch" and other.rate_hz == 22050
    assert fastpitch_onnx.speakers(other) == ["female", "male"]
    for text in (SENTENCE, "हाँ।"):
        for speed in (1.0, 1.25):
            options = SynthesisOptions(speed=speed)
            by_torch = load(voices.find("mine"), options).speak(text)
            by_onnx = load(other, options).speak(text)
            assert len(by_torch) == len(by_onnx)
            assert np.abs(by_torch - by_onnx).max() < 1e-3
    assert len(load(other).speak("क")) > 0  # a single letter, which Coqui's own cannot


def test_fastpitch_without_a_vocoder_is_not_exported(models: Path, home: Path, added: Add) -> None:
    added("mine", models / "indic" / "fastpitch", speaker="male")
    result = briefing("voices", "export", "mine")
    assert result.exit_code == 1
    assert "has no vocoder" in result.stderr


def test_what_is_neither_vits_nor_fastpitch_is_not_exported(
    models: Path, home: Path, added: Add
) -> None:
    added("mine", models / "xtts", speaker="Asha")
    result = briefing("voices", "export", "mine")
    assert result.exit_code == 1
    assert "neither VITS nor FastPitch" in result.stderr
    assert "mine-onnx" not in voices.known()


NAMES = ("vits", "indic:male")


def test_compare(models: Path, home: Path, added: Add) -> None:
    added("vits", models / "vits")
    added("indic", models / "indic")
    result = briefing("voices", "compare", *NAMES, "--json", "-o", "page", "--text", "नमस्ते।")
    assert result.exit_code == 0, result.output
    rows = json.loads(result.stdout)["voices"]
    assert [row["name"] for row in rows] == [*NAMES]
    assert all(row["memory_bytes"] > 50e6 for row in rows)
    page = (home / "page" / "index.html").read_text(encoding="utf-8")
    assert page.count("<audio") == 2 and 'src="indic-male.wav"' in page
    assert "://" not in re.sub(r"<a href=[^>]*>", "", page)

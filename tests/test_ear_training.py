"""What the training of the ear does before torch: sentences, labels, disguises, figures."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from briefing.audio import resample
from briefing.errors import VoiceError
from briefing.listen.ear import RATE_HZ
from briefing.listen.phones import PHONES
from training.ear import corpus, data, disguise, measure

CLIP_HZ = disguise.SOURCE_HZ
CONFIG = SimpleNamespace(
    corpus=SimpleNamespace(
        voices=["hm_omega", "hf_alpha"],
        block=40,
        sentences=[30, 20],
        guests=["af_heart"],
        guest_sentences=10,
        unheard=["if_sara"],
        blends=8,
        throats=["am_onyx", "zf_xiaoni", "bf_lily"],
        seed=1,
        texts=["hi_prompts.txt"],
        composed=0,
        held_out=0.2,
    )
)


def noise(seconds: float, seed: int = 1) -> np.ndarray:
    samples = np.random.default_rng(seed).normal(0, 0.1, round(seconds * CLIP_HZ))
    return samples.astype(np.float32)


@pytest.fixture(scope="module")
def rows() -> list[corpus.Row]:
    return corpus.rows(CONFIG)


def test_each_voice_has_sentences_of_its_own(rows: list[corpus.Row]) -> None:
    said = defaultdict(list)
    for row in rows:
        if corpus.BLEND not in row.voice:
            said[row.voice].append(row.text)
    counts = {voice: len(texts) for voice, texts in said.items()}
    assert counts == {"hm_omega": 30, "hf_alpha": 20, "af_heart": 10, "if_sara": 10}
    assert len({row.text for row in rows}) == 78
    assert len({row.voice for row in rows[:4]}) == 4  # any beginning has all voices


def test_a_voice_to_test_with_is_never_learnt(rows: list[corpus.Row]) -> None:
    kept = defaultdict(set)
    for row in rows:
        kept[row.voice].add(row.held_out)
    assert kept["if_sara"] == {True}
    assert kept["hm_omega"] == {True, False}


def test_each_voice_speaks_in_every_throat(rows: list[corpus.Row]) -> None:
    blends = rows[70:]
    assert [row.voice for row in blends[:3]] == [
        *("hm_omega+am_onyx", "hf_alpha+am_onyx", "hm_omega+zf_xiaoni")
    ]
    assert len({row.voice for row in blends}) == 6
    words = [len(row.text.split()) for row in blends]
    assert words[2:4] == words[6:] == [7, 7]  # every other turn says names and numbers


def test_a_blend_has_the_throat_of_one_voice_and_the_manner_of_another(tmp_path: Path) -> None:
    one, other = (
        np.fromfile(corpus.style(name, tmp_path), "<f4").reshape(-1, 256)
        for name in ("hm_omega", "hf_alpha")
    )
    both = np.fromfile(corpus.style("hm_omega+hf_alpha", tmp_path), "<f4").reshape(-1, 256)
    assert np.array_equal(both, np.concatenate([other[:, :128], one[:, 128:]], 1))


def test_a_voice_that_is_not_there_is_named_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(VoiceError, match="af_heart") as error:
        corpus.style("af_heart", tmp_path)
    assert "npm pack kokoro-js" in str(error.value)
    assert corpus.style("hf_beta", tmp_path).is_file()


@pytest.fixture
def clip(tmp_path: Path) -> data.Clip:
    """«ək ʰɪ.» as a voice says it: 0.1 s each, after 0.1 s of silence; the blank and mark quiet."""
    symbols = unicodedata.normalize("NFD", "ˈəkː kʰɪ.")
    durations = [4, 2, 2, 2, 2, 4, 2, 2, 4, 4, 4]
    loud = np.repeat([0, 1, 1, 1, 1, 0, 1, 1, 1, 0, 0], durations)
    samples = np.repeat(loud, CLIP_HZ // 40) * noise(0.025 * sum(durations))
    path = tmp_path / "clip.npz"
    np.savez(
        path,
        phones=np.array(symbols),
        durations=np.array(durations, np.int16),
        samples=np.round(samples * 32767).astype(np.int16),
    )
    return data.read(path)


def heard(labels: np.ndarray) -> list[str]:
    return ["?" if place == data.UNKNOWN else PHONES[place] for place in labels]


def test_labels_follow_the_durations(clip: data.Clip) -> None:
    """A symbol is heard 20 ms before its place; stress and length belong to their phones."""
    times_s = np.array([-1.0, 0.04, 0.1, 0.17, 0.19, 0.27, 0.33, 0.40, 0.47, 0.53, 0.57, 0.75, 9])
    wanted = ["sil", "sil", "ə", "ə", "k", "k", "sil", "kʰ", "kʰ", "ɪ", "ɪ", "sil", "sil"]
    assert heard(clip.labels(times_s)) == wanted


def test_a_blank_that_sounds_is_not_learnt(clip: data.Clip) -> None:
    loud = data.Clip(noise(len(clip.samples) / CLIP_HZ), clip.ends_s, clip.classes)
    assert heard(loud.labels(np.array([0.04, 0.33, 0.40]))) == ["?", "?", "kʰ"]


def test_a_vowel_that_has_died_away_is_silence(clip: data.Clip) -> None:
    samples = clip.samples.copy()
    samples[round(0.44 * CLIP_HZ) :] = 0
    cut = data.Clip(samples, clip.ends_s, clip.classes)
    assert heard(cut.labels(np.array([0.1, 0.41, 0.46, 0.53]))) == ["ə", "kʰ", "kʰ", "sil"]


def test_labels_move_with_the_sound(clip: data.Clip) -> None:
    plain = data.features(clip, resample(clip.samples, CLIP_HZ, RATE_HZ))
    assert plain.mel.shape[0] == 2 * len(plain.labels)
    faster = resample(clip.samples, CLIP_HZ * 2, RATE_HZ)
    late = np.concatenate([np.zeros(RATE_HZ // 10, np.float32), faster])
    moved = data.features(clip, late, pace=2.0, before_s=0.1)
    assert heard(moved.labels[:5]) == ["sil"] * 5
    frames = np.arange(5, len(moved.labels))
    same_moment = np.minimum(2 * (frames - 5) + 1, len(plain.labels) - 1)
    near = [{*plain.labels[max(0, at - 1) : at + 2]} for at in same_moment]
    assert all(label in some for label, some in zip(moved.labels[frames], near, strict=True))


@pytest.mark.parametrize("kbps", [48, 96])
def test_mp3_leaves_the_sound_at_its_time(kbps: int) -> None:
    burst = noise(1.3) * np.repeat([0, 1, 0, 0.5, 0], round(0.26 * CLIP_HZ))
    after = disguise.coded(burst, CLIP_HZ, kbps)
    before = resample(burst, CLIP_HZ, RATE_HZ)
    assert len(after) == len(before)
    size = 2 * len(before)
    likeness = np.fft.irfft(np.fft.rfft(after, size) * np.fft.rfft(before, size).conj())
    assert likeness.argmax() == 0


def test_noise_is_as_far_under_the_sound_as_asked() -> None:
    sound = noise(2)
    added = disguise.with_noise(sound, np.random.default_rng(2), 20) - sound
    assert 10 * np.log10(np.mean(sound**2) / np.mean(added**2)) == pytest.approx(20, abs=0.1)


def test_a_room_adds_what_comes_later() -> None:
    click = np.zeros(CLIP_HZ, np.float32)
    click[1000] = 1
    heard_there = disguise.in_a_room(click, np.random.default_rng(3))
    assert heard_there[1000] == pytest.approx(1, abs=1e-3)
    assert np.abs(heard_there[:1000]).max() < 1e-3 < np.abs(heard_there[1001:5000]).max()


def test_the_likeliest_row_of_phones_ignores_a_flicker() -> None:
    scores = np.full((12, len(PHONES)), -6.0, np.float32)
    for frames, phone in ((range(4), "n"), (range(4, 8), "ə"), (range(9, 12), "ə")):
        scores[list(frames), PHONES.index(phone)] = 0.0
    scores[8, PHONES.index("m")], scores[8, PHONES.index("ə")] = 0.0, -2.0
    assert measure.decoded(scores) == ["n", "ə"]
    assert measure.decoded(scores, change=0.5) == ["n", "ə", "m", "ə"]

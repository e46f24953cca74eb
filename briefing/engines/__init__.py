"""Engines: code that speaks. A voice is data; an engine is one file and one line here."""

from __future__ import annotations

import importlib.util
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from briefing.errors import VoiceError, near
from briefing.model import Delivery, Speech, Voice
from briefing.system import install

if TYPE_CHECKING:
    from briefing.model import Samples


#: A sentence as the model says it.
PLAIN = Delivery()


@dataclass(frozen=True)
class SynthesisOptions:
    """How to speak: what a user sets, the same for every engine.

    ``speed`` multiplies the voice's own rate (0.5–2.0). ``threads`` is how many threads one
    sentence may use. ``device`` is ``auto``, ``cpu`` or ``cuda``. ``pronunciations`` are pairs of
    a word and how it sounds, in Devanagari or IPA, for engines that speak phonemes. ``listen`` has
    the sound heard back, and made again where it does not say its text.
    """

    speed: float = 1.0
    threads: int = 1
    device: str = "auto"
    pronunciations: tuple[tuple[str, str], ...] = ()
    listen: bool = False

    def pronounced(self, spoken: str) -> tuple[tuple[str, str], ...]:
        """Return the pronunciations that a text needs: with it, they decide how it sounds.

        >>> options = SynthesisOptions(pronunciations=(("दुबे", "डुबे"), ("लखनऊ", "लखनउ")))
        >>> options.pronounced("दुबे जी आए।")
        (('दुबे', 'डुबे'),)
        """
        return tuple(pair for pair in self.pronunciations if pair[0] in spoken)


class Engine(Protocol):
    """A voice, loaded and ready to speak.

    An engine is made as ``Engine(voice, options)``, which loads the model and raises
    :class:`VoiceError` with a remedy if that fails. ``rate_hz`` is the rate of what it speaks.
    """

    rate_hz: int

    def speak(self, spoken: str, *, seed: int = 0) -> Samples:
        """Return the sound of one sentence: float32, shape (n,), in [-1, 1], at ``rate_hz``.

        ``spoken`` is normalised text (:func:`briefing.normalise.spoken`); an engine splits what is
        too long for its model, and never truncates. The same text and seed give the same samples.

        Raises
        ------
        VoiceError
            if there is no sound for the text.
        """
        ...


@runtime_checkable
class TimedEngine(Engine, Protocol):
    """An engine that knows when each word is heard."""

    def speak_timed(self, spoken: str, delivery: Delivery = PLAIN, *, seed: int = 0) -> Speech:
        """Return what :meth:`speak` does, with the offsets and times of its words.

        An engine whose :class:`EngineSpec` says ``expressive`` follows the ``delivery``.
        """
        ...


def speech(engine: Engine, spoken: str, delivery: Delivery = PLAIN, *, seed: int = 0) -> Speech:
    """Let an engine speak a sentence; the words have times if the engine knows them.

    Raises
    ------
    VoiceError
        if there is no sound for the text.
    """
    if isinstance(engine, TimedEngine):
        return engine.speak_timed(spoken, delivery, seed=seed)
    return Speech(engine.speak(spoken, seed=seed))


@dataclass(frozen=True)
class EngineSpec:
    """An engine that can be chosen: where its class is, and what it needs.

    ``target`` names the class; ``modules`` what must be importable; ``extra`` the extra of this
    package that brings them. ``needs``, where there is one, names a function of a voice that says
    what its files still need (None: nothing); it must not import anything heavy. ``clones`` says
    that the engine can speak like a recording. The others name functions of a voice: ``files``
    lists its files, ``speakers`` its speakers' names, ``fetch`` brings its files, ``discard``
    removes what was brought and returns the folder, ``export`` writes it for a smaller engine.
    ``cpu_only`` says that no device changes its sound, ``expressive`` that a delivery does;
    ``cost`` is about how many seconds of work a second of speech takes, where the voice does not
    say it. ``code`` names the files and folders beside this module that decide how the engine
    sounds, apart from what all engines share; clips are made again when one changes.
    """

    target: str
    modules: tuple[str, ...] = ()
    extra: str = ""
    needs: str = ""
    files: str = ""
    speakers: str = ""
    fetch: str = ""
    discard: str = ""
    export: str = ""
    clones: bool = False
    cpu_only: bool = False
    expressive: bool = False
    cost: float = 1.0
    code: tuple[str, ...] = ()


_COQUI = "briefing.engines.coqui"
ENGINES: Mapping[str, EngineSpec] = {
    "coqui": EngineSpec(
        f"{_COQUI}.engine:Coqui",
        ("TTS", "torch", "torchaudio", "six"),
        "coqui",
        needs=f"{_COQUI}.layout:needs",
        files=f"{_COQUI}.layout:files",
        speakers=f"{_COQUI}.speakers:speakers",
        fetch=f"{_COQUI}.fetch:fetch",
        discard=f"{_COQUI}.store:discard",
        export=f"{_COQUI}.export:export",
        clones=True,
        code=("coqui", "exported.py", "g2p"),
    ),
    "onnx-vits": EngineSpec(
        "briefing.engines.vits_onnx:OnnxVits",
        ("onnxruntime",),
        needs="briefing.engines.vits_onnx:needs",
        files="briefing.engines.vits_onnx:files",
        speakers="briefing.engines.vits_onnx:speakers",
        code=("vits_onnx.py", "exported.py", "session.py", "g2p"),
    ),
    "onnx-fastpitch": EngineSpec(
        "briefing.engines.fastpitch_onnx:FastPitchOnnx",
        ("onnxruntime",),
        needs="briefing.engines.fastpitch_onnx:needs",
        files="briefing.engines.fastpitch_onnx:files",
        speakers="briefing.engines.fastpitch_onnx:speakers",
        cpu_only=True,
        expressive=True,
        cost=0.6,  # with HiFi-GAN
        code=("fastpitch_onnx.py", "exported.py", "melody.py", "session.py", "g2p"),
    ),
    "kokoro": EngineSpec(
        "briefing.engines.kokoro.engine:Kokoro",
        ("onnxruntime",),
        cpu_only=True,
        expressive=True,
        cost=0.4,
        code=("kokoro", "melody.py", "session.py", "g2p"),
    ),
    "tone": EngineSpec(
        "briefing.engines.tone:Tone", ("numpy",), cpu_only=True, cost=0.0, code=("tone.py",)
    ),
}


def code_files(engine: str) -> list[Path]:
    """Return the files of this package that decide how an engine sounds, in a fixed order."""
    named = [Path(__file__).parent / name for name in ENGINES[engine].code]
    files = {file for path in named for file in (path.rglob("*") if path.is_dir() else [path])}
    return sorted(file for file in files if file.suffix in {".py", ".tsv"})


def cost(voice: Voice) -> float:
    """Return about how many seconds of work a second of speech takes, by the voice or its engine.

    >>> from briefing.voices import find
    >>> cost(find("hm_omega")), cost(find("tarang")), cost(find("tarang", quality="high"))
    (0.4, 0.02, 0.6)

    Raises
    ------
    VoiceError
        if the voice's engine is unknown.
    """
    return float(voice.options.get("cost", spec(voice).cost))


def missing(voice: Voice) -> str | None:
    """Say what a voice still needs before it can speak, as a command; None if nothing.

    >>> from briefing.voices import find
    >>> missing(find("tone"))

    Raises
    ------
    VoiceError
        if the voice's engine is unknown.
    """
    if package := lacks_package(voice):
        return package
    needs = capability(voice, "needs")
    return str(needs(voice) or "") or None if needs else None


def lacks_package(voice: Voice) -> str | None:
    """Say which package a voice's engine still needs, as a command; None if none.

    Raises
    ------
    VoiceError
        if the voice's engine is unknown.
    """
    engine_spec = spec(voice)
    if all(_importable(module) for module in engine_spec.modules):
        return None
    return (
        install.extra(engine_spec.extra)
        if engine_spec.extra
        else install.command(install.DISTRIBUTION)
    )


def capability(voice: Voice, name: str) -> Callable[..., Any] | None:
    """Return one of the functions that :class:`EngineSpec` names, or None if the engine has none.

    >>> from briefing.voices import find
    >>> capability(find("tone"), "fetch")

    Raises
    ------
    VoiceError
        if the voice's engine is unknown.
    """
    target = getattr(spec(voice), name)
    return pkgutil.resolve_name(target) if target else None


def require(voice: Voice) -> None:
    """Check that a voice could be loaded, without loading it.

    Raises
    ------
    VoiceError
        if the engine is unknown, or the voice not installed: with the command that installs it.
    """
    if needs := missing(voice):
        raise VoiceError(f"the voice {voice.name} is not installed", remedy=needs)


def load(voice: Voice, options: SynthesisOptions | None = None) -> Engine:
    """Load a voice with its engine.

    Raises
    ------
    VoiceError
        if the engine is unknown, or the voice not installed: with the command that installs it.
    """
    engine_spec = spec(voice)
    require(voice)
    if voice.options.get("speaker_wav") and not engine_spec.clones:
        able = ", ".join(name for name, other in ENGINES.items() if other.clones)
        what = f"the voice {voice.name} cannot speak like a recording"
        raise VoiceError(what, remedy=f"choose a voice of the engine {able}")
    make = pkgutil.resolve_name(engine_spec.target)
    try:
        engine: Engine = make(voice, options or SynthesisOptions())
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError) as error:
        what = f"the files of the voice {voice.name} are wrong: {type(error).__name__}: {error}"
        remedy = "correct them, or bring the voice again (docs/voices.md)"
        raise VoiceError(what, where=str(voice.folder), remedy=remedy) from error
    return engine


def spec(voice: Voice) -> EngineSpec:
    """Return what is known of a voice's engine.

    Raises
    ------
    VoiceError
        if the engine is unknown: with the nearest names.
    """
    if voice.engine not in ENGINES:
        what = f"the voice {voice.name} asks for an unknown engine {voice.engine!r}"
        where = str(voice.folder / "voice.toml")
        raise VoiceError(what, where=where, remedy=near(voice.engine, ENGINES))
    return ENGINES[voice.engine]


def _importable(module: str) -> bool:
    """Tell whether a module could be imported, without importing it."""
    return importlib.util.find_spec(module) is not None

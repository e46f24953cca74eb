"""Speak with a Coqui model, whichever it is.

Threads and processes: a model's speed and noise are attributes of the model, torch's seed is the
process's and so are the streams that are kept silent; one thread at a time speaks, and work is
shared out over processes, each with models of its own. Within a sentence torch may use as many
threads as ``Speaking.threads`` says.
"""

from __future__ import annotations

import threading
import zlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from briefing.errors import VoiceError, near
from briefing.model import Voice
from briefing.synthesise import Speaking
from briefing.synthesise.coqui import ending, layout, load, store
from briefing.synthesise.coqui.remedies import remedies
from briefing.synthesise.pieces import Piece, join, pieces
from briefing.synthesise.vocabulary import fit, phrases

if TYPE_CHECKING:
    from briefing.model import Samples

_ONE_AT_A_TIME = threading.Lock()
#: Time and memory grow with the square of the length: 300 characters take about 0.3 GB.
MOST_CHARACTERS = 300
#: XTTS warns of cut sound beyond this (its tokenizer's limit for Hindi), and fails at 400 tokens.
MOST_XTTS_CHARACTERS = 150
_SPARE_TOKENS = 10
_RECORDING_HZ = 22050


class Coqui:
    """A Coqui voice, ready to speak.

    Raises
    ------
    VoiceError
        if the model's files are missing, changed, unsafe or not of one model, if the packages do
        not fit together, or the speaker is unknown.
    """

    rate_hz: int

    def __init__(self, voice: Voice, speaking: Speaking) -> None:
        self._voice = voice
        files = layout.find(voice)
        if files.family == "xtts":
            with remedies(voice, "loading"), load.quiet():
                load.plain(files.checkpoint)
        sums = store.check(voice, files.files())
        with _ONE_AT_A_TIME, remedies(voice, "loading"), load.quiet():
            import torch

            torch.set_num_threads(max(1, speaking.threads))
            where = load.device(speaking.device)
            self._model: Model = _MODELS[files.family](voice, files, where, speaking.speed)
        self.rate_hz = self._model.rate_hz
        if not store.known(voice):
            store.keep(voice, sums)

    def speak(self, spoken: str, *, seed: int = 0) -> Samples:
        """Return the sound of one sentence: float32, shape (n,), in [-1, 1], at ``rate_hz``.

        The text is written in the characters that the model knows, and cut where the model could
        not take it or has no sign for a pause.

        Raises
        ------
        VoiceError
            if nothing in the text can be spoken, a character has no sound, or the model fails.
        """
        if not any(character.isalnum() for character in spoken):
            raise VoiceError(f"there is nothing to say in {spoken!r}", remedy="remove the sentence")
        parts = self._parts(spoken)
        clips = [self._sound(part.text, seed) for part in parts]
        pauses = [part.pause_ms for part in parts]
        sound = join(clips, pauses, self.rate_hz) if clips[1:] else clips[0]
        peak = float(np.abs(sound).max(initial=0.0))
        return sound / np.float32(peak) if peak > 1 else sound

    def _parts(self, spoken: str) -> list[Piece]:
        """Cut a sentence at the pauses that the model has no sign for, then to what it takes."""
        known = self._model.known
        if known is None:
            return pieces(spoken, self._model.takes)
        parts: list[Piece] = []
        for text, pause_ms in phrases(spoken, known):
            cut = pieces(fit(text, known), self._model.takes)
            parts += [*cut[:-1], Piece(cut[-1].text, pause_ms)]
        return [part for part in parts if any(c.isalnum() for c in part.text)]

    def _sound(self, text: str, seed: int) -> Samples:
        """Return the sound of a piece; XTTS is heard, and asked again where it babbled."""
        tries = [self._once(text, seed)]
        if not self._model.babbles:
            return tries[0]
        for again in range(1, ending.TRIES):
            if ending.fault(tries[-1], self.rate_hz, text) is None:
                break
            tries.append(self._once(text, seed + again * ending.SEED_STEP))
        return ending.best(tries, self.rate_hz, text)

    def _once(self, text: str, seed: int) -> Samples:
        import torch

        with (
            _ONE_AT_A_TIME,
            remedies(self._voice, "speaking"),
            load.quiet(),
            torch.random.fork_rng(),
            torch.inference_mode(),
        ):
            # Each piece draws noise of its own, whatever was spoken before it.
            torch.manual_seed((zlib.crc32(text.encode()) + seed) & 0x7FFF_FFFF)
            sound = self._model.sound(text)
        samples: Samples = np.ascontiguousarray(np.ravel(sound), np.float32)
        return samples


class Model:
    """A model of one family: what it can read, how much at once, and its sound.

    ``known`` holds the characters it has numbers for; None where it reads phonemes that a package
    makes. ``babbles`` says that it may go on after the end of the text.
    """

    rate_hz: int
    known: frozenset[str] | None
    babbles = False

    def takes(self, text: str) -> bool:
        """Tell whether the model takes a text at once."""
        raise NotImplementedError

    def sound(self, text: str) -> Any:
        """Return the sound of a text, as numpy samples of any shape."""
        raise NotImplementedError


class Letters(Model):
    """VITS (MMS too), FastPitch with or without a vocoder, and the like: a number a character."""

    def __init__(self, voice: Voice, files: layout.Layout, where: str, speed: float) -> None:
        options = voice.options
        self._model = load.model(files, where)
        self._vocoder = load.vocoder(files, where)
        self._where = where
        audio = self._vocoder[1] if self._vocoder else self._model.config.audio
        self.rate_hz = int(audio.sample_rate)
        tokenizer = self._model.tokenizer
        phonemes = tokenizer.use_phonemes
        self.known = None if phonemes else frozenset(_alone(tokenizer.characters))
        self._most = int(options.get("most_characters", MOST_CHARACTERS))
        self._speaker = _speaker(voice, self._model.speaker_manager)
        self._recording = options.get("speaker_wav")
        self._language = options.get("language")
        own = getattr(self._model, "length_scale", 1.0)
        _set(self._model, "length_scale", float(options.get("length_scale", own)) / speed)
        for name in ("noise_scale", "noise_scale_dp"):
            if name in options:
                _set(self._model, f"inference_{name}", float(options[name]))

    def takes(self, text: str) -> bool:
        return len(text) <= self._most

    def sound(self, text: str) -> Any:
        tokenizer = self._model.tokenizer
        tokenizer.not_found_characters = []
        said = self._model.synthesize(
            text,
            speaker=self._speaker,
            speaker_wav=self._recording,
            language=self._language,
            use_griffin_lim=self._vocoder is None,
        )
        if lost := tokenizer.not_found_characters:
            raise VoiceError(
                f"the voice has no sound for {', '.join(map(repr, lost))}",
                where=text,
                remedy="reword the sentence, or add the word to lexicon.tsv as it is spoken",
            )
        if self._vocoder is None:
            return said["wav"]
        return self._vocoded(said["outputs"]["model_outputs"][0])

    def _vocoded(self, spectrogram: Any) -> Any:
        """Return the sound of a mel spectrogram, (T, C), in the vocoder's own scale and rate."""
        import torch
        from TTS.vocoder.utils.generic_utils import interpolate_vocoder_input

        vocoder, processor = self._vocoder  # type: ignore[misc]
        own = self._model.ap
        mel = processor.normalize(own.denormalize(spectrogram.detach().cpu().numpy().T))
        ratio = processor.sample_rate / own.sample_rate
        batch = torch.tensor(mel).unsqueeze(0)
        if ratio != 1:
            batch = interpolate_vocoder_input([1, ratio], mel)
        return vocoder.inference(batch.to(self._where)).cpu().numpy()


class Xtts(Model):
    """XTTS: text in pieces of words, sampled audio codes, the sound of a speaker or a recording."""

    babbles = True

    def __init__(self, voice: Voice, files: layout.Layout, where: str, speed: float) -> None:
        options = voice.options
        self._model = load.model(files, where)
        self._config = self._model.config
        self.rate_hz = int(self._config.model_args.output_sample_rate)
        self._language = str(options.get("language", "hi"))
        self._most = int(options.get("most_characters", MOST_XTTS_CHARACTERS))
        self._tokens = int(self._config.model_args.gpt_max_text_tokens) - _SPARE_TOKENS
        self._speed = speed
        # Digits have a number, but Coqui spells them first, which it cannot in Hindi.
        single = {t for t in self._model.tokenizer.tokenizer.get_vocab() if len(t) == 1}
        self.known = frozenset(t for t in single if not t.isdigit()) | {" "}
        self._like = self._latents(voice)

    def _latents(self, voice: Voice) -> tuple[Any, Any]:
        """Return what the model speaks like: a built-in speaker, or a recording."""
        if recording := voice.options.get("speaker_wav"):
            config = self._config
            audio = _recording(str(recording), int(config.max_ref_len))
            codes = self._model.get_gpt_cond_latents(
                audio,
                _RECORDING_HZ,
                length=config.gpt_cond_len,
                chunk_length=config.gpt_cond_chunk_len,
            )
            return codes, self._model.get_speaker_embedding(audio, _RECORDING_HZ)
        speaker = _speaker(voice, self._model.speaker_manager)
        codes, embedding = self._model.speaker_manager.speakers[speaker].values()
        return codes, embedding

    def takes(self, text: str) -> bool:
        if len(text) > self._most:
            return False
        tokens = self._model.tokenizer.encode(text.lower(), lang=self._language)
        return len(tokens) < self._tokens

    def sound(self, text: str) -> Any:
        config = self._config
        said = self._model.inference(
            text,
            self._language,
            *self._like,
            temperature=config.temperature,
            length_penalty=config.length_penalty,
            repetition_penalty=config.repetition_penalty,
            top_k=config.top_k,
            top_p=config.top_p,
            speed=self._speed,
        )
        return said["wav"]


_MODELS: Mapping[str, Any] = {"mms": Letters, "tts": Letters, "xtts": Xtts}


def _recording(path: str, most_s: int) -> Any:
    """Return a recording as XTTS reads it: a tensor of shape (1, n) at 22.05 kHz.

    By libsndfile, not torchaudio: that needs the shared libraries of ffmpeg on the system.

    Raises
    ------
    VoiceError
        if it is shorter than a second.
    """
    import soundfile
    import torch
    import torchaudio

    samples, rate_hz = soundfile.read(path, dtype="float32", always_2d=True)
    if len(samples) < rate_hz:
        remedy = "give 3 to 30 seconds of one speaker, without noise"
        raise VoiceError("the recording to speak like is too short", where=path, remedy=remedy)
    mono = torch.from_numpy(samples.mean(axis=1)).unsqueeze(0)
    resampled = torchaudio.functional.resample(mono, rate_hz, _RECORDING_HZ)
    return resampled[:, : _RECORDING_HZ * most_s].clip(-1, 1)


def _alone(characters: Any) -> list[str]:
    """Return the characters of a vocabulary that stand for themselves in a text."""
    special = {characters.blank, characters.bos, characters.eos}
    pad = characters.pad if characters.pad != " " else None
    return [c for c in characters.vocab if len(c) == 1 and c not in special and c != pad]


def _set(model: Any, name: str, value: float) -> None:
    if hasattr(model, name):
        setattr(model, name, value)


def _speaker(voice: Voice, manager: Any) -> str | None:
    """Return the speaker that a voice asks for; the only one where there is one.

    Raises
    ------
    VoiceError
        if there are several and none, or an unknown one, is asked for.
    """
    names = list(manager.speaker_names) if manager is not None else []
    wanted = voice.options.get("speaker")
    if wanted is None and (len(names) < 2 or voice.options.get("speaker_wav")):
        return names[0] if names else None
    if wanted in names:
        return str(wanted)
    where = str(voice.folder / "voice.toml")
    if not names:
        what = f"the voice {voice.name} has no speakers to choose from"
        raise VoiceError(what, where=where, remedy="remove the speaker from its name or file")
    if wanted is None:
        what = f"the voice {voice.name} has {len(names)} speakers"
        remedy = f"name one, as {voice.name}:{names[0].replace(' ', '_')}; all: " + ", ".join(names)
        raise VoiceError(what, where=where, remedy=remedy)
    what = f"the voice {voice.name} has no speaker {wanted!r}"
    raise VoiceError(what, where=where, remedy=near(str(wanted), names))

"""A common interface to Coqui's model families: what each reads, how much at once, its sound."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from briefing.engines import SynthesisOptions
from briefing.engines.coqui import load
from briefing.engines.coqui.layout import Layout
from briefing.engines.exported import MOST_PHONES, phone_reader
from briefing.errors import VoiceError, near
from briefing.model import Voice

#: Time and memory grow with the square of the length.
MOST_CHARACTERS = 300
#: XTTS warns of cut sound beyond this (its tokenizer's limit for Hindi), and fails at 400 tokens.
MOST_XTTS_CHARACTERS = 150
_SPARE_TOKENS = 10
_SILENT = ".। "
_RECORDING_HZ = 22050


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


class CharacterModel(Model):
    """VITS (MMS too), FastPitch with or without a vocoder, and the like: one id per character.

    The characters of a voice with the option ``g2p`` are phones; it reads those of our own G2P.
    """

    def __init__(self, voice: Voice, files: Layout, where: str, options: SynthesisOptions) -> None:
        table = voice.options
        self._model = load.model(files, where)
        self._vocoder = load.vocoder(files, where)
        self._where = where
        audio = self._vocoder[1] if self._vocoder else self._model.config.audio
        self.rate_hz = int(audio.sample_rate)
        tokenizer = self._model.tokenizer
        self._phones = phone_reader(voice, options)
        letters = not tokenizer.use_phonemes and self._phones is None
        self.known = frozenset(_alone(tokenizer.characters)) if letters else None
        self._most = int(table.get("most_characters", MOST_CHARACTERS))
        self._speaker = _speaker(voice, self._model.speaker_manager)
        self._recording = _for_the_encoder(voice, self._model.speaker_manager)
        self._language = table.get("language")
        own = getattr(self._model, "length_scale", 1.0)
        _set(self._model, "length_scale", float(table.get("length_scale", own)) / options.speed)
        for name in ("noise_scale", "noise_scale_dp"):
            if name in table:
                _set(self._model, f"inference_{name}", float(table[name]))

    def takes(self, text: str) -> bool:
        if self._phones is not None:
            return len(self._phones(text)) <= MOST_PHONES
        return len(text) <= self._most

    def sound(self, text: str) -> Any:
        tokenizer = self._model.tokenizer
        tokenizer.not_found_characters = []
        if self._phones is not None:
            text = self._phones(text)
        if len(text) == 1:  # FastPitch fails on a single number
            text += next((mark for mark in _SILENT if mark in (self.known or ())), "")
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

    def __init__(self, voice: Voice, files: Layout, where: str, options: SynthesisOptions) -> None:
        table = voice.options
        self._model = load.model(files, where)
        self._config = self._model.config
        self.rate_hz = int(self._config.model_args.output_sample_rate)
        self._language = str(table.get("language", "hi"))
        self._most = int(table.get("most_characters", MOST_XTTS_CHARACTERS))
        self._tokens = int(self._config.model_args.gpt_max_text_tokens) - _SPARE_TOKENS
        self._speed = options.speed
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


#: A layout's family, and the model that speaks it.
MODELS: Mapping[str, Callable[[Voice, Layout, str, SynthesisOptions], Model]] = {
    "mms": CharacterModel,
    "tts": CharacterModel,
    "xtts": Xtts,
}


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


def _for_the_encoder(voice: Voice, manager: Any) -> str | None:
    """Return the recording to speak like, for a model with a speaker encoder.

    Raises
    ------
    VoiceError
        if the model has none: it would not hear the recording.
    """
    recording = voice.options.get("speaker_wav")
    if recording and getattr(manager, "encoder", None) is None:
        what = f"the voice {voice.name} cannot speak like a recording"
        raise VoiceError(what, remedy="leave --speaker-wav out, or choose coqui-xtts")
    return str(recording) if recording else None


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

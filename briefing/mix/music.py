"""The music of an episode: decoded, all equally loud, and the time that it needs in the plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from briefing import audio
from briefing.config import NO_DISCLOSURE, Settings
from briefing.episode.result import PlannedScript
from briefing.errors import ConfigError, EncodeError
from briefing.mix import levels
from briefing.model import Utterance
from briefing.sound import FILES, OFF, Music
from briefing.system import ffmpeg

if TYPE_CHECKING:
    from briefing.model import Samples

#: The set that ``sound = "default"`` names, by the settings' names.
IDENTS = Path(__file__).parent / "idents"
#: No sound is longer; of a bed, which is repeated, no more is needed.
_LONGEST_S = 60
_CHIME_MS = 4000
_CUT_FADE_MS, _EDGE_MS = 400, 5
#: The notice that the voice is synthetic is over within five seconds, over the tune.
NOTICE_AT_MS = 1500
#: Silence around a sting, a bed before its first headline, and after its last.
GAP_MS, BED_LEAD_MS, BED_TAIL_MS = 300, 1800, 2400
#: All sounds are decoded to this loudness, and none has a higher peak.
REFERENCE_LUFS, _PEAK = -23.0, 0.8


def arrange(planned: PlannedScript) -> PlannedScript:
    """Return a planned script with its music, and with the time in it that the music needs.

    Raises
    ------
    ConfigError
        naming the setting and the file, if there is none or it holds no sound.
    """
    utterances = planned.plan.utterances
    music = load(planned.settings, planned.cast[utterances[0].voice].rate_hz)
    if music is None:
        return planned
    said = planned.plan.disclosure != NO_DISCLOSURE
    notice = sum(u.chapter == 0 and u.paragraph == 0 for u in utterances) if said else 0
    timed = paced(utterances, music, notice)
    return replace(planned, plan=replace(planned.plan, utterances=timed), music=music)


def load(settings: Settings, rate_hz: int) -> Music | None:
    """Decode the sounds that the settings name, mono at a rate; None if they name none.

    Raises
    ------
    ConfigError
        naming the setting and the file, if there is none or it holds no sound.
    """
    import numpy as np

    sound = settings.sound
    if sound.set == OFF:
        return None
    files = {name: list(_files(name, settings)) for name in FILES}
    if not any(files.values()):
        return None
    limits = {"sting": sound.sting_ms, "chime": _CHIME_MS}
    sounds = {
        name: [_decoded(file, name, rate_hz, limits.get(name, 0)) for file in paths]
        for name, paths in files.items()
    }
    nothing = np.zeros(0, np.float32)
    first = {name: next(iter(found), nothing) for name, found in sounds.items()}
    stings = tuple(sounds["sting"])
    return Music(sound, rate_hz, first["tune"], first["bed"], stings, first["chime"])


def _files(name: str, settings: Settings) -> Iterator[Path]:
    """Yield the files of a sound: the one that is named, else those of the set."""
    given = getattr(settings.sound, name)
    if given and given != OFF:
        yield settings.path(given)
    elif not given and settings.sound.set:
        yield from sorted(IDENTS.glob(f"{name}*.*"))


def _decoded(path: Path, name: str, rate_hz: int, limit_ms: int) -> Samples:
    """Return a sound from where it begins, cut to its limit, at the reference loudness."""
    import numpy as np

    where = {"where": str(path)}
    if not path.is_file():
        raise ConfigError(f"sound.{name}: there is no such file", remedy="check the name", **where)
    try:
        data = ffmpeg.decoded(path, rate_hz, _LONGEST_S)
    except EncodeError as error:
        remedy = "give a sound, such as MP3, WAV, FLAC, Opus or M4A"
        raise ConfigError(f"sound.{name}: {error.what}", remedy=remedy, **where) from error
    samples = np.frombuffer(data, "<f4")
    start, end = audio.sounding(np.nan_to_num(samples), rate_hz * _EDGE_MS // 1000)
    loudness_lufs = levels.loudness_lufs(samples[start:end], rate_hz)
    if loudness_lufs <= levels.SILENCE_LUFS:
        remedy = "give a file in which something is heard"
        raise ConfigError(f"sound.{name} is silent", remedy=remedy, **where)
    end = min(end, start + rate_hz * limit_ms // 1000) if limit_ms else end
    was_cut = end < len(samples)
    cut = samples[start:end]
    if name != "bed":  # the end of a loop goes on in its beginning
        fades_ms = (_EDGE_MS, _CUT_FADE_MS if was_cut else _EDGE_MS)
        cut = levels.faded(cut, *(rate_hz * ms // 1000 for ms in fades_ms))
    gain = 10 ** ((REFERENCE_LUFS - loudness_lufs) / 20)
    louder: Samples = cut * np.float32(min(gain, _PEAK / np.abs(cut).max()))
    return louder


def paced(utterances: Sequence[Utterance], music: Music, notice: int) -> tuple[Utterance, ...]:
    """Return the utterances with the time that the music needs before and after them.

    The first ``notice`` of them say that the voice is synthetic.
    """
    before = [None, *utterances[:-1]]
    led = [
        replace(this, lead_ms=_lead_ms(previous, this, music))
        for previous, this in zip(before, utterances, strict=True)
    ]
    if len(music.tune):
        alone_ms = music.settings.tune_alone_ms
        first_ms = min(alone_ms, NOTICE_AT_MS) if notice else alone_ms
        led[0] = replace(led[0], lead_ms=first_ms)
        if notice:
            pause_ms = max(led[notice - 1].pause_ms, alone_ms - first_ms)
            led[notice - 1] = replace(led[notice - 1], pause_ms=pause_ms)
    paused = [
        replace(this, pause_ms=_pause_ms(this, following, music))
        for this, following in pairwise(led)
    ]
    return (*paused, replace(led[-1], pause_ms=_closing_ms(music)))


def _lead_ms(previous: Utterance | None, this: Utterance, music: Music) -> int:
    """Return how long a sting or a bed is heard alone before an utterance."""
    if (sting := music.sting(this)) is not None:
        return music.length_ms(sting) + GAP_MS
    begins = this.role == "headline" and (previous is None or previous.role != "headline")
    return BED_LEAD_MS if begins and len(music.bed) else 0


def _pause_ms(this: Utterance, following: Utterance, music: Music) -> int:
    """Return the pause after an utterance: what the music fills is no silence."""
    if this.role == "headline" != following.role and len(music.bed):
        return max(this.pause_ms, BED_TAIL_MS)
    return this.pause_ms // 2 if following.lead_ms else this.pause_ms


def _closing_ms(music: Music) -> int:
    """Return how long the music goes on after the last word."""
    tune_ms = music.settings.closing_ms if len(music.tune) else 0
    chime_ms = music.length_ms(music.chime) + GAP_MS if len(music.chime) else 0
    return tune_ms + chime_ms + GAP_MS if tune_ms + chime_ms else 0

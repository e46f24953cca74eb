"""The whole path, from a script to an episode on the disk."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date as calendar
from functools import partial
from pathlib import Path

from briefing import config, manifest, publish, romanise, voices
from briefing.config import LOUDNESS, Settings
from briefing.encode import encode, encoder
from briefing.errors import ConfigError, ScriptError
from briefing.files import os_error
from briefing.model import Script, Tags, Utterance, Voice
from briefing.normalise import STYLES, Lexicon, Token, normalise
from briefing.plan import Plan, Reading, plan
from briefing.publish import cover
from briefing.publish.text import clean, line
from briefing.read import STDIN, read, read_text
from briefing.stitch import stitch, wav
from briefing.synthesise import Speaking
from briefing.synthesise.g2p import checked, phonemes
from briefing.synthesise.schedule import Progress, clips

LEXICON = "lexicon.tsv"


@dataclass(frozen=True)
class Made:
    """A finished episode: its folder, its audio file, its manifest, and what to tell the user."""

    folder: Path
    audio: Path
    manifest: manifest.Manifest
    warnings: tuple[str, ...] = ()


def make(
    source: str | Path | Script, settings: Settings | None = None, progress: Progress | None = None
) -> Made:
    """Turn a script into an episode in ``settings.output``/<slug>/.

    ``source`` is a file's name, ``-`` for standard input, or a script. Without ``settings``, those
    of a ``briefing.toml`` beside the script or in the working folder are used.

    Raises
    ------
    BriefingError
        with what went wrong, where, and what to do.
    """
    script = source if isinstance(source, Script) else read(source)
    settings = settings or settings_for(script.source)
    about = _about(script, settings)
    planned = plan(script, settings, about.title, about.date, _reader(settings, script.source))
    cast = _cast(planned, settings)
    tags = _tags(script, planned, settings, about, cast)
    with _workplace(about.folder) as work:
        spoken = clips(
            planned.utterances, cast, _speaking(settings, script.source), progress or _quiet
        )
        titles = [line(title) for title in planned.chapters]
        episode = stitch(spoken, titles, work / "episode.pcm")
        encoded = encode(
            episode,
            tags,
            LOUDNESS[settings.loudness],
            about.folder / f"{about.slug}{encoder(settings.format).suffix}",
            name=settings.format,
            bitrate_kbps=settings.bitrate_kbps,
        )
    record = manifest.describe(about, planned, episode, encoded, cast, script)
    manifest.write(about.folder / manifest.NAME, record)
    publish.sidecars(about.folder, record)
    return Made(about.folder, encoded.enclosure.path, record, tuple(_warnings(planned, cast)))


def say(text: str, path: Path, settings: Settings | None = None) -> Path:
    """Speak a text into a clip: a WAV file as the voice made it, or any format of an episode.

    Raises
    ------
    BriefingError
        with what went wrong, where, and what to do.
    """
    settings = settings or settings_for("")
    name = path.suffix.lstrip(".").lower()
    form = None if name == "wav" else encoder(name)
    planned = plan(read_text(text), settings, "", "", _reader(settings, ""))
    cast = _cast(planned, settings)
    with _workplace(path.parent) as work:
        spoken = clips(planned.utterances, cast, _speaking(settings, ""), _quiet)
        episode = stitch(spoken, planned.chapters, work / "clip.pcm")
        if form is None:
            wav(episode, path)
        else:
            tags = Tags(title=line(text)[:80])
            encode(
                replace(episode, marks=()),
                tags,
                LOUDNESS[settings.loudness],
                path,
                name=name,
                bitrate_kbps=settings.bitrate_kbps,
            )
    return path


def settings_for(source: str) -> Settings:
    """Return the settings of the ``briefing.toml`` beside a script or in the working folder.

    Raises
    ------
    ConfigError
        if that file is wrong.
    """
    file = config.find(Path(source).parent if source and source != STDIN else None)
    return config.load(file) if file else Settings()


def tokens(settings: Settings, source: str) -> Callable[[str], list[Token]]:
    """Return the normaliser with the user's lexicon and style."""
    return partial(normalise, lexicon=_lexicon(settings, source), style=STYLES[settings.style])


def phones(settings: Settings, source: str) -> Callable[[str], str]:
    """Return the G2P with the user's lexicon: spoken text to phones in IPA."""
    return partial(phonemes, lexicon=_lexicon(settings, source).pronunciations())


def _reader(settings: Settings, source: str) -> Callable[[str], Reading]:
    read_tokens = tokens(settings, source)

    def reads(written: str) -> Reading:
        found = read_tokens(written)
        unread = tuple(token.written for token in found if token.kind == "unread")
        return "".join(token.spoken for token in found), unread

    return reads


def _lexicon(settings: Settings, source: str) -> Lexicon:
    """Return the user's lexicon: the one named, else ``lexicon.tsv`` beside the script."""
    if settings.lexicon is not None:
        named = settings.path(settings.lexicon)
        if not named.is_file():
            raise ConfigError("there is no such lexicon", where=str(named), remedy="check lexicon")
        return Lexicon.load(named)
    beside = Path(source).parent / LEXICON
    return Lexicon.load(beside) if beside.is_file() else Lexicon()


def _cast(planned: Plan, settings: Settings) -> dict[str, Voice]:
    """Return the voices that speak, by their names."""
    recording = settings.path(settings.speaker_wav) if settings.speaker_wav else None
    names = sorted({utterance.voice for utterance in planned.utterances})
    return {name: voices.find(name, recording) for name in names}


def _speaking(settings: Settings, source: str) -> Speaking:
    return Speaking(
        speed=settings.speed,
        device=settings.device,
        pronunciations=checked(_lexicon(settings, source).pronunciations()),
    )


def _about(script: Script, settings: Settings) -> manifest.About:
    """Decide an episode's title, date, names and place.

    The date is the one given, the script's, the one of the last run, or today: so that an episode
    made again is the same episode.
    """
    title = line(settings.title or script.title or _name(script.source))
    given = settings.date or script.date
    date = _iso(given) if given else ""
    source = Path(script.source).name
    folder, before = _place(settings, title, date)
    if before and before["source"] != source:
        what = f"this folder holds the episode of another script, {before['source']}"
        remedy = "give another --title, --date or --slug, or remove the folder"
        raise ScriptError(what, where=str(folder), remedy=remedy)
    return manifest.About(
        title=title,
        slug=folder.name,
        folder=folder,
        source=source,
        date=date or before.get("date") or calendar.today().isoformat(),
        author=line(settings.author or script.author or settings.show.author),
        show=line(settings.show.title),
        guid=before.get("guid") or manifest.guid(settings.show.title, folder.name, source, date),
        episode=settings.episode,
        season=settings.season,
    )


def _place(settings: Settings, title: str, date: str) -> tuple[Path, manifest.Manifest]:
    """Return an episode's folder, and the manifest of the episode in it; empty if there is none.

    A folder named by the title alone belongs to one day: the same title of another day is another
    episode, and the name of its folder ends in its date. A folder that was asked for is used.
    """
    output = Path(settings.output)
    if settings.slug:
        return output / settings.slug, _made(output / settings.slug)
    slug = romanise.slug(title)
    before = _made(output / slug)
    if date and before and before["date"] != date:
        slug = f"{slug}-{date}"
        before = _made(output / slug)
    return output / slug, before


def _made(folder: Path) -> manifest.Manifest:
    file = folder / manifest.NAME
    return manifest.read(file) if file.is_file() else {}


def _name(source: str) -> str:
    """Return a title for a text without one: its file's name, without suffixes and hyphens."""
    return Path(source).name.split(".")[0].replace("-", " ").replace("_", " ") or "briefing"


def _iso(date: str) -> str:
    try:
        return calendar.fromisoformat(date).isoformat()
    except ValueError:
        remedy = "write it as 2026-01-31"
        raise ConfigError(f"{date!r} is no date", where="date", remedy=remedy) from None


def _tags(
    script: Script,
    planned: Plan,
    settings: Settings,
    about: manifest.About,
    cast: Mapping[str, Voice],
) -> Tags:
    licences = [_licence(voice) for voice in cast.values() if voice.engine != "tone"]
    notes = [settings.show.ai_notice, f"Voice: {', '.join(licences)}" if licences else ""]
    return Tags(
        title=about.title,
        artist=about.author,
        album=about.show or about.title,
        date=about.date,
        track=about.episode,
        comment=line(" ".join(notes)),
        text=clean(_text(planned.utterances)),
        cover=_cover(settings) or cover.small(settings, about.title, about.date),
    )


def _licence(voice: Voice) -> str:
    """Return a voice's licence as a listener reads it in the file's comment."""
    limits = " (not for commercial use)" if voice.licence.commercial is False else ""
    return f"{voice.name}: {voice.licence.name}{limits}"


def _text(utterances: tuple[Utterance, ...]) -> str:
    """Return the whole text as written: a line a paragraph, a blank line between chapters."""
    text = ""
    for before, this in zip((None, *utterances), utterances, strict=False):
        if before is not None:
            same = (before.chapter, before.paragraph) == (this.chapter, this.paragraph)
            text += " " if same else ("\n" if before.chapter == this.chapter else "\n\n")
        text += this.written
    return text


def _cover(settings: Settings) -> bytes | None:
    if settings.cover is None:
        return None
    file = settings.path(settings.cover)
    try:
        data = file.read_bytes()
    except OSError as error:
        raise os_error(error, file) from error
    if not data.startswith((b"\x89PNG", b"\xff\xd8")):
        raise ConfigError("not a JPEG or PNG picture", where=str(file), remedy="give one of those")
    return data


def _warnings(planned: Plan, cast: Mapping[str, Voice]) -> Iterator[str]:
    unread = [token for utterance in planned.utterances for token in utterance.unread]
    if unread:
        yield f"{len(unread)} tokens could not be read for certain: {', '.join(unread[:5])}"
    for voice in cast.values():
        if voice.licence.commercial is False:
            yield f"the voice {voice.name} forbids commercial use ({voice.licence.name})"


@contextmanager
def _workplace(folder: Path) -> Iterator[Path]:
    """Give a folder for the episode's samples, beside the result and gone afterwards."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        work = tempfile.TemporaryDirectory(dir=folder, prefix=".work-")
    except OSError as error:
        raise os_error(error, folder) from error
    with work as name:
        yield Path(name)


def _quiet(done: int, total: int, audio_ms: int) -> None:
    """Report no progress."""

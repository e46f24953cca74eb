"""The whole path, from a script to an episode on the disk."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from briefing import config, publish, voices
from briefing.config import LOUDNESS, Settings
from briefing.encode import Encoded, encode, encoder
from briefing.encode.chapter_limit import fitted
from briefing.encode.parts import default as encoded_parts
from briefing.engines import SynthesisOptions
from briefing.engines.g2p import checked, phonemes
from briefing.episode import identity, manifest
from briefing.episode.plan import Plan, ReadParagraph, Sentence, plan
from briefing.errors import BriefingError, ConfigError
from briefing.formats.text import clean, line
from briefing.mix.stitch import stitch, write_wav
from briefing.model import Episode, Script, Tags, Utterance, Voice
from briefing.normalise import STYLES, Lexicon, Token, normalise
from briefing.publish.covers import cover
from briefing.read import STDIN, read, read_text
from briefing.read.sentences import sentences
from briefing.synthesise import check
from briefing.synthesise.cache import default as clip_cache
from briefing.synthesise.cache import libraries
from briefing.synthesise.clip_store import ClipStore
from briefing.synthesise.scheduler import Progress, ScriptJob, Stop, WorkerPool
from briefing.synthesise.workers import Worker
from briefing.system.files import flush, folder_lock, os_error

LEXICON = "lexicon.tsv"
_WORK = ".work-"


@dataclass(frozen=True)
class EpisodeResult:
    """A finished episode: its folder, its audio file, its manifest, and what to tell the user.

    ``spoken`` sentences were spoken in this run, ``reused`` ones came from the cache. ``changed``
    are the utterances (0-based) that sound other than in the episode that this one replaces, None
    where there was none. ``failed`` sentences have no sound.
    """

    folder: Path
    audio: Path
    manifest: manifest.Manifest
    warnings: tuple[str, ...] = ()
    spoken: int = 0
    reused: int = 0
    changed: tuple[int, ...] | None = None
    failed: int = 0


def make(
    source: str | Path | Script, settings: Settings | None = None, progress: Progress | None = None
) -> EpisodeResult:
    """Turn a script into an episode in ``settings.output``/<slug>/.

    ``source`` is a file's name, ``-`` for standard input, or a script. Without ``settings``, those
    of a ``briefing.toml`` beside the script or in the working folder are used.

    Raises
    ------
    BriefingError
        with what went wrong, where, and what to do.
    """
    script = source if isinstance(source, Script) else read(source)
    ready = prepare(script, settings or settings_for(script.source))
    with open_pool(ready.settings) as pool:
        return finish(ready, speak(ready, pool), pool, progress or _quiet)


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
    with open_pool(settings) as pool, _workplace(path.parent) as work:
        job = pool.submit(planned.utterances, cast, _speaking(settings, ""))
        episode = stitch(job.clips(_quiet), planned.chapters, work / "clip.pcm")
        if form is None:
            write_wav(episode, path)
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


@dataclass(frozen=True)
class PreparedEpisode:
    """A script that is planned: everything is known but the sound."""

    script: Script
    settings: Settings
    about: manifest.EpisodeInfo
    planned: Plan
    cast: Mapping[str, Voice]
    tags: Tags


def prepare(script: Script, settings: Settings) -> PreparedEpisode:
    """Decide what is said, by whom, and what the episode is called."""
    about = identity.identify(script, settings)
    planned = plan(script, settings, about.title, about.date, _reader(settings, script.source))
    cast = _cast(planned, settings)
    tags = _tags(script, planned, settings, about, cast)
    return PreparedEpisode(script, settings, about, planned, cast, tags)


def speak(ready: PreparedEpisode, pool: WorkerPool) -> ScriptJob:
    """Have a script's utterances spoken, beginning now."""
    settings = ready.settings
    return pool.submit(
        ready.planned.utterances,
        ready.cast,
        _speaking(settings, ready.script.source),
        keep_going=settings.keep_going,
    )


def finish(
    ready: PreparedEpisode, job: ScriptJob, pool: WorkerPool, progress: Progress
) -> EpisodeResult:
    """Stitch, encode and describe an episode as its utterances are spoken."""
    about, planned, settings = ready.about, ready.planned, ready.settings
    form = encoder(settings.format)
    with _workplace(about.folder) as work:
        before = identity.previous_manifest(about.folder)
        # Another one may have come since the script was read.
        identity.check_owner(before, about.source, about.folder)
        titles = [line(title) for title in planned.chapters]
        whole = stitch(job.clips(progress), titles, work / "episode.pcm")
        episode = replace(whole, marks=fitted(whole.marks, form.most_chapters))
        encoded = encode(
            episode,
            ready.tags,
            LOUDNESS[settings.loudness],
            work / f"{about.slug}{form.suffix}",
            name=settings.format,
            bitrate_kbps=settings.bitrate_kbps,
            cache=pool.store.parts,
        )
        encoded = _placed(encoded, about.folder)
        versions = {voice.engine: libraries(voice.engine) for voice in ready.cast.values()}
        record = manifest.describe(
            about, planned, episode, encoded, ready.cast, ready.script, job.failures, versions
        )
        manifest.write(about.folder / manifest.NAME, record)
        publish.sidecars(about.folder, record)
    pool.store.prune()
    warnings = [*_warnings(planned, ready.cast), *_losses(planned, job, whole, episode)]
    return EpisodeResult(
        folder=about.folder,
        audio=encoded.enclosure.path,
        manifest=record,
        warnings=(*about.warnings, *warnings, *pool.store.warned()),
        spoken=len(job.made),
        reused=len(set(job.keys) - job.made) - len(job.errors),
        changed=tuple(manifest.changed(before, record)) if before else None,
        failed=len(job.failures),
    )


def _placed(encoded: Encoded, folder: Path) -> Encoded:
    """Move a finished file from the workplace to its folder; it appears there whole."""
    made = encoded.enclosure.path
    path = folder / made.name
    try:
        flush(made)
        made.replace(path)
    except OSError as error:
        raise os_error(error, path) from error
    return replace(encoded, enclosure=replace(encoded.enclosure, path=path))


@contextmanager
def open_pool(settings: Settings, stop: Stop | None = None) -> Iterator[WorkerPool]:
    """Give the workers and the store that the settings ask for.

    Raises
    ------
    BriefingError
        if they ask for a cluster and there is none.
    """
    store = ClipStore(clip_cache(), settings.cache_bytes, Path(settings.output), encoded_parts())
    with ExitStack() as stack:
        distant: Sequence[Worker] = ()
        if settings.cluster:
            from briefing.synthesise import cluster

            machines = cluster.workers(settings.cluster, settings.jobs, settings.shared_cache)
            distant = stack.enter_context(machines)
        yield stack.enter_context(WorkerPool(store, settings.jobs, stop, distant))


def settings_for(source: str) -> Settings:
    """Return the settings of the ``briefing.toml`` beside a script or in the working folder.

    Raises
    ------
    ConfigError
        if that file is wrong.
    """
    file = config.find(Path(source).parent if source and source != STDIN else None)
    return config.load_found(file) if file else Settings()


def tokens(settings: Settings, source: str) -> Callable[[str], list[Token]]:
    """Return the normaliser with the user's lexicon and style."""
    return partial(normalise, lexicon=_lexicon(settings, source), style=STYLES[settings.style])


def phones(settings: Settings, source: str) -> Callable[[str], str]:
    """Return the G2P with the user's lexicon: spoken text to phones in IPA."""
    return partial(phonemes, lexicon=_lexicon(settings, source).pronunciations())


def _reader(settings: Settings, source: str) -> ReadParagraph:
    """Return what cuts a paragraph into sentences and says how each is read."""
    read_tokens = tokens(settings, source)

    def read_paragraph(text: str) -> Iterator[Sentence]:
        for written in sentences(text):
            reading = read_tokens(written)
            spoken = "".join(token.spoken for token in reading)
            unread = tuple(token.written for token in reading if token.kind == "unread")
            yield Sentence(written, spoken, unread)

    return read_paragraph


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


def _speaking(settings: Settings, source: str) -> SynthesisOptions:
    return SynthesisOptions(
        speed=settings.speed,
        threads=settings.threads,
        device=settings.device,
        pronunciations=checked(_lexicon(settings, source).pronunciations()),
    )


def _tags(
    script: Script,
    planned: Plan,
    settings: Settings,
    about: manifest.EpisodeInfo,
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


def _losses(planned: Plan, job: ScriptJob, whole: Episode, episode: Episode) -> Iterator[str]:
    """Yield what the listener will miss: sentences without sound, chapters that did not fit."""
    for index, why in job.failures.items():
        yield f"a sentence is missing: {check.sentence_error(planned.utterances[index], why)}"
    if merged := len(whole.marks) - len(episode.marks):
        yield (
            f"{len(whole.marks)} chapters are more than this format holds: the {merged} shortest "
            "were merged with a neighbour; use --chapters heading for fewer"
        )


@contextmanager
def _workplace(folder: Path) -> Iterator[Path]:
    """Give a folder for the episode's samples, beside the result and gone afterwards."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with folder_lock(folder) as held:
            for left in folder.glob(f"{_WORK}*") if held else ():  # by a process that was killed
                shutil.rmtree(left, ignore_errors=True)
            work = tempfile.TemporaryDirectory(dir=folder, prefix=_WORK, ignore_cleanup_errors=True)
            with work as name:
                try:
                    yield Path(name)
                except (BriefingError, OSError) as error:
                    if Path(name).exists():
                        raise
                    what = "the output folder was removed or moved while the episode was made"
                    remedy = "run the same command again; finished clips are kept"
                    raise BriefingError(what, where=str(folder), remedy=remedy) from error
    except OSError as error:
        raise os_error(error, folder) from error


def _quiet(done: int, total: int, audio_ms: int) -> None:
    """Report no progress."""

"""The whole path, from a script to an episode on the disk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

from briefing import publish
from briefing.config import Settings
from briefing.config_file import settings_for
from briefing.encode import encode_all, encoder, provenance
from briefing.encode.parts import default as encoded_parts
from briefing.encode.split import write_chapters
from briefing.engines import SynthesisOptions
from briefing.episode import identity, library, manifest
from briefing.episode.describe import describe
from briefing.episode.marks import fitted, merge_warning, within_an_hour
from briefing.episode.result import (
    EpisodeResult,
    FinishedEpisode,
    PlannedScript,
    PreparedEpisode,
)
from briefing.episode.tags import episode_tags
from briefing.formats.podcast import CHAPTER_FOLDER
from briefing.formats.text import one_line
from briefing.listen.episode import with_hearing
from briefing.mix import music
from briefing.mix.stitch import stitch
from briefing.model import Episode, Script
from briefing.pictures import keep_pictures, lead_of, shown, with_pictures
from briefing.planning import plan_script
from briefing.progress import Progress, ProgressCallback
from briefing.publish.covers import cover
from briefing.read import read
from briefing.read.fetch import WebAccess
from briefing.synthesise.cache import default as clip_cache
from briefing.synthesise.cache import libraries
from briefing.synthesise.clip_store import ClipStore
from briefing.synthesise.job import ScriptJob
from briefing.synthesise.scheduler import Stop, WorkerPool
from briefing.synthesise.workers import Worker
from briefing.system.files import move_together
from briefing.system.workplace import workplace


def make(
    source: str | Path | Script,
    settings: Settings | None = None,
    progress: ProgressCallback | None = None,
    access: WebAccess | None = None,
) -> EpisodeResult:
    """Turn a script into an episode in ``settings.output``/<slug>/.

    ``source`` is a file's name, ``-`` for standard input, or a script. Without ``settings``, those
    of a ``briefing.toml`` beside the script or in the working folder are used. ``progress`` is
    called with how far it is; ``access`` says how the web is asked.

    Raises
    ------
    BriefingError
        with what went wrong, where, and what to do.
    """
    script = source if isinstance(source, Script) else read(source, access)
    prepared = prepare(script, settings or settings_for(script.source), access)
    with open_pool(prepared.planned.settings) as pool:
        return finish(prepared, speak(prepared.planned, pool), pool, progress or quiet)


def prepare(script: Script, settings: Settings, access: WebAccess | None = None) -> PreparedEpisode:
    """Decide what is said, by whom, what the episode is called, and what is seen."""
    settings = settings.for_script(script)
    script = with_pictures(script, settings, access)
    for name in (settings.format, *settings.alternate):
        provenance.check(replace(settings, format=name), encoder(name).mime_type)
    info = identity.identify(script, settings)
    planned = music.arrange(plan_script(script, settings, info.title, info.date))
    picture = cover.embedded(settings, info.title, info.date, lead_of(script))
    cast = planned.cast.values()
    tags = episode_tags(info, planned.plan, cast, settings.show.ai_notice, picture)
    return PreparedEpisode(planned, info, tags)


def speak(planned: PlannedScript, pool: WorkerPool) -> ScriptJob:
    """Have a script's utterances spoken, beginning now."""
    options, keep_going = synthesis_options(planned), planned.settings.keep_going
    return pool.submit(planned.plan.utterances, planned.cast, options, keep_going=keep_going)


def synthesis_options(planned: PlannedScript) -> SynthesisOptions:
    """Return how a script's utterances are spoken."""
    settings = planned.settings
    return SynthesisOptions(
        speed=settings.speed,
        threads=settings.threads,
        device=settings.device,
        pronunciations=planned.pronunciations,
        listen=settings.listen,
    )


def finish(
    prepared: PreparedEpisode, job: ScriptJob, pool: WorkerPool, progress: ProgressCallback
) -> EpisodeResult:
    """Stitch, encode and describe an episode as its utterances are spoken."""
    info, settings = prepared.info, prepared.planned.settings
    with workplace(info.folder) as work:
        previous = identity.previous_manifest(info.folder)
        # Another run may have created this folder since the script was read.
        identity.check_owner(previous, info.source, info.folder)
        episode, merged = _mixed(prepared, job, work / "episode.pcm", progress)
        progress(job.progress("encoding"))
        name, cache = work / info.slug, pool.store.parts
        made = encode_all(episode, prepared.tags, settings, name, cache)
        place = info.folder / CHAPTER_FOLDER
        files = write_chapters(episode, prepared.tags, settings, work, place, cache)
        engines = {v.engine: libraries(v.engine) for v in prepared.planned.cast.values()}
        record = describe(FinishedEpisode(prepared, episode, tuple(made), job.failures, engines))
        if settings.listen:
            record = with_hearing(work, record, prepared.planned.pronunciations)
        manifest.write(work / manifest.NAME, record)
        keep_pictures(info.folder, episode.pictures)
        finished = [*(each.path for each in made), work / manifest.NAME]
        audio, *_ = move_together(finished, info.folder)
        library.remove_replaced(info.folder, previous, record)
        publish.sidecars(info.folder, record)
        cover.keep(info.folder, settings, previous, lead_of(prepared.planned.script))
    pool.store.prune()
    return EpisodeResult(
        folder=info.folder,
        audio=audio,
        manifest=record,
        chapter_files=files,
        warnings=(*prepared.warnings, *job.losses, *merged, *pool.store.take_warnings()),
        spoken=len(job.made),
        reused=len(set(job.keys) - job.made) - len(job.errors),
        changed=record.changed_since(previous) if previous else None,
        failed=len(job.failures),
    )


def _mixed(
    prepared: PreparedEpisode, job: ScriptJob, pcm: Path, progress: ProgressCallback
) -> tuple[Episode, list[str]]:
    """Lay an episode's sound on its time line; mark as many chapters as its format shows.

    Returns what to warn of beside it.
    """
    plan, settings = prepared.planned.plan, prepared.planned.settings
    titles = [one_line(title) for title in plan.chapters]
    clips = job.clips(progress)
    whole = stitch(clips, titles, pcm, prepared.planned.music, settings.leveller)
    few = whole.marks
    if settings.chapters == "auto":
        few = within_an_hour(few, plan.utterances)
    marks = fitted(few, encoder(settings.format).most_chapters)
    pictures = shown(plan.utterances, whole.spans)
    episode = replace(whole, marks=marks, stories=whole.marks, pictures=pictures)
    return episode, merge_warning(len(few), len(marks))


@contextmanager
def open_pool(
    settings: Settings, stop: Stop | None = None, *, isolated: bool = False
) -> Iterator[WorkerPool]:
    """Open the worker pool and the clip store that the settings call for.

    ``isolated`` has this process load no voice.

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
        pool = WorkerPool(store, settings.jobs, stop, distant, isolated=isolated)
        yield stack.enter_context(pool)


def quiet(progress: Progress) -> None:
    """Report no progress."""

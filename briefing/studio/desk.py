"""The desk: a folder of scripts, and what became of each. Read anew at every look."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from briefing.config import Settings
from briefing.config_file import settings_for
from briefing.episode import identity
from briefing.episode.describe import mix_digest
from briefing.episode.identity import EpisodeInfo
from briefing.episode.manifest import Manifest, UtteranceRecord
from briefing.episode.result import PlannedScript
from briefing.errors import BriefingError, ScriptError
from briefing.formats.podcast import FEED
from briefing.model import Utterance
from briefing.normalise import Token, lexicon_for, normaliser
from briefing.normalise.user import lexicon_file
from briefing.pipeline import synthesis_options
from briefing.planning import plan_script
from briefing.read import is_script, read_bytes
from briefing.read.kinds import kind_of
from briefing.studio.source import Span, locate
from briefing.synthesise import cache
from briefing.system.files import is_plain_name, os_error

#: The kinds of files whose text can be changed in its place.
_EDITABLE = ("markdown", "text")
_VERSION = 16  # hex digits of a sha256
DRAFT, MADE, CHANGED, PUBLISHED = "draft", "made", "changed", "published"


@dataclass(frozen=True)
class Row:
    """A sentence: its tokens, where it stands in the file, when it is heard in the episode.

    ``span`` is None where it cannot be changed in its place; ``sound`` names its clip; ``heard`` is
    the sentence of the finished episode that says the same, None if there is none.
    """

    index: int
    utterance: Utterance
    tokens: tuple[Token, ...]
    span: Span | None
    source: str
    sound: str
    heard: UtteranceRecord | None


@dataclass(frozen=True)
class OpenScript:
    """A script as it is now: its file, what will be said, and the episode made of it before.

    ``version`` changes with every byte of the file. ``text`` is the file's, as it is.
    """

    name: str
    path: Path
    version: str
    text: str
    info: EpisodeInfo
    planned: PlannedScript
    previous: Manifest | None

    @property
    def settings(self) -> Settings:
        return self.planned.settings

    def is_heading(self, row: Row) -> bool:
        """Tell whether a sentence is the title of its chapter, at its beginning."""
        said, titles = row.utterance, self.planned.plan.chapters
        titled = said.chapter < len(titles) and said.written == titles[said.chapter]
        return titled and said.paragraph <= 1  # the notice of the voice may stand before it

    @property
    def editable(self) -> bool:
        """Whether sentences of it can be changed: it is text, in UTF-8."""
        return bool(self.text)

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """Return the sentences in order."""
        utterances = self.planned.plan.utterances
        options = synthesis_options(self.planned)
        tokens = normaliser(self.settings, lexicon_for(self.settings, str(self.path)))
        spans = locate(self.text, utterances) if self.text else [None] * len(utterances)
        heard = _heard(utterances, self.previous)
        return tuple(
            Row(
                index=index,
                utterance=utterance,
                tokens=_as_spoken(tokens(utterance.written), utterance),
                span=span,
                source=self.text[span.start : span.end] if span else "",
                sound=cache.key(
                    utterance.spoken,
                    self.planned.cast[utterance.voice],
                    options,
                    utterance.delivery,
                ),
                heard=record,
            )
            for index, (utterance, span, record) in enumerate(
                zip(utterances, spans, heard, strict=True)
            )
        )

    @cached_property
    def changed(self) -> tuple[int, ...]:
        """Return which sentences the finished episode does not say, all where there is none."""
        heard = _heard(self.planned.plan.utterances, self.previous)
        return tuple(index for index, record in enumerate(heard) if record is None)

    @property
    def is_current(self) -> bool:
        """Whether the finished episode is what this script would make."""
        if self.previous is None or self._newer_pronunciations:
            return False
        said = [(u.spoken, u.voice) for u in self.planned.plan.utterances]
        heard = [(record.spoken, record.voice) for record in self.previous.utterances]
        same_mix = self.previous.mix in ("", mix_digest(self.settings))
        return same_mix and said == heard and self.previous.title == self.info.title

    @property
    def _newer_pronunciations(self) -> bool:
        """Whether the lexicon was changed since, and says how a word here sounds."""
        file = lexicon_file(self.settings, str(self.path))
        made = self.info.folder / (self.previous.audio.file if self.previous else "")
        if not (file.is_file() and made.is_file()) or file.stat().st_mtime <= made.stat().st_mtime:
            return False
        options = synthesis_options(self.planned)
        return any(options.pronounced(u.spoken) for u in self.planned.plan.utterances)

    @property
    def state(self) -> str:
        """Return ``draft``, ``made``, ``changed`` (since it was made) or ``published``."""
        if self.previous is None:
            return DRAFT
        if not self.is_current:
            return CHANGED
        version = self.previous.audio.sha256[:8]
        feed = published_versions(Path(self.settings.output) / FEED)
        return PUBLISHED if feed.get(self.previous.guid) == version else MADE


@dataclass(frozen=True)
class Listed:
    """A line of the list: a script that is open, or why it cannot be."""

    name: str
    script: OpenScript | None = None
    error: BriefingError | None = None


@dataclass
class Desk:
    """A folder of scripts. ``output`` is where episodes lie, unless the settings say it.

    ``editor`` is who corrects, for the history; ``destination`` where to publish, empty for the
    feed in the output folder alone; ``check`` has the public addresses asked afterwards.
    """

    folder: Path
    output: Path | None = None
    editor: str = ""
    destination: str = ""
    check: bool = True
    _open: dict[str, tuple[object, OpenScript]] = field(default_factory=dict, repr=False)
    _drafts: dict[str, tuple[object, OpenScript]] = field(default_factory=dict, repr=False)

    def names(self) -> list[str]:
        """Return the names of the files that may be scripts, the newest first."""
        files = [file for file in self.folder.iterdir() if self._is_script(file)]
        return [f.name for f in sorted(files, key=lambda f: (-f.stat().st_mtime_ns, f.name))]

    def scripts(self) -> Iterator[Listed]:
        """Yield every script; files without a word of Hindi are none."""
        for name in self.names():
            try:
                yield Listed(name, self.open(name))
            except ScriptError as error:
                if "there is no Hindi" not in error.what:
                    yield Listed(name, error=error)
            except BriefingError as error:
                yield Listed(name, error=error)

    def open(self, name: str) -> OpenScript:
        """Read and plan a script as it is now.

        Raises
        ------
        BriefingError
            if there is no such script, or it cannot be read or planned.
        """
        path = self.path(name)
        settings = self.settings(name)
        stamp = (settings, *map(_stamp, (path, lexicon_file(settings, str(path)))))
        known, script = self._open.get(name, (None, None))
        if script is None or known != stamp:
            script = self.draft(name, _data(path))
            self._drafts.pop(name, None)
        previous = identity.previous_manifest(script.info.folder)
        script = script if previous == script.previous else replace(script, previous=previous)
        self._open[name] = (stamp, script)
        return script

    def draft(self, name: str, data: bytes) -> OpenScript:
        """Read and plan a script as it would be if these bytes were its file.

        Once they are, :meth:`open` returns the same one and does not plan it again.

        Raises
        ------
        BriefingError
            if there is no such script, or it could not be read or planned.
        """
        path, settings = self.path(name), self.settings(name)
        stamp = (settings, _stamp(lexicon_file(settings, str(path))), version_of(data))
        known, script = self._drafts.get(name, (None, None))
        if script is None or known != stamp:
            script = _planned(name, path, data, settings)
            self._drafts[name] = (stamp, script)
        return script

    def path(self, name: str) -> Path:
        """Return the file of a script.

        Raises
        ------
        ScriptError
            if the name leads elsewhere, or there is no such script.
        """
        path = self.folder / name
        if not is_plain_name(name) or not self._is_script(path):
            raise ScriptError("there is no such script", where=name, remedy="check the name")
        return path

    def settings(self, name: str = "") -> Settings:
        """Return the settings of a script, or of the folder."""
        settings = settings_for(str(self.folder / (name or "script.md")))
        if self.output is not None:
            return replace(settings, output=str(self.output))
        if settings.output == Settings().output:
            return replace(settings, output=str(self.folder / settings.output))
        return settings

    def _is_script(self, path: Path) -> bool:
        return path.resolve().parent == self.folder.resolve() and is_script(path)


def published_versions(feed: Path) -> dict[str, str]:
    """Return the version of each episode's audio that a feed names, by GUID; none of no feed."""
    try:
        # Expat itself stops entities that grow without bound (2.4.1 and newer).
        items = ET.parse(feed).getroot().iter("item")  # noqa: S314
    except (OSError, ET.ParseError, LookupError, ValueError):
        return {}
    versions = {}
    for item in items:
        enclosure = item.find("enclosure")
        url = enclosure.get("url", "") if enclosure is not None else ""
        versions[item.findtext("guid", "")] = urlsplit(url).query.removeprefix("v=")
    return versions


def _data(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise os_error(error, path) from error


def _planned(name: str, path: Path, data: bytes, settings: Settings) -> OpenScript:
    script = read_bytes(data, str(path))
    settings = settings.for_script(script)
    info = identity.identify(script, settings)
    planned = plan_script(script, settings, info.title, info.date)
    return OpenScript(
        name=name,
        path=path,
        version=version_of(data),
        text=_text(data, str(path)),
        info=info,
        planned=planned,
        previous=identity.previous_manifest(info.folder),
    )


def version_of(data: bytes) -> str:
    """Return what changes with every byte of a file."""
    return hashlib.sha256(data).hexdigest()[:_VERSION]


def _text(data: bytes, where: str) -> str:
    """Return the text of a file that can be edited, empty for another."""
    if kind_of(data, where) not in _EDITABLE:
        return ""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return ""


def _stamp(path: Path) -> tuple[int, int] | None:
    """Return what changes when a file does, None if there is none."""
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_size


def _as_spoken(tokens: list[Token], utterance: Utterance) -> tuple[Token, ...]:
    """Return the tokens of a sentence; those of its pairs where the author says some otherwise."""
    if "".join(token.spoken for token in tokens) == utterance.spoken:
        return tuple(tokens)
    found, at = [], 0
    for word in utterance.words:
        start = utterance.written.find(word.written, at)
        found.append(Token(at, start, utterance.written[at:start], " " if at else "", "plain"))
        at = start + len(word.written)
        kind = "plain" if word.written == word.spoken else "given"
        found.append(Token(start, at, word.written, word.spoken, kind))
    return tuple(found)


def _heard(
    utterances: Sequence[Utterance], previous: Manifest | None
) -> list[UtteranceRecord | None]:
    """Return for each sentence the one of the finished episode that sounds the same."""
    waiting: dict[tuple[str, str], list[UtteranceRecord]] = {}
    for record in reversed(previous.utterances if previous else ()):
        waiting.setdefault((record.spoken, record.voice), []).append(record)
    found = []
    for utterance in utterances:
        records = waiting.get((utterance.spoken, utterance.voice))
        found.append(records.pop() if records else None)
    return found

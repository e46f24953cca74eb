"""A bulletin from the feeds of one's own site: what is new since the last one, no story twice."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from briefing.config import Settings
from briefing.episode.dates import INDIA, hindi_date
from briefing.episode.manifest import NAME as MANIFEST
from briefing.episode.result import EpisodeResult
from briefing.errors import BriefingError, ConfigError, near
from briefing.model import Script
from briefing.pipeline import make
from briefing.progress import ProgressCallback
from briefing.read import data_of, feed
from briefing.read.feed import Entry
from briefing.read.fetch import WebAccess, fetch
from briefing.system.files import folder_lock, write
from briefing.system.records import DataError, UnknownKeyError, build, to_plain_data
from briefing.system.web import is_web

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

RULES = "daily.toml"
STATE = ".daily.json"
ORDERS = ("newest", "oldest", "feed")
_MOST_SEEN = 20_000
Warn = Callable[[str], object]


@dataclass(frozen=True)
class Rules:
    """What a bulletin takes of the feeds: the keys of ``daily.toml``.

    ``include`` and ``exclude`` are words that a story's title, tags or text holds; ``words`` is
    ``lead`` (the first paragraph), ``all``, or a number: whole sentences up to so many words.
    ``page`` reads each story's page where the feed holds but a summary. ``title`` may hold
    ``{date}`` and ``{time}``.
    """

    feeds: tuple[str, ...] = ()
    title: str = "समाचार, {date}, {time}"
    stories: int = 10
    order: str = "newest"
    words: str = "all"
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    page: bool = False


@dataclass
class State:
    """What earlier bulletins took: the GUIDs seen, and those of a bulletin that is being made."""

    seen: tuple[str, ...] = ()
    making: str = ""
    taken: tuple[str, ...] = ()

    def settle(self, output: Path) -> None:
        """Close a bulletin that a run left unfinished: it counts if its episode is there."""
        if self.making and (output / self.making / MANIFEST).is_file():
            self.seen = (*self.seen, *self.taken)[-_MOST_SEEN:]
        self.making, self.taken = "", ()


def load_rules(file: Path) -> Rules:
    """Read ``daily.toml``.

    Raises
    ------
    ConfigError
        if it holds an unknown key or a value that is not one.
    """
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
        if isinstance(table.get("words"), int) and not isinstance(table["words"], bool):
            table["words"] = str(table["words"])
        rules = build(Rules, table, strict=True)
    except UnknownKeyError as error:
        what, remedy = f"unknown key {error.key!r}", near(error.name, error.known)
        raise ConfigError(what, where=str(file), remedy=remedy) from None
    except (DataError, OSError, ValueError) as error:
        raise ConfigError(str(error), where=str(file), remedy="see docs/inputs.md") from None
    wrong = next((key for key, fine in _checks(rules) if not fine), "")
    if wrong:
        what = f"{wrong} = {getattr(rules, wrong)!r}"
        raise ConfigError(what, where=str(file), remedy="see docs/inputs.md")
    return rules


def _checks(rules: Rules) -> Iterator[tuple[str, bool]]:
    yield "order", rules.order in ORDERS
    yield "words", rules.words in ("lead", "all") or rules.words.isdecimal()
    yield "stories", rules.stories > 0


def bulletin(
    feeds: Sequence[str],
    rules: Rules,
    settings: Settings,
    *,
    at: datetime | None = None,
    access: WebAccess | None = None,
    warn: Warn = lambda _: None,
    progress: ProgressCallback | None = None,
) -> EpisodeResult | None:
    """Make an episode of what is new in the feeds; None where nothing is.

    What the feeds held is remembered in the output folder once the episode is finished, also where
    the rules left it out: the next bulletin begins behind it. A run that was stopped is made again.

    Raises
    ------
    BriefingError
        if no feed can be read, or the episode cannot be made.
    """
    moment = at or datetime.now(INDIA)
    output = Path(settings.output)
    output.mkdir(parents=True, exist_ok=True)
    with folder_lock(output):
        state = read_state(output)
        state.settle(output)
        entries = list(_all_entries(feeds, access, warn))
        script, fresh = compose(entries, state, rules, moment, access, warn)
        if script is None:
            _remember(output, replace(state, seen=_with(state.seen, fresh)))
            return None
        slug = settings.slug or f"daily-{moment:%Y-%m-%d-%H%M}"
        state = replace(state, making=slug, taken=tuple(key for e in fresh for key in _keys(e)))
        _remember(output, state)
        dated = replace(settings, slug=slug, date=settings.date or moment.isoformat("T", "minutes"))
        result = make(script, dated, progress, access)
        _remember(output, State(_with(state.seen, fresh)))
        return result


def preview(
    feeds: Sequence[str],
    rules: Rules,
    settings: Settings,
    moment: datetime,
    access: WebAccess | None = None,
    warn: Warn = lambda _: None,
) -> Script | None:
    """Return the script that :func:`bulletin` would speak now, and change nothing."""
    state = read_state(Path(settings.output))
    state.settle(Path(settings.output))
    return compose(list(_all_entries(feeds, access, warn)), state, rules, moment, access, warn)[0]


def compose(
    entries: Sequence[Entry],
    state: State,
    rules: Rules,
    moment: datetime,
    access: WebAccess | None = None,
    warn: Warn = lambda _: None,
) -> tuple[Script | None, list[Entry]]:
    """Return the script of what is new and wanted, None of nothing; and all that is new."""
    seen = set(state.seen)
    fresh = [entry for entry in _once(entries) if not seen & set(_keys(entry))]
    chosen = _ordered([e for e in fresh if _is_wanted(e, rules)], rules)[: rules.stories]
    if not chosen:
        return None, fresh
    if rules.page:
        chosen = [_with_page(entry, access, warn) for entry in chosen]
    date, time = hindi_date(moment.date().isoformat()), f"{moment:%H:%M}"
    title = rules.title.replace("{date}", date).replace("{time}", time)
    script = feed.bulletin(chosen, "daily", rules.words)
    return replace(script, title=title), fresh


def read_state(output: Path) -> State:
    """Return what earlier bulletins took.

    Raises
    ------
    ConfigError
        if the file is damaged: without it, stories would be told twice.
    """
    file = output / STATE
    if not file.is_file():
        return State()
    try:
        return build(State, json.loads(file.read_text(encoding="utf-8")), strict=True)
    except (ValueError, RecursionError) as error:
        remedy = "remove it to begin anew: the next bulletin may repeat stories"
        raise ConfigError(f"not readable: {error}", where=str(file), remedy=remedy) from None


def _remember(output: Path, state: State) -> None:
    write(output / STATE, json.dumps(to_plain_data(state), ensure_ascii=False, indent=0) + "\n")


def _keys(entry: Entry) -> list[str]:
    """Return what tells a story from others: its GUID, and its address in other feeds."""
    return list(dict.fromkeys(key for key in (entry.guid, entry.link) if key))


def _with(seen: Sequence[str], fresh: Iterable[Entry]) -> tuple[str, ...]:
    return (*seen, *(key for entry in fresh for key in _keys(entry)))[-_MOST_SEEN:]


def _all_entries(feeds: Sequence[str], access: WebAccess | None, warn: Warn) -> Iterator[Entry]:
    """Yield the entries of all feeds; one that cannot be read is a warning if another can."""
    failed: BriefingError | None = None
    read = 0
    for name in feeds:
        try:
            data = fetch(name, access).data if is_web(name) else data_of(name)[0]
            yield from feed.entries(data, name)[1]
            read += 1
        except BriefingError as error:
            failed = error
            warn(str(error))
    if failed and not read:
        raise failed


def _once(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Yield each story once, although several feeds hold it."""
    known: set[str] = set()
    for entry in entries:
        if not known & set(_keys(entry)):
            known |= set(_keys(entry))
            yield entry


def _is_wanted(entry: Entry, rules: Rules) -> bool:
    text = " ".join([entry.title, *entry.tags, entry.html]).casefold()
    wanted = not rules.include or any(word.casefold() in text for word in rules.include)
    return wanted and not any(word.casefold() in text for word in rules.exclude)


def _ordered(entries: Sequence[Entry], rules: Rules) -> list[Entry]:
    if rules.order == "feed":
        return list(entries)
    undated = datetime.min.replace(tzinfo=INDIA)
    newest = sorted(entries, key=lambda entry: entry.published or undated, reverse=True)
    return newest if rules.order == "newest" else newest[: rules.stories][::-1]


def _with_page(entry: Entry, access: WebAccess | None, warn: Warn) -> Entry:
    """Return a story with the text of its page; with the feed's where that cannot be had."""
    if not entry.link:
        return entry
    try:
        own = (access or WebAccess()).of(entry.feed or entry.link, entry.link)
        return replace(entry, html=feed.page_html(fetch(entry.link, own).data, entry.link))
    except BriefingError as error:
        warn(str(error))
        return entry

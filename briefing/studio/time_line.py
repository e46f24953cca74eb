"""The time line of an episode: its waveform, chapters and music, and what is heard where."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from briefing.episode import library
from briefing.episode.manifest import Manifest
from briefing.formats.markup import Html, fill, join
from briefing.formats.text import clock
from briefing.model import ChapterMark
from briefing.studio.desk import OpenScript
from briefing.studio.html import View

#: The drawing is so wide, and its wave and each lane of music so high.
_WIDTH, _WAVE, _LANE = 1800, 100, 24
_FLAT = (0,) * 180
#: Music by lane: what lies over another has its own.
_LANES = ("tune", "bed", "sting", "chime")


def time_line(
    view: View, script: OpenScript, episode: library.StoredEpisode | None, levels: Sequence[int]
) -> Html:
    """Return the time line of a script's episode; ``levels`` is its envelope, 0 to 100."""
    chapters = join(_chapters(view, script, episode))
    end = _preview(view, view["end"], "end")
    starts = view.fill("starts", chapter_items=chapters, end=end)
    if episode is None:
        return view.fill("no_time_line", starts=starts)
    manifest = episode.manifest
    duration_ms = manifest.audio.duration_ms
    return view.fill(
        "time_line",
        audio=f"audio?v={episode.version}",
        changed_notice="" if script.is_current else _notice(view["time_line_old"]),
        drawing=_drawing(manifest, levels),
        seconds=f"{duration_ms / 1000:.3f}",
        clock=clock(duration_ms // 1000),
        music_items=join(_music(view, manifest)) or fill("<li>$t</li>", t=view["no_music_heard"]),
        pending="" if levels else "1",
        starts=starts,
        loudness_items=join(_loudness(view, manifest)),
    )


def _notice(text: str) -> Html:
    return fill('<p class="hint">$text</p>', text=text)


def _drawing(manifest: Manifest, levels: Sequence[int]) -> Html:
    """Draw the waveform, a tick at each chapter, and the music below it."""
    levels = levels or _FLAT
    scale = _WIDTH / (manifest.audio.duration_ms or 1)
    step = _WIDTH / len(levels)
    bars = ""
    for at, level in enumerate(levels):
        half = max(1.0, (level / 100) ** 1.6 * (_WAVE / 2 - 4))
        bars += f"M{(at + 0.5) * step:.1f} {_WAVE / 2 - half:.0f}V{_WAVE / 2 + half:.0f}"
    lanes = [name for name in _LANES if any(span.name == name for span in manifest.music)]
    height = _WAVE + _LANE * len(lanes)
    ticks = "".join(f"M{mark.start_ms * scale:.1f} 0V{height}" for mark in manifest.contents[1:])
    return fill(
        '<svg viewBox="0 0 $width $height" preserveAspectRatio="none" aria-hidden="true" '
        'data-lanes="$lanes"><path class="bars" d="$bars"/>$spans<path class="ticks" d="$ticks"/>'
        '<path id="head" class="head" d="M0 0V$height" /></svg>',
        width=_WIDTH,
        height=height,
        lanes=len(lanes),
        bars=bars,
        ticks=ticks,
        spans=join(_spans(manifest, lanes, scale)),
    )


def _spans(manifest: Manifest, lanes: Sequence[str], scale: float) -> Iterator[Html]:
    for span in manifest.music:
        if span.name in lanes:
            yield fill(
                '<rect class="$name" x="$x" y="$y" width="$width" height="$height"/>',
                name=span.name,
                x=f"{span.start_ms * scale:.1f}",
                y=_WAVE + _LANE * lanes.index(span.name) + 4,
                width=f"{max(2.0, (span.end_ms - span.start_ms) * scale):.1f}",
                height=_LANE - 8,
            )


def _music(view: View, manifest: Manifest) -> Iterator[Html]:
    """Yield when each sound of the music is heard, in words."""
    item = (
        '<li><span class="swatch $name"></span><button type="button" class="at js-only" '
        'data-at="$at" aria-label="$play_from $clock: $words">$clock</button><noscript>$clock'
        "</noscript> $words</li>"
    )
    for span in manifest.music:
        yield fill(
            item,
            name=span.name,
            at=span.start_ms / 1000,
            clock=clock(span.start_ms // 1000),
            words=view[f"{span.name}_name"] if span.name in _LANES else span.name,
            play_from=view["play_from"],
        )


def _chapters(
    view: View, script: OpenScript, episode: library.StoredEpisode | None
) -> Iterator[Html]:
    """Yield the chapters as they will be, with the time of those that the episode has."""
    heard = {u.chapter for u in script.planned.plan.utterances}
    waiting = list(episode.manifest.contents) if episode else []
    for index, title in enumerate(script.planned.plan.chapters):
        if index not in heard:
            continue
        mark = next((mark for mark in waiting if mark.title == title), None)
        if mark:
            waiting = waiting[waiting.index(mark) + 1 :]
        yield view.fill(
            "time_line_chapter",
            name=title,
            at=_at(view, title, mark),
            preview=_preview(view, title, str(index)),
        )


def _at(view: View, title: str, mark: ChapterMark | None) -> Html:
    if mark is None:
        return Html("<span>–</span>")
    button = (
        '<button type="button" class="at js-only" data-at="$at" aria-label="$play_from $clock: '
        '$title">$clock</button><noscript>$clock</noscript>'
    )
    words = {"clock": clock(mark.start_ms // 1000), "title": title}
    return fill(button, at=mark.start_ms / 1000, play_from=view["play_from"], **words)


def _preview(view: View, title: str, place: str) -> Html:
    button = (
        '<button type="button" class="pill preview js-only" data-preview="preview/$place.mp3" '
        'aria-label="$words: $title">$words</button>'
    )
    return fill(button, place=place, words=view["preview_mix"], title=title)


def _loudness(view: View, manifest: Manifest) -> Iterator[Html]:
    """Yield how loud the episode is: as a whole, its highest peak, and its range."""
    item = "<div><dt>$name</dt><dd$more>$value</dd></div>"
    audio = manifest.audio
    for key, value, unit in (
        ("loudness_whole", audio.loudness_lufs, "LUFS"),
        ("true_peak", audio.true_peak_dbtp, "dBTP"),
    ):
        shown = "–" if value is None else f"{value:.1f} {unit}".replace("-", "−")
        yield fill(item, name=view[key], value=shown, more=Html())
    link = fill('<a href="range">$words</a>', words=view["measure"])
    yield fill(item, name=view["loudness_range"], value=link, more=Html(' id="range"'))

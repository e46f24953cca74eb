"""Rules about words: sentences that are heard, titles that are shown, how many chapters there are.

They are for the ear and the small screen; what players cannot read is elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator

from briefing.episode.manifest import NAME as MANIFEST
from briefing.formats.text import clock, one_line, shorten
from briefing.lint.inputs.audio import Audio
from briefing.lint.inputs.episode import EpisodeFolder
from briefing.lint.rule import Problem, rule

MOST_WORDS = 35
MOST_AN_HOUR, _FEW = 12, 10
LONGEST_TITLE = 60
_AFTER_S = 60
_SHOWN = 40


@rule(
    "sentence-long",
    "note",
    why=f"a listener cannot go back: of a sentence over {MOST_WORDS} words the beginning is "
    "forgotten at its end",
    remedy="make two or three sentences of it, each with one thought",
)
def _sentences(episode: EpisodeFolder) -> Iterator[Problem]:
    for utterance in episode.manifest.utterances if episode.manifest else ():
        count = len(utterance.written.split())
        if count > MOST_WORDS:
            begins = shorten(one_line(utterance.written), _SHOWN)
            yield Problem(f"a sentence of {count} words: «{begins}»", MANIFEST)


@rule(
    "sound-end",
    "warning",
    why="listeners wait for what does not come, or think that the player has stopped",
    remedy="end the episode soon after its last word; shorten the tune",
)
def _end(episode: EpisodeFolder) -> Iterator[Problem]:
    said = episode.manifest.utterances if episode.manifest else ()
    heard = [utterance for utterance in said if utterance.sounds]
    if heard and episode.duration_ms:
        left_s = (episode.duration_ms - heard[-1].end_ms) / 1000
        if left_s > _AFTER_S:
            where = f"at {clock(heard[-1].end_ms // 1000)}"
            yield Problem(f"{left_s:.0f} s without a word at the end", where)


@rule(
    "chap-density",
    "note",
    ("Apple Podcasts",),
    why="a list longer than the screen is not read; Apple advises about six an hour for talk",
    remedy="make fewer (briefing make --chapters heading, or auto)",
)
def _density(audio: Audio) -> Iterator[Problem]:
    hours = audio.duration_ms / 3_600_000
    if hours and len(audio.marks) > max(_FEW, MOST_AN_HOUR * hours):
        length = clock(audio.duration_ms // 1000)
        yield Problem(f"{len(audio.marks)} chapters in {length}")


@rule(
    "chap-long",
    "note",
    ("Apple Podcasts", "Overcast", "AntennaPod", "Pocket Casts"),
    why="players show a chapter's title on one line, or cut it off",
    remedy="give it a title of a few words: a heading of its own",
)
def _titles(audio: Audio) -> Iterator[Problem]:
    for title, start_ms in audio.marks:
        if len(title) > LONGEST_TITLE:
            what = f"a title of {len(title)} characters: «{shorten(title, _SHOWN)}»"
            yield Problem(what, f"at {clock(start_ms // 1000)}")

"""Alignment and decisions, on what an ear would have heard: no network, no weights."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence

import numpy as np
import pytest
from helpers.heard import RATE_HZ, heard, tone, words

from briefing.episode.heard import HeardFault
from briefing.listen import decide, timing
from briefing.listen.align import LOWEST, Scores, detours, lattice
from briefing.listen.alternatives import ending, left_out, number_words, phones_of_word
from briefing.listen.phones import words_of
from briefing.listen.sentence import Sentence, Suspicion, numbers, sentence
from briefing.model import WordTime

TEXT = "आज दिल्ली में पचपन लोग आए और उनतीस घर गए।"
SAID = words(TEXT)
NUMBERS = sorted(number_words())


def found_in(scores: Scores, text: str = TEXT) -> list[HeardFault]:
    return decide.hear(scores, tone(scores), RATE_HZ, text)


def kinds(said: list[tuple[int, ...]], seed: int = 1) -> list[str]:
    return [finding.kind for finding in found_in(heard(said, seed))]


@pytest.mark.parametrize("seed", range(8))
def test_nothing_is_found_where_nothing_is_wrong(seed: int) -> None:
    assert kinds(SAID, seed=seed) == []


def test_words_are_found_where_they_are_said() -> None:
    found = lattice(heard(SAID, gap=3), SAID)
    assert found is not None
    spans = found.spans()
    chance = np.random.default_rng(0)
    at = 5
    for word, (begin, end) in zip(SAID, spans, strict=True):
        length = sum(int(chance.integers(3, 8)) for _ in word)
        assert abs(begin - at) <= 2 and abs(end - at - length) <= 2
        at += length + 3


def test_the_score_of_a_path_is_the_best_of_all_paths() -> None:
    """Against a search of all paths, on a sound so short that there are few."""
    chance = np.random.default_rng(3)
    scores = np.log(chance.dirichlet(np.ones(5), 7)).astype(np.float32)
    said = [[1, 2], [3]]
    found = lattice(scores, said)
    assert found is not None
    chains = [
        [phone for phone, kept in zip((0, 1, 2, 0, 3, 0), keep, strict=True) if kept]
        for keep in itertools.product((0, 1), repeat=6)
        if keep[1] and keep[2] and keep[4]
    ]
    best = max(
        sum(max(float(scores[t, chain[state]]), LOWEST) for t, state in enumerate(path))
        for chain in chains
        for path in itertools.product(range(len(chain)), repeat=7)
        if path[0] == 0
        and path[-1] == len(chain) - 1
        and all(0 <= b - a <= 1 for a, b in itertools.pairwise(path))
    )
    assert found.total == pytest.approx(best, abs=1e-4)


def test_a_detour_over_the_same_word_costs_nothing() -> None:
    found = lattice(heard(SAID), SAID)
    assert found is not None
    same = detours(found.scores, SAID, found.enter, found.leave)
    assert same.scores == pytest.approx(found.total, abs=0.01)


@pytest.mark.parametrize("place", range(len(SAID) - 1))
def test_a_word_left_out_is_found(place: int) -> None:
    (finding,) = found_in(heard(SAID[:place] + SAID[place + 1 :]))
    assert finding.kind == "left out"
    assert finding.words == TEXT.split()[place]


@pytest.mark.parametrize("place", range(len(SAID)))
def test_a_word_said_twice_is_found(place: int) -> None:
    (finding,) = found_in(heard(SAID[: place + 1] + SAID[place:]))
    assert finding.kind == "twice"
    assert finding.words == TEXT.rstrip("।").split()[place]


def test_each_number_word_sounds_like_no_other() -> None:
    assert len(set(number_words().values())) == len(NUMBERS) == 100


@pytest.mark.parametrize("said", NUMBERS)
def test_a_number_is_told_from_the_99_others(said: str) -> None:
    """Every pair: the one that is said fits better than each that is not."""
    chains = [numbers(phones_of_word(word)) for word in NUMBERS]
    before, after = words("कुल"), words("लोग आए")
    spoken = [*before, numbers(phones_of_word(said)), *after]
    found = lattice(heard(spoken, seed=NUMBERS.index(said)), spoken)
    assert found is not None
    columns = [1] * len(chains)
    scores = detours(found.scores, chains, found.enter[:, columns], found.leave[:, columns]).scores
    others = np.delete(scores, NUMBERS.index(said))
    assert scores[NUMBERS.index(said)] - others.max() > 3


@pytest.mark.parametrize(
    ("written", "said"),
    [("उनतीस", "उनतालीस"), ("पचपन", "पच्चीस"), ("अड़सठ", "सड़सठ"), ("सात", "साठ"), ("तीन", "तीस")],
)
def test_another_number_is_named(written: str, said: str) -> None:
    text = f"कुल {written} लोग आए।"
    (finding,) = found_in(heard(words(f"कुल {said} लोग आए।"), seed=2), text)
    assert (finding.kind, finding.heard) == ("number", said)
    assert finding.words == written


def test_another_name_is_a_kind_of_its_own() -> None:
    assert kinds(words(TEXT.replace("दिल्ली", "भुवनेश्वर"))) == ["name"]


def test_another_text_is_found() -> None:
    found = found_in(heard(words("हमने कल रात को एक नई बात सुनी थी कि तुम जाओगे।")))
    assert max(finding.confidence for finding in found) > 0.99


def test_a_sound_too_short_for_the_words_is_found() -> None:
    assert kinds(SAID[:2]) != []
    assert kinds([]) == ["left out"]


def timed(scores: Scores, moved_ms: int = 0) -> list[WordTime]:
    """Return when the words are heard, those from the sixth on so much later."""
    found = lattice(scores, SAID)
    assert found is not None
    place_of = [word.place for word in words_of(TEXT)]
    return [
        WordTime(*place_of[place], begin * 20 + late, end * 20 + late)
        for place, (begin, end) in enumerate(found.spans())
        for late in [moved_ms * (place > 5)]
    ]


def test_times_speak_against_a_word_that_is_left_out() -> None:
    """A short word that is missing is surer where what follows comes too early, and not if not."""
    scores = heard(SAID[:6] + SAID[7:], seed=5)
    silent = np.zeros(0, np.float32)
    gains = []
    for moved_ms in (0, 150):
        times = timed(scores, moved_ms)
        times[6] = times[6]._replace(start_ms=times[6].end_ms - 150)
        sound = sentence(TEXT, scores, silent, RATE_HZ, None, times)
        assert sound is not None
        (gain,) = (s.gain for s in left_out(sound) if s.first == s.last == 6)
        gains.append(gain)
    assert gains[1] > gains[0] + 5


def gain_of(ask: Callable[[Sentence], Iterator[Suspicion]], times: Sequence[WordTime]) -> float:
    """Return the highest gain where the words were meant at these times."""
    scores = heard(SAID, seed=4)
    sound = sentence(TEXT, scores, tone(scores), RATE_HZ, None, times)
    assert sound is not None
    return max(found.gain for found in ask(sound))


def test_a_change_of_pace_is_a_bend_in_the_times() -> None:
    times = timed(heard(SAID, seed=4))
    middle = times[3].start_ms

    def moved(late_ms: Callable[[int], float]) -> list[WordTime]:
        return [
            time._replace(
                start_ms=time.start_ms + round(late_ms(max(0, time.start_ms - middle))),
                end_ms=time.end_ms + round(late_ms(max(0, time.end_ms - middle))),
            )
            for time in times
        ]

    even = decide.QUESTIONS[-1].even
    assert gain_of(timing.pace, times) < 1
    assert gain_of(timing.pace, moved(lambda ms: 0.3 * ms)) > even
    assert gain_of(timing.pace, moved(lambda ms: -0.2 * ms)) > even


@pytest.mark.parametrize(
    ("moved_ms", "missing", "again"), [(0, -1, -1), (-100, 1, -1), (100, -1, 1)]
)
def test_a_step_in_the_times_says_how_much_is_missing(
    moved_ms: int, missing: int, again: int
) -> None:
    """Words that come a word's length too early speak for one that is missing."""
    scores = heard(SAID, seed=4)
    times = timed(scores, -moved_ms)
    times[5] = times[5]._replace(end_ms=times[5].start_ms + 100)
    sound = sentence(TEXT, scores, tone(scores), RATE_HZ, None, times)
    assert sound is not None
    assert [np.sign(timing.step(sound, 5, 5, sign)) for sign in (-1, 1)] == [missing, again]


def with_fault(kind: str) -> list[str]:
    """Return what is found where the sound of the fourth word is changed."""
    scores = heard(SAID, seed=6)
    samples = tone(scores)
    found = lattice(scores, SAID)
    assert found is not None
    begin, end = (frame * RATE_HZ // 50 for frame in found.spans()[3])
    if kind == "silence":
        samples[begin:end] = 0
    elif kind == "noise":
        samples[begin:end] += np.random.default_rng(0).normal(0, 0.3, end - begin)
    return [finding.kind for finding in decide.hear(scores, samples, RATE_HZ, TEXT)]


@pytest.mark.parametrize("kind", ["silence", "noise"])
def test_what_the_sound_shows_is_found(kind: str) -> None:
    assert with_fault("") == []
    assert kind in with_fault(kind)


def test_a_last_word_that_stops_is_found() -> None:
    """By its phones, and by the fading that is missing."""
    scores = heard([*SAID[:-1], SAID[-1][:2]], seed=6)
    faded = tone(scores)
    stopped = np.sign(np.abs(faded)).astype(np.float32) * 0.5 * np.sin(np.arange(len(faded)) / 9)
    kinds = [
        [fault.kind for fault in decide.hear(scores, samples.astype(np.float32), RATE_HZ, TEXT)]
        for samples in (stopped, faded)
    ]
    assert kinds[0] == ["ending"]
    found = sentence(TEXT, scores, faded, RATE_HZ)
    assert found is not None
    gains = [max(each.gain for each in ending(found))]
    found = sentence(TEXT, scores, stopped.astype(np.float32), RATE_HZ)
    assert found is not None
    assert max(each.gain for each in ending(found)) > gains[0] + 3

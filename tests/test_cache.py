"""The clip cache: what it is named by, what it gives back, what may happen to it."""

from __future__ import annotations

import multiprocessing
import os
import random
import threading
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from helpers.faulty import utterances
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing import voices
from briefing.engines import ENGINES, SynthesisOptions
from briefing.errors import BriefingError
from briefing.model import WordTime
from briefing.synthesise import cache as module
from briefing.synthesise import flac
from briefing.synthesise.cache import ClipCache, key, version
from briefing.synthesise.clip_store import ClipStore
from briefing.synthesise.scheduler import WorkerPool

RATE_HZ = 24_000
KEY = "ab" + 62 * "0"


def sound(seed: int = 0, length: int = 4_000) -> np.ndarray:
    samples = np.random.default_rng(seed).uniform(-0.5, 0.5, length).astype(np.float32)
    return flac.unpack(flac.pack(samples, RATE_HZ))[0].samples


@settings(max_examples=50)
@given(st.lists(st.floats(-1.5, 1.5, width=32), min_size=1, max_size=200))
def test_packing_changes_nothing_the_second_time(values: list[float]) -> None:
    speech, rate_hz = flac.unpack(flac.pack(np.array(values, np.float32), RATE_HZ))
    samples = speech.samples
    again, _ = flac.unpack(flac.pack(samples, rate_hz))
    assert np.array_equal(samples, again.samples)
    assert np.abs(samples - np.clip(values, -1, 1)).max() <= 0.5 / 32767 + 1e-6


def test_the_length_is_read_without_decoding() -> None:
    assert flac.duration_ms(flac.pack(sound(length=36_000), RATE_HZ)) == 1500


def test_what_is_put_comes_back(tmp_path: Path) -> None:
    cache = ClipCache(tmp_path)
    assert cache.get(KEY, RATE_HZ) is None
    cache.put(KEY, flac.pack(sound(), RATE_HZ))
    assert cache.holds(KEY)
    speech = cache.get(KEY, RATE_HZ)
    assert speech is not None and np.array_equal(speech.samples, sound())


def test_any_damage_is_found(tmp_path: Path) -> None:
    """Whatever byte is flipped, sound and times come back as they were, or not at all."""
    cache = ClipCache(tmp_path)
    words = (WordTime(0, 4, 25, 600), WordTime(5, 9, 625, 1_000))
    good = flac.pack(sound(length=600), RATE_HZ, words)
    found = 0
    for position in range(0, len(good), 5):
        bad = bytearray(good)
        bad[position] ^= 1 << position % 8
        cache.put(KEY, bytes(bad))
        try:
            speech = cache.get(KEY, RATE_HZ)
        except flac.DamagedError:
            found += 1
            assert not cache.holds(KEY)
        else:
            assert speech is not None and np.array_equal(speech.samples, sound(length=600))
            assert speech.words in (words, ())
    assert found > len(good) / 5 * 0.8


@pytest.mark.parametrize("length", [0, 10, 3000])
def test_a_torn_entry_is_found(length: int, tmp_path: Path) -> None:
    cache = ClipCache(tmp_path)
    cache.put(KEY, flac.pack(sound(), RATE_HZ)[:length])
    with pytest.raises(flac.DamagedError):
        cache.get(KEY, RATE_HZ)


def test_the_key_names_what_decides_the_sound(monkeypatch: pytest.MonkeyPatch) -> None:
    voice = voices.find("tone")
    plain = key("नमस्ते।", voice, SynthesisOptions())
    others = {
        key("नमस्ते!", voice, SynthesisOptions()),
        key("नमस्ते।", voice, SynthesisOptions(speed=1.1)),
        key("नमस्ते।", replace(voice, digest="other"), SynthesisOptions()),
        key("नमस्ते।", replace(voice, name="other"), SynthesisOptions()),
        key("नमस्ते।", replace(voice, engine="kokoro"), SynthesisOptions()),
    }
    assert len({plain, *others}) == 6
    assert key("नमस्ते।", voice, SynthesisOptions(threads=4, device="cuda")) == plain
    anywhere = replace(ENGINES["tone"], cpu_only=False)
    monkeypatch.setitem(ENGINES, "tone", anywhere)
    assert key("नमस्ते।", voice, SynthesisOptions(device="cuda")) != key(
        "नमस्ते।", voice, SynthesisOptions()
    )


def test_the_version_follows_the_code_and_the_libraries(monkeypatch: pytest.MonkeyPatch) -> None:
    before = version("kokoro")
    version.cache_clear()
    assert version("kokoro") == before
    version.cache_clear()
    monkeypatch.setattr(module, "_version", lambda name: "other")
    assert version("kokoro") != before
    version.cache_clear()


@pytest.mark.parametrize(
    ("edited", "engine", "again"),
    [
        ("engines/coqui/remedies.py", "coqui", True),
        ("engines/coqui/remedies.py", "kokoro", False),
        ("engines/kokoro/engine.py", "kokoro", True),
        ("engines/g2p/data/exceptions.tsv", "kokoro", True),
        ("engines/g2p/data/exceptions.tsv", "tone", False),
        ("engines/tone.py", "kokoro", False),
        ("engines/chunking.py", "tone", True),
        ("audio.py", "kokoro", True),
        ("synthesise/attempts.py", "tone", True),
        ("synthesise/check.py", "kokoro", True),
        ("synthesise/scheduler.py", "tone", False),
        ("synthesise/job.py", "tone", False),
    ],
)
def test_an_edit_makes_the_clips_of_its_own_engine_again(
    edited: str, engine: str, again: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    version.cache_clear()
    before = version(engine)
    read = Path.read_bytes
    suffix = f"briefing/{edited}"
    monkeypatch.setattr(
        Path,
        "read_bytes",
        lambda path: read(path) + (b"\n# edited" if path.as_posix().endswith(suffix) else b""),
    )
    version.cache_clear()
    assert (version(engine) != before) is again
    version.cache_clear()


def test_pruning_removes_what_was_used_longest_ago(tmp_path: Path) -> None:
    cache = ClipCache(tmp_path)
    data = flac.pack(sound(), RATE_HZ)
    keys = [f"{i:02x}" + 62 * "0" for i in range(5)]
    for age, name in enumerate(keys):
        cache.put(name, data)
        os.utime(cache.path(name), (1000 + age, 1000 + age))
    cache.get(keys[0], RATE_HZ)  # used now
    removed = cache.prune(3 * len(data))
    assert (removed.entries, removed.size_bytes) == (2, 2 * len(data))
    assert [cache.holds(name) for name in keys] == [True, False, False, True, True]
    assert cache.info().size_bytes == 3 * len(data)
    assert cache.clear().entries == 3
    assert cache.info().entries == 0


def test_the_size_is_noted_and_counted_anew_when_the_note_is_no_good(tmp_path: Path) -> None:
    cache = ClipCache(tmp_path)
    data = flac.pack(sound(), RATE_HZ)
    cache.put(KEY, data)
    assert cache.grown(len(data)) == len(data)  # counted
    assert cache.grown(100) == len(data) + 100  # noted
    note = tmp_path / "size"
    os.utime(note, (1000, 1000))
    assert cache.grown(100) == len(data)
    note.write_text("garbage")
    assert cache.grown(100) == len(data)
    cache.prune(0)
    assert cache.grown(5) == 5


def test_pruning_removes_what_a_killed_process_left(tmp_path: Path) -> None:
    cache = ClipCache(tmp_path)
    cache.put(KEY, flac.pack(sound(), RATE_HZ))
    old, new = (cache.path(KEY).parent / f".part-{name}.flac" for name in ("old", "new"))
    for part in (old, new):
        part.write_bytes(b"half")
    os.utime(old, (1000, 1000))
    cache.prune(1 << 30)
    assert (old.exists(), new.exists(), cache.holds(KEY)) == (False, True, True)


def _hammer(folder: str, seed: int, rounds: int) -> None:
    """Put, get, damage and prune at random; exit with 1 if a wrong sound comes back."""
    cache, chance = ClipCache(Path(folder)), random.Random(seed)
    for _ in range(rounds):
        n = chance.randrange(8)
        name = f"{n:02x}" + 62 * "0"
        act = chance.random()
        if act < 0.45:
            cache.put(name, flac.pack(sound(n), RATE_HZ))
        elif act < 0.9:
            try:
                speech = cache.get(name, RATE_HZ)
            except flac.DamagedError:
                continue
            if speech is not None and not np.array_equal(speech.samples, sound(n)):
                raise SystemExit(1)
        elif act < 0.95:
            cache.prune(20_000)
        elif cache.path(name).is_file():
            cache.path(name).write_bytes(b"fLaC damaged")


@pytest.mark.slow
def test_many_processes_share_it(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=_hammer, args=(str(tmp_path), i, 400)) for i in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0, 0, 0]


def test_many_threads_share_it(tmp_path: Path) -> None:
    failed = []

    def work(seed: int) -> None:
        try:
            _hammer(str(tmp_path), seed, 60)
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=work, args=(i,)) for i in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []


def spoken(
    folder: Path, cache: ClipCache, limit_bytes: int = 1 << 30
) -> tuple[list[str], ClipStore, int]:
    """Speak two sentences with a cache and return digests, the store, how many were spoken."""
    store = ClipStore(cache, limit_bytes, folder)
    with WorkerPool(store) as pool:
        texts = utterances("नमस्ते दिल्ली।", "आज बारिश हुई।")
        job = pool.submit(texts, {"tone": voices.find("tone")}, SynthesisOptions())
        digests = [clip.digest for clip in job.clips(lambda *_: None)]
    return digests, store, len(job.made)


def test_a_damaged_entry_is_made_again(tmp_path: Path) -> None:
    cache = ClipCache(tmp_path / "cache")
    first, _, _ = spoken(tmp_path, cache)
    victim = next(cache.folder.rglob("*.flac"))
    victim.write_bytes(victim.read_bytes()[:-3] + b"xyz")
    again, store, made = spoken(tmp_path, cache)
    assert (again, made) == (first, 1)
    assert "a damaged clip is made again" in store.warnings[0]
    assert spoken(tmp_path, cache)[2] == 0


def refuse(self: ClipCache, key: str, data: bytes) -> None:
    raise BriefingError("Read-only file system", where=str(self.folder))


def test_a_cache_that_cannot_be_written_is_a_warning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = ClipCache(tmp_path / "cache")
    first, _, _ = spoken(tmp_path / "a", ClipCache(tmp_path / "other"))
    put = ClipCache.put
    monkeypatch.setattr(ClipCache, "put", lambda s, *a: refuse(s, *a) if s is cache else put(s, *a))
    again, store, made = spoken(tmp_path / "b", cache)
    assert (again, made) == (first, 2)
    assert store.warnings == [
        f"the clip cache takes nothing more: {cache.folder}: Read-only file system"
    ]
    assert list((tmp_path / "b").iterdir()) == []


def test_a_read_only_cache_still_gives(tmp_path: Path) -> None:
    cache = ClipCache(tmp_path / "cache")
    first, _, _ = spoken(tmp_path, cache)
    for path in [cache.folder, *cache.folder.rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        assert spoken(tmp_path, cache)[::2] == (first, 0)
    finally:
        for path in [cache.folder, *cache.folder.rglob("*")]:
            path.chmod(0o755)


def test_no_cache_leaves_nothing(tmp_path: Path) -> None:
    cache = ClipCache(tmp_path / "cache")
    _, _, made = spoken(tmp_path, cache, limit_bytes=0)
    assert made == 2
    assert list(tmp_path.iterdir()) == []


def test_the_cache_stays_below_its_limit(tmp_path: Path) -> None:
    cache = ClipCache(tmp_path / "cache")
    spoken(tmp_path, cache, limit_bytes=10)
    assert cache.info().entries == 0


def test_a_jumping_clock_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = ClipCache(tmp_path / "cache")
    first, _, _ = spoken(tmp_path, cache)
    for now in (0.0, 4e9):
        monkeypatch.setattr(time, "time", lambda now=now: now)
        for path in cache.folder.rglob("*.flac"):
            os.utime(path, (4e9 - now, 4e9 - now))
        assert spoken(tmp_path, cache)[::2] == (first, 0)
        cache.prune(1 << 30)
        assert cache.info().entries == 2

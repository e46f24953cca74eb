"""The sentences of the corpus: read, held out, and ordered so that any beginning covers most."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from types import SimpleNamespace

import config as configs
from compose import composed

from briefing.normalise import spoken


def sentences(config: SimpleNamespace) -> list[str]:
    """Return what the teacher says, as the normaliser would have it said; each sentence once."""
    files = [configs.FOLDER / name for name in config.corpus.texts]
    lines = [line for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    lines += composed(config.corpus.composed)
    return list(dict.fromkeys(spoken(line) for line in lines if line.strip()))


def held_out(text: str, share: float) -> bool:
    """Tell whether a sentence is kept from training: decided by the sentence alone.

    >>> held_out("नमस्ते।", 0.0), held_out("नमस्ते।", 1.0)
    (False, True)
    """
    return int(hashlib.sha256(text.encode()).hexdigest()[:8], 16) < share * (1 << 32)


def pairs(phones: str) -> list[str]:
    """Return the pairs of neighbouring symbols; the ends count as blanks.

    >>> pairs("nə")
    [' n', 'nə', 'ə ']
    """
    around = f" {phones} "
    return [around[i : i + 2] for i in range(len(around) - 1)]


def by_coverage(phones: Sequence[str]) -> Iterator[int]:
    """Yield the places of all sentences, the one that adds most first.

    A pair that was met n times is worth 1 / (n + 1); a sentence is worth the sum over its pairs,
    a second of speech being equal: divided by its length.
    """
    parts = [Counter(pairs(line)) for line in phones]
    met: Counter[str] = Counter()
    worth = {place: float("inf") for place in range(len(phones))}
    while worth:
        # What a sentence is worth only falls: the first that keeps its place is the best.
        best = max(worth, key=worth.__getitem__)
        value = sum(1 / (met[pair] + 1) for pair in parts[best]) / (len(phones[best]) + 10)
        if value < worth[best]:
            worth[best] = value
            if value < max(worth.values()):
                continue
        del worth[best]
        met.update(parts[best])
        yield best

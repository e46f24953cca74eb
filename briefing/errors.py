"""What can go wrong, each with what to do about it.

Every error a user can cause or meet is a :class:`BriefingError`. The command line prints its text
and exits with its ``exit_code``; nothing else may reach the user as a traceback.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class BriefingError(Exception):
    """Base of all errors that name a cause, a place and a remedy.

    Parameters
    ----------
    what:
        What went wrong, in one sentence, with the tool's own last words where there are any.
    where:
        The place: a file, a line, a sentence. Empty if there is none.
    remedy:
        What the user can do now: a command, a setting, an edit.

    >>> print(BriefingError("the file is empty", where="news.md", remedy="write some Hindi in it"))
    news.md: the file is empty
      → write some Hindi in it
    """

    exit_code = 1

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.remedy = remedy

    def __str__(self) -> str:
        head = f"{self.where}: {self.what}" if self.where else self.what
        return f"{head}\n  → {self.remedy}" if self.remedy else head


class ScriptError(BriefingError):
    """The text cannot be read: empty, not Hindi, not Unicode, not text."""


class ConfigError(BriefingError):
    """``briefing.toml``, a lexicon or an option holds something that is not understood."""


class VoiceError(BriefingError):
    """A voice is unknown, not installed, or could not speak a sentence."""


class EncodeError(BriefingError):
    """The audio could not be encoded or written."""


class FeedError(BriefingError):
    """The feed, its artwork or a published file could not be made."""


class StoppedError(BriefingError):
    """A signal asked the work to stop; what was running has been finished and kept."""

    def __init__(self, signum: int) -> None:
        super().__init__("stopped", remedy="run the same command again to go on from here")
        self.exit_code = 128 + signum


def near(name: str, known: Iterable[str]) -> str:
    """Return a remedy that names the known words nearest to a mistaken one.

    >>> near("hm_omga", ["hm_omega", "hm_psi", "tone"])
    'did you mean hm_omega?'
    >>> near("xyz", ["b", "a"])
    'known: a, b'
    """
    names = sorted(known)
    close = difflib.get_close_matches(name, names, n=3, cutoff=0.6)
    return f"did you mean {' or '.join(close)}?" if close else f"known: {', '.join(names)}"

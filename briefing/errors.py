"""What can go wrong, each with what to do about it.

Every error a user can cause or meet is a :class:`BriefingError`. The command line prints its text
and exits with its ``exit_code``; nothing else may reach the user as a traceback.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from urllib.parse import parse_qsl, unquote

from briefing.message import Message

# Control characters but tab and line feed; marks that turn the direction of text or break lines;
# bytes of file names that are not UTF-8.
HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)


def visible(text: str) -> str:
    r"""Return a text with its control characters and invisible marks as escapes.

    Joiners (U+200C, U+200D), which Hindi is written with, stay.

    >>> print(visible("\x1b[2J\u202eevil \udcff"))
    \x1b[2J\u202eevil \xff
    """
    return HIDDEN.sub(_escaped, text)


#: A password in a URL, up to the last @ of it: it may hold @ and / although it should not.
_PASSWORD = re.compile(r"""(?<=://)([^\s:/@?#]*):[^\s"'<>«»]*@""")
#: A value that signs or opens what a URL leads to, by its name or its length.
_SHORTEST_SECRET = 4  # a shorter one stands in other words, and keeps nobody out
_SECRETS = "token|key|secret|sig|auth|pass|pwd|credential|session|policy|jwt|code|hash"
_VALUE = re.compile(
    rf"""([?&;](?:[\w.-]*(?:{_SECRETS})[\w.-]*=(?=[^\s&;"'<>«»#])|[\w.-]+=(?=[\w%.~+/=-]{{24}})))"""
    r"""[^\s&;"'<>«»#]+""",
    re.IGNORECASE,
)


def without_secrets(text: str, *, of: str = "") -> str:
    """Return a text whose URLs show no password, token or signature.

    ``of`` is a URL whose secrets are left out wherever they stand: a client may name them alone.

    >>> without_secrets("sftp://asha:p@ss/word@example.org/p is not reachable")
    'sftp://asha@example.org/p is not reachable'
    >>> without_secrets("https://example.org/feed.xml?show=2&X-Amz-Signature=0f3a&page=1")
    'https://example.org/feed.xml?show=2&X-Amz-Signature=…&page=1'
    """
    for secret in _secrets(of):
        text = text.replace(secret, "…")
    return _VALUE.sub(r"\1…", _PASSWORD.sub(r"\1@", text))


def _secrets(url: str) -> list[str]:
    """Return what a URL tells its server alone: the password, and the values of the query."""
    before, at, after = url.partition("://")[2].rpartition("@")
    password = before.partition(":")[2] if at else ""
    values = [value for _, value in parse_qsl(after.partition("?")[2])]
    found = [secret for secret in (password, *values) if len(secret) >= _SHORTEST_SECRET]
    return found + [unquote(secret) for secret in found]


def visible_line(text: str) -> str:
    r"""Return a text :func:`visible`, and on one line.

    >>> print(visible_line("a.md\nbriefing: all is well"))
    a.md\nbriefing: all is well
    """
    return visible(text).replace("\n", "\\n")


def _escaped(match: re.Match[str]) -> str:
    code = ord(match.group())
    if 0xDC80 <= code <= 0xDCFF:  # a byte, as os.fsdecode gives it
        code -= 0xDC00
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


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
        head, remedy = visible_line(without_secrets(head)), without_secrets(self.remedy)
        return f"{head}\n  → {visible(remedy)}" if remedy else head


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


def near(name: str, known: Iterable[str], otherwise: str = "") -> str:
    """Return a remedy that names the known words nearest to a mistaken one, or all of them.

    Where none is near, ``otherwise`` is the remedy, if it is given.

    >>> near("hm_omga", ["hm_omega", "hm_psi", "tone"])
    'did you mean hm_omega?'
    >>> near("xyz", ["b", "a"])
    'known: a, b'
    """
    names = sorted(known)
    close = difflib.get_close_matches(name, names, n=3, cutoff=0.6)
    if close:
        return Message("did you mean {names}?", names=" or ".join(close))
    return otherwise or Message("known: {names}", names=", ".join(names))

"""Split a paragraph into sentences, as written.

A sentence ends at danda, double danda, ``?``, ``!``, ``…`` or a full stop that is not part of an
abbreviation, a decimal, an initial or a list number; quotation marks and brackets that close there
belong to it, and so does the number of a verse (``॥ १ ॥``). A quotation is never split. Which words
make a full stop an end is data: ``lexicon/sentence_words.tsv``.

The time is linear in the length of the text: every decision looks at a few words around a stop.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property

from briefing import lexicon

_CLOSERS = "\"'”’»›)]}"
_VERSE_MARK = r"(?:[।॥]{1,2}[^\S\n]{0,2}[\d०-९][\d०-९.,\-–]{0,8}[^\S\n]{0,2}[।॥]{1,2})"
_END = re.compile(rf"(?:{_VERSE_MARK}|(?:[।॥?!…]|\.{{2,}}|\.)+)[{re.escape(_CLOSERS)}]*")
# The mark of a footnote behind a stop belongs to the sentence that ends there.
_NOTE_MARKS = re.compile(r"(?:\s?(?:[⁰¹²³⁴-⁹]{1,3}|<sup>\d{1,3}</sup>)(?!\w))+")
_QUOTES = {"“": "”", "„": "”“", "«": "»", "‘": "’", '"': '"', "'": "'", "(": ")", "[": "]"}
_OPENERS = re.compile(f"[{re.escape(''.join(_QUOTES))}]")
_LONGEST_QUOTE = 600
_LONGEST_SENTENCE = 2000  # characters; about two minutes of speech
_LONGEST_WORD = 40
_NOT_IN_WORD = " \t\n\u00a0\"'“”‘’«»()[]"
_WORD = re.compile(rf"[^\s{re.escape(_CLOSERS)}“‘«(\[।॥?!…,;:]{{1,{_LONGEST_WORD}}}")
_GOES_ON = re.compile(r"\s{0,3}[,;–—a-z]")
#: What a decimal with blanks around its point is followed by: 54. 96 %.
_MEASURED = re.compile(r"\s?\d{1,3}(?!\d)\s?(%|(?:(?:मत|के) )?[^\s\d,;:।!?%]{1,20})?")
_OPENS = "(\"'“‘«"
_SIGNS = "[\u0900-\u0903\u093a-\u094c\u0951-\u0957\u0962\u0963]"
_SYLLABLE = re.compile(f"(?:[\u0915-\u0939]\u093c?\u094d)*[\u0904-\u0939]{_SIGNS}*|[A-Za-z]")
_VERB_ENDING = re.compile("(?:गा|गे|गी|ता|ते|ती|या|ाए|ाई|ीं)$")
_VOWEL_ENDING = re.compile("[\u093e\u0940\u0947\u0902एईआ]$")


def sentences(text: str) -> list[str]:
    """Return the sentences of a paragraph; joined with blanks they give its words, all of them.

    >>> sentences("डॉ. राव ने 3.5 कि.मी. दौड़ लगाई। क्या वे जीते? हाँ!")
    ['डॉ. राव ने 3.5 कि.मी. दौड़ लगाई।', 'क्या वे जीते?', 'हाँ!']
    >>> sentences('उन्होंने कहा, "हम आएँगे। आप भी आइए।" फिर वे चले गए।')
    ['उन्होंने कहा, "हम आएँगे। आप भी आइए।"', 'फिर वे चले गए।']
    >>> sentences("वे घर पर थे. के. आर. राव ने फ़ोन किया. जीत की ख़ुशी थी.")
    ['वे घर पर थे.', 'के. आर. राव ने फ़ोन किया.', 'जीत की ख़ुशी थी.']
    """
    starts = [0, *_ends(text)]
    parts = (
        text[start:end].strip() for start, end in zip(starts, [*starts[1:], None], strict=True)
    )
    return [part for sentence in parts for part in _bounded(sentence)]


def _bounded(sentence: str) -> Iterator[str]:
    """Yield a sentence; one that never ends, in parts: the sound of each is held in memory."""
    while len(sentence) > _LONGEST_SENTENCE:
        blank = sentence.rfind(" ", 1, _LONGEST_SENTENCE)
        end = blank if blank > 0 else _LONGEST_SENTENCE
        yield sentence[:end].rstrip()
        sentence = sentence[end:].lstrip()
    if sentence:
        yield sentence


def _ends(text: str) -> Iterator[int]:
    """Yield the offsets at which sentences end."""
    spans = _quoted(text)
    span = next(spans, None)
    first = _past_blanks(text, 0)
    initial = -1  # where the initial before this stop ended
    for match in _END.finditer(text):
        while span and span[1] <= match.start():
            span = next(spans, None)
        stop = _Stop(text, match, first, initial)
        kind = stop.kind()
        if kind == "initial":
            initial = match.end()
        if kind != "end" or (span and _belongs(span, match, first)):
            continue
        if stop.closes and stop.after in _words("bound"):  # «'चलो शहर.' का गीत»
            continue
        end = _past_notes(text, match.end())
        yield end
        first = _past_blanks(text, end)


def _belongs(span: tuple[int, int], match: re.Match[str], first: int) -> bool:
    """Tell whether a stop is within a quotation or bracket that does not end with it.

    One that closes with its quotation ends the sentence too. A question or a cry does so only
    where the quotation was introduced («उसने पूछा, "कौन?"»): elsewhere the sentence mostly goes on
    («"कौन?" उसने पूछा।»). A bracket inside a sentence never ends it.
    """
    start, end = span
    if not start < match.start() < end:
        return False
    if match.end() <= end or (match.string[start] in "([" and start > first):
        return True
    introduced = match.string[max(first, start - 3) : start].rstrip().endswith((",", ":", "–", "—"))
    return match.group().rstrip(_CLOSERS)[-1] in "?!…" and not introduced


@dataclass(frozen=True)
class _Stop:
    """One or more stops in a text, with the words around them.

    ``first`` is where the sentence begins, ``initial`` where the last initial ended.
    """

    text: str
    match: re.Match[str]
    first: int
    initial: int

    @property
    def marks(self) -> str:
        return self.match.group().rstrip(_CLOSERS)

    @property
    def closes(self) -> bool:
        """Whether a quotation or bracket closes with the stop."""
        return self.match.group()[-1] in _CLOSERS

    @cached_property
    def start(self) -> int:
        """Where the word before the stop begins."""
        start = self.match.start()
        floor = max(self.first, start - _LONGEST_WORD)
        while start > floor and self.text[start - 1] not in _NOT_IN_WORD:
            start -= 1
        return start

    @cached_property
    def word(self) -> str:
        return self.text[self.start : self.match.start()]

    @property
    def unit(self) -> str:
        """The word, or its last part: ``हे`` of ``टन/हे``, ``जन`` of ``31जन``."""
        return re.split(r"[/°\d-]", self.word)[-1]

    @cached_property
    def before(self) -> str:
        """The word before that one."""
        window = self.text[max(self.first, self.start - _LONGEST_WORD) : self.start]
        return window.split()[-1] if window.split() else ""

    @cached_property
    def after(self) -> str:
        """The word after the stop, without the marks around it."""
        found = _WORD.match(self.text, _past_blanks(self.text, self.match.end()))
        return found.group() if found else ""

    @property
    def joined(self) -> bool:
        """Whether no blank follows."""
        return not self.text[self.match.end() : self.match.end() + 1].isspace()

    def kind(self) -> str:
        """Tell what the stop is: the ``end`` of a sentence, an ``initial``'s, or ``short``."""
        sign = self.text[self.match.end() : self.match.end() + 1]
        if self.marks[0] in "।॥":
            return "end"
        if self.marks == "." and (sign.isdecimal() or (sign and sign in _OPENS)):
            return "end" if self._ends_before_sign() else "short"
        if sign and not sign.isspace() and not "\u0900" <= sign <= "\u097f":
            return "short"
        if self.marks != ".":
            return "short" if self.marks[0] not in "?!" and self._goes_on() else "end"
        if sign and self.joined:
            return "end" if self._runs_on() else "short"
        return self._full_stop(self.word)

    def _full_stop(self, word: str) -> str:
        """Tell what a full stop after a word is, where a blank follows it."""
        first = self.start == self.first
        if self._is_point():
            return "short"
        if not word or self.closes:
            return "end"
        if self.after in _words("bound"):
            return "short"
        if word.replace(".", "").isdecimal():
            return "short" if first or self._is_day() else "end"
        if "." in word.strip(".") and all(map(_is_part, re.split("[.-]", word))):
            return "end" if self.after in _words("starter") else "short"
        if self.unit in _words("unit") and (self.unit != word or self.before[-1:].isdecimal()):
            return "end" if self.after in _words("starter") else "short"
        if self._is_initial(word, first):
            return "initial"
        if f"{self.unit}." in _abbreviations():
            return "end" if self._ends_short(word, first) else "short"
        return "end"

    def _goes_on(self) -> bool:
        """Tell whether a sentence goes on after an ellipsis: a comma, a word said twice."""
        stutter = bool(self.word) and self.word == self.after
        return stutter or bool(_GOES_ON.match(self.text, self.match.end()))

    def _is_point(self) -> bool:
        """Tell whether the stop is a decimal point beside a blank: 54. 96 %, 19 . 21, 1. 1/2 कप."""
        before = self.text[max(0, self.match.start() - 3) : self.match.start()]
        behind = _MEASURED.match(self.text, self.match.end())
        if not behind or not before.rstrip()[-1:].isdecimal():
            return False
        return before[-1:].isspace() or behind[1] in {"%", "/"} or behind[1] in _measured()

    def _is_day(self) -> bool:
        """Tell whether the number before the stop is the day of a month: 10. जुलाई."""
        return len(self.word) <= 2 and int(self.word) <= 31 and self.after in _months()

    def _ends_before_sign(self) -> bool:
        """Tell whether a sentence ends before a digit, quote or bracket: «है.1980», «है.(लेखक»."""
        return ends_with_verb(self.word) and not self.word.endswith("्या")

    def _runs_on(self) -> bool:
        """Tell whether a sentence ends here although no blank follows: «सड़क टूट गई है.लोग»."""
        word, after = self.word, self.after.partition(".")[0]
        if "." in word or len(after) < 2 or after in _words("domain"):
            return False
        if f"{word}." in _abbreviations():
            return word in _words("verb")
        if self.closes:  # «“धन्यवाद.”लेखक»
            return True
        if _SYLLABLE.fullmatch(word):
            closed = word in _words("word") and not _SYLLABLE.fullmatch(after)
            return closed or word in _words("verb")
        return ends_with_verb(word) or (len(after) > 2 and ends_with_vowel(word))

    def _is_initial(self, word: str, first: bool) -> bool:
        """Tell whether a word is an initial or the letter of a list."""
        letter = word in _letter_names()
        if not letter and not _SYLLABLE.fullmatch(word):
            return False
        after = self.after
        if after in _words("starter") or after in _words("pronoun"):
            return False
        gap = self.text[self.initial : self.start] if self.initial >= 0 else "none"
        chained = len(gap) < 3 and not gap.strip()
        leads = first or chained or self.before.endswith(".") or _is_letter(after)
        if word in _words("word") and not (letter and leads):
            named = _is_letter(after) and (first or self.before in _words("honorific"))
            return (chained or named) and word not in _words("verb")
        if word == "जी":
            return self.before not in _words("person") or _is_letter(after)
        if word == "पी":
            return self.before not in _words("drink")
        return leads or word != "आई"

    def _ends_short(self, word: str, first: bool) -> bool:
        """Tell whether a sentence ends with an abbreviation, or with a word that looks like one."""
        after = self.after
        if word in _words("verb"):  # ले.
            return not (first or after in _words("rank"))
        titles = f"{word}." in _words("title")
        return after in _words("starter") or (titles and after in _words("pronoun"))


def ends_with_verb(word: str) -> bool:
    """Tell whether a word looks like a finite verb, with which a sentence may end.

    >>> ends_with_verb("होगी"), ends_with_verb("टियर")
    (True, False)
    """
    return word in _words("verb") or (len(word) > 3 and bool(_VERB_ENDING.search(word)))


def ends_with_vowel(word: str) -> bool:
    """Tell whether a word can be a verb at all: finite forms end in a vowel.

    >>> ends_with_vowel("सराहा"), ends_with_vowel("टियर")
    (True, False)
    """
    return bool(_VOWEL_ENDING.search(word))


def _is_part(part: str) -> bool:
    """Tell whether a part between stops is short enough for an abbreviation's: कि.मी."""
    return len(part) <= 4 or part in _letter_names()


def _past_blanks(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at


def _past_notes(text: str, at: int) -> int:
    marks = _NOTE_MARKS.match(text, at)
    return marks.end() if marks else at


def _is_letter(word: str) -> bool:
    """Tell whether a word with its stop can be an initial, before another or a surname."""
    stem = word.partition(".")[0]
    syllable = _SYLLABLE.fullmatch(stem) and stem not in _words("word")
    return "." in word and bool(syllable or stem in _letter_names())


@cache
def _words(role: str) -> frozenset[str]:
    return frozenset(word for word, its in lexicon.rows("sentence_words") if its == role)


@cache
def _measured() -> frozenset[str]:
    return frozenset(word for cue, word in lexicon.rows("cues") if cue == "measured")


@cache
def _months() -> frozenset[str]:
    rows = lexicon.rows("months")
    return frozenset(name for _, first, others in rows for name in (first, *others.split(",")))


@cache
def _letter_names() -> frozenset[str]:
    return _words("initial") | set(lexicon.pairs("letters").values())


@cache
def _abbreviations() -> frozenset[str]:
    known = lexicon.abbreviations() | _words("title") | _words("short")
    return frozenset(word.replace("॰", ".") for word in known if word.endswith((".", "॰")))


def _quoted(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of quotations and brackets; one without its closing mark is none."""
    i = 0
    while opener := _OPENERS.search(text, i):
        i = opener.start()
        opens = (i == 0 or not text[i - 1].isalnum()) and text[i + 1 : i + 2].strip()
        end = _closing(text, i, _QUOTES[opener.group()]) if opens else 0
        if end:
            yield i, end
        i = max(end, i) + 1


def _closing(text: str, start: int, closers: str) -> int:
    """Return where a quotation ends, 0 if it does not within reason.

    A straight mark that opens again says that an editor forgot to close the first.
    """
    straight = text[start] == '"'
    limit = min(len(text), start + _LONGEST_QUOTE)
    i = start + 1
    while (i := _find(text, closers, i + 1, limit)) >= 0:
        if not text[i - 1].isspace():
            return i
        if straight:
            return 0
    return 0


def _find(text: str, closers: str, start: int, end: int) -> int:
    found = [at for closer in closers if (at := text.find(closer, start, end)) >= 0]
    return min(found, default=-1)

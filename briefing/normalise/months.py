"""The names of the months, as they are written and said."""

from __future__ import annotations

from briefing.lexicon import rows
from briefing.normalise.chars import HINDI_END, LATIN_END
from briefing.normalise.quantity import oneof

#: Spoken names by number; the first is empty.
NAMES = ("", *(row[1] for row in rows("months")))
#: What each written form says: Hindi names stay as written, English and short ones are turned.
SPOKEN: dict[str, str] = {}
for _, _name, _others in rows("months"):
    SPOKEN[_name] = _name
    for _other in _others.split(","):
        _hindi = _other[0] > "z" and not _other.endswith(".")
        SPOKEN[_other] = _other if _hindi else _name

#: The months written in Hindi in full.
HINDI = frozenset(written for written, said in SPOKEN.items() if written == said)
HINDI_MONTH = f"{oneof(HINDI)}{HINDI_END}"
_LATIN_MONTHS = [written for written in SPOKEN if written[0] <= "z"]
LATIN_MONTH = f"(?i:{oneof(_LATIN_MONTHS)}){LATIN_END}\\.?"
#: The short Hindi ones, which end in a dot.
SHORT_MONTH = oneof(written for written in SPOKEN if written.endswith("."))
#: A month after a day: any form, also the short Hindi ones.
MONTH = f"(?:{HINDI_MONTH}|{LATIN_MONTH}|{SHORT_MONTH})"


def month(written: str) -> str:
    """Return what a written month says.

    >>> month("Aug."), month("अक्तूबर"), month("जन.")
    ('अगस्त', 'अक्तूबर', 'जनवरी')
    """
    if written in SPOKEN:
        return SPOKEN[written]
    return SPOKEN[written.rstrip(".").capitalize()]

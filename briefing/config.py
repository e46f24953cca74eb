"""Settings: all that ``briefing.toml`` and the command line may say, and the defaults.

One frozen dataclass holds them all; the file, the options and the documentation use its names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, replace
from operator import attrgetter
from pathlib import Path
from typing import Any

from briefing.errors import ConfigError, near
from briefing.model import Script
from briefing.show import Show
from briefing.show import faults as show_faults
from briefing.sound import FILES as SOUND_FILES
from briefing.sound import OFF, RANGES, SETS, Sound
from briefing.style import STYLES
from briefing.system.files import is_plain_name
from briefing.voices import DEFAULT, QUALITIES

#: How an episode is arranged: as the script is, or as a bulletin.
FORMS = ("", "bulletin")
CHAPTERS = ("auto", "heading", "paragraph", "none")
EPISODE_TYPES = ("full", "trailer", "bonus")
DEVICES = ("auto", "cpu", "cuda")
#: The ``disclosure`` of an episode that does not say that its voice is synthetic.
NO_DISCLOSURE = "none"

_SLUG_BYTES = 200  # the files of an episode are called so, with suffixes


@dataclass(frozen=True)
class Pauses:
    """Silence after a line of verse, a sentence, a paragraph and a chapter, in milliseconds.

    ``by_sense`` varies that between sentences by what they say.
    """

    line_ms: int = 300
    sentence_ms: int = 350
    paragraph_ms: int = 700
    chapter_ms: int = 1200
    by_sense: bool = False


@dataclass(frozen=True)
class Bulletin:
    """What a bulletin says around its stories; may hold {title}, {show}, {date} and {day}.

    An empty text is not said.
    """

    greeting: str = "नमस्कार। आज {day} है, {date}। आप सुन रहे हैं {show}।"
    headlines: str = "सबसे पहले मुख्य समाचार।"
    identification: str = "आप सुन रहे हैं {show}।"
    again: str = "और अब मुख्य समाचार एक बार फिर।"
    closing: str = "इसी के साथ यह बुलेटिन समाप्त हुआ। नमस्कार।"


@dataclass(frozen=True)
class Loudness:
    """How loud an episode is: integrated loudness and the highest true peak (BS.1770-4)."""

    target_lufs: float = -16.0
    peak_dbtp: float = -1.0


# Podcast: what Apple asks for (-16 ± 1). Broadcast: EBU R 128. Loud: streaming music services.
LOUDNESS: Mapping[str, Loudness] = {
    "podcast": Loudness(-16.0, -1.0),
    "broadcast": Loudness(-23.0, -1.0),
    "loud": Loudness(-14.0, -1.0),
}


#: The share of what a sentence is louder or softer than usual that is taken away; the most, in dB.
LEVELLERS: Mapping[str, tuple[float, float]] = {
    "off": (0.0, 0.0),
    "gentle": (0.5, 6.0),
    "strong": (1.0, 12.0),
}


@dataclass(frozen=True)
class Settings:
    """Everything a user can choose. ``None`` means: decide by the text.

    A value out of its range is a ConfigError. docs/configuration.md describes them all.
    ``chapters`` is ``auto``, ``heading``, ``paragraph`` or ``none``; ``auto`` goes by the headings
    where there are any, else by length. ``intro`` and ``outro`` may hold ``{title}`` and
    ``{date}``. ``speed`` is 0.5–2.0. ``quality`` ``high`` is slower, for voices that have it.
    ``bitrate_kbps`` is that of mono MP3. ``leveller`` makes sentences equally loud. ``split``
    writes a file for each chapter, too. ``jobs`` is the number of workers, 0 for one a core;
    ``threads`` is how many threads each may use. ``cache_bytes`` bounds the clip cache, 0 for none;
    ``shared_cache`` is one that a cluster's machines share. ``melody`` is ``on``, or ``off`` for
    the model's own intonation. ``list_numbers`` has the items of ordered lists say their numbers,
    ``tables`` the rows of tables read. ``pictures`` takes those of the text, its lead picture as
    the cover. ``strict`` makes words that would not be spoken an error; ``listen`` has each
    sentence heard back.
    ``voices`` maps a speaker in the text to a voice. ``speaker_wav`` is a recording to imitate, for
    voices that can clone (XTTS). ``disclosure`` is the sentence with which an episode begins to say
    that its voice is synthetic, or ``none``; by default it is that of the script's language, to
    which ``disclosures`` may add. ``c2pa_certificate`` and ``c2pa_key`` are the PEM files that sign
    the audio. ``sound`` is the music; ``form`` may be ``bulletin``, and ``bulletin`` holds its
    words. ``given`` names what the command line said.
    """

    voice: str = DEFAULT
    output: str = "out"
    title: str | None = None
    author: str | None = None
    description: str = ""
    soundbite: str = ""
    type: str = "full"
    date: str | None = None
    slug: str | None = None
    episode: int | None = None
    season: int | None = None
    chapters: str = "auto"
    format: str = "mp3"
    alternate: tuple[str, ...] = ()
    split: bool = False
    bitrate_kbps: int = 96
    loudness: str = "podcast"
    leveller: str = "off"
    speed: float = 1.0
    quality: str = QUALITIES[0]
    device: str = "auto"
    speaker_wav: str | None = None
    jobs: int = 0
    threads: int = 1
    cache_bytes: int = 4_000_000_000
    keep_going: bool = False
    listen: bool = False
    cluster: str | None = None
    shared_cache: str = ""
    lexicon: str | None = None
    style: str = "newsreader"
    list_numbers: bool = True
    tables: bool = True
    melody: str = "on"
    strict: bool = False
    intro: str = ""
    outro: str = ""
    disclosure: str | None = None
    c2pa_certificate: str | None = None
    c2pa_key: str | None = None
    cover: str | None = None
    pictures: bool = True
    show: Show = field(default_factory=Show)
    pauses: Pauses = field(default_factory=Pauses)
    sound: Sound = field(default_factory=Sound)
    form: str = ""
    bulletin: Bulletin = field(default_factory=Bulletin)
    voices: Mapping[str, str] = field(default_factory=dict)
    disclosures: Mapping[str, str] = field(default_factory=dict)
    folder: Path = Path()
    given: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Check every value.

        Raises
        ------
        ConfigError
            naming the key, the value and what it may be.
        """
        for what, remedy in _faults(self):
            raise ConfigError(what, remedy=remedy)

    def path(self, name: str) -> Path:
        """Return a file named in ``briefing.toml``, which is relative to that file."""
        return self.folder / name

    @property
    def recording(self) -> Path | None:
        """Return the recording to imitate, if there is one."""
        return self.path(self.speaker_wav) if self.speaker_wav else None

    def with_options(self, **options: Any) -> Settings:
        """Return the settings with what the command line gave; ``None`` leaves a value alone.

        >>> Settings().with_options(voice="tone", title=None).voice
        'tone'
        """
        given = {name: value for name, value in options.items() if value is not None}
        changed = {**given, "given": (*self.given, *given)}
        if "sound" in given:
            changed["sound"] = replace(self.sound, set=given["sound"])
        with placed("command line"):
            return replace(self, **changed)

    def for_script(self, script: Script) -> Settings:
        """Return the settings with what the script's front matter says.

        An option of the command line counts more. The files that it names are relative to the
        script, and lie in its folder.

        >>> text = Script("", (), sound={"set": "default", "bed": "off"})
        >>> Settings().for_script(text).sound.set
        'default'
        >>> Settings().with_options(sound="off").for_script(text).sound.set
        'off'
        """
        said: dict[str, Any] = {**script.facts, "sound": self._sound_of(script)}
        if script.form:
            said["form"] = script.form
        if cover := script.facts.get("cover"):
            said["cover"] = _beside("cover", str(cover), script)
        with placed(script.source):
            return replace(self, **{key: said[key] for key in said if key not in self.given})

    def _sound_of(self, script: Script) -> Sound:
        names: dict[str, Any] = dict(script.sound)
        for key in SOUND_FILES:
            if (name := names.get(key, "")) not in ("", OFF):
                names[key] = _beside(f"sound.{key}", name, script)
        return replace(self.sound, **names)


@contextmanager
def placed(where: str) -> Iterator[None]:
    """Have an error name the place that the settings come from."""
    try:
        yield
    except ConfigError as error:
        raise ConfigError(error.what, where=error.where or where, remedy=error.remedy) from None


def check_inside(key: str, path: Path, folder: Path, where: str, remedy: str = "") -> None:
    """Refuse a file outside the folder of the stranger's file that names it, links resolved."""
    if not path.resolve().is_relative_to(folder.resolve()):
        what = f"{key} = {str(path)!r} lies outside this folder"
        raise ConfigError(what, where=where, remedy=remedy or "move it beside the script")


def _beside(key: str, name: str, script: Script) -> str:
    """Return the file that a script names, which lies in its folder."""
    folder = Path(script.source).parent
    check_inside(key, folder / name, folder, script.source)
    return str((folder / name).absolute())


_CHOICES: Mapping[str, Sequence[str]] = {
    "chapters": CHAPTERS,
    "loudness": tuple(LOUDNESS),
    "leveller": tuple(LEVELLERS),
    "style": tuple(STYLES),
    "device": DEVICES,
    "type": EPISODE_TYPES,
    "melody": ("on", "off"),
    "quality": QUALITIES,
    "sound.set": SETS,
    "form": FORMS,
}
_RANGES: Mapping[str, tuple[float, float]] = {
    "speed": (0.5, 2.0),
    "bitrate_kbps": (32, 320),
    "jobs": (0, 1024),
    "threads": (1, 1024),
    "cache_bytes": (0, 1 << 60),
    **{f"pauses.{p.name}": (0, 60_000) for p in fields(Pauses) if p.name.endswith("_ms")},
    **{f"sound.{key}": bounds for key, bounds in RANGES.items()},
}


def _faults(settings: Settings) -> Iterator[tuple[str, str]]:
    """Yield each value that is out of its range, with what it may be."""
    for key, allowed in _CHOICES.items():
        if (value := attrgetter(key)(settings)) not in allowed:
            yield f"{key} = {value!r}", near(str(value), filter(None, allowed))
    for key, (low, high) in _RANGES.items():
        value = attrgetter(key)(settings)
        if not isinstance(value, int | float):
            yield f"{key} = {value!r} is not a number", f"give {low} to {high}"
        elif not low <= value <= high:
            yield f"{key} = {value}", f"give {low} to {high}"
    if bool(settings.c2pa_certificate) != bool(settings.c2pa_key):
        yield "c2pa_certificate and c2pa_key belong together", "give both, or neither"
    if settings.slug is not None and not is_plain_name(settings.slug, _SLUG_BYTES):
        remedy = "give one name, without / and without a dot at its beginning"
        yield f"slug = {settings.slug!r}", remedy
    for key, value, remedy in show_faults(settings.show):
        yield f"show.{key} = {value!r}", remedy
    yield from _disclosure_faults(settings)


def _disclosure_faults(settings: Settings) -> Iterator[tuple[str, str]]:
    """Yield what is neither a sentence nor ``none``: «off» would be spoken, «» would be silent."""
    texts = {f"disclosures.{key}": text for key, text in settings.disclosures.items()}
    chosen = settings.disclosure
    if chosen is not None and chosen.strip().lower() != NO_DISCLOSURE:
        texts["disclosure"] = chosen
    for key, text in texts.items():
        if len(text.split()) < 2:
            yield f"{key} = {text!r}", f'write a whole sentence, or disclosure = "{NO_DISCLOSURE}"'

"""The page's HTML: a list of episodes, and an episode with its text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from briefing import __version__
from briefing.config import Show
from briefing.formats.dates import hindi_date
from briefing.formats.markup import Html, escape, fill, join, on_the_web, path
from briefing.formats.podcast import COVER
from briefing.formats.text import clock
from briefing.publish.page.library import COMPANIONS, Entry, Paragraph, Section, Voice

# No script, style, font or picture but the page's own; nothing leaves the listener's machine.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; "
    "media-src 'self'; base-uri 'none'; form-action 'none'"
)
_GENDERS = {"female": "महिला स्वर", "male": "पुरुष स्वर"}
# Characters of a title from which it is set smaller.
_LONG = 48
_HERE = Path(__file__).parent
_STEP = 10
_FLAT = (0,) * 180


@dataclass(frozen=True)
class Site:
    """What every page of a show says: the show, the file of its feed, whether it has a cover."""

    show: Show
    feed: str = ""
    cover: bool = False


def index(site: Site, entries: Sequence[Entry]) -> Html:
    """Return the page that lists the episodes."""
    lede = fill("<p class='lede'>$text</p>", text=site.show.description)
    feed = fill('<a href="$href" type="application/rss+xml">फ़ीड</a>', href=site.feed)
    content = fill(
        template("index"),
        title=site.show.title,
        lede=lede if site.show.description else "",
        count=f"{len(entries)} एपिसोड" if entries else "अभी कोई एपिसोड नहीं",
        items=join(_item(entry) for entry in entries),
    )
    return _page(
        site,
        root="",
        title=site.show.title,
        description=site.show.description,
        nav=feed if site.feed else Html(),
        content=content,
        colophon=_colophon(site, ()),
        player=_player(site, None, ()) if entries else Html(),
    )


def episode(site: Site, entry: Entry, levels: Sequence[int]) -> Html:
    """Return an episode's page. ``levels`` is its envelope, 0 to 100, for the waveform."""
    opening = entry.sections[0].opening if entry.sections else None
    byline = fill('<p class="byline">$author</p>', author=entry.author)
    content = fill(
        template("episode"),
        date=entry.date,
        date_words=hindi_date(entry.date),
        number=_number(entry),
        length=_length(entry.duration_ms),
        size="long" if len(entry.title) > _LONG else "short",
        heading=_sentences(opening) if opening else entry.title,
        byline=byline if entry.author else "",
        contents=_contents(entry),
        sections=join(_section(section, entry) for section in entry.sections),
        links=_links(entry),
        files=join(_files(site, entry)),
    )
    return _page(
        site,
        root="../",
        title=entry.title
        if entry.title == site.show.title
        else f"{entry.title} · {site.show.title}",
        description=_summary(entry),
        nav=fill('<a href="../">$title</a>', title=site.show.title),
        content=content,
        colophon=_colophon(site, entry.voices),
        player=_player(site, entry, levels),
        language=entry.language,
    )


def seconds(ms: int) -> str:
    """Return a time in seconds, as a URL's ``#t=`` writes it.

    >>> seconds(83_250), seconds(36_000_000), seconds(0)
    ('83.25', '36000', '0')
    """
    return f"{ms / 1000:.3f}".rstrip("0").rstrip(".")


@cache
def template(name: str) -> str:
    """Return a template of this package."""
    return (_HERE / "templates" / f"{name}.html").read_text(encoding="utf-8")


@cache
def version() -> str:
    """Return a short digest of the assets, for URLs that change when they do."""
    files = sorted((_HERE / "assets").iterdir())
    digest = sha256(b"".join(file.read_bytes() for file in files))
    return digest.hexdigest()[:8]


def _page(site: Site, *, root: str, language: str = "hi", **values: str) -> Html:
    feed = fill(
        '<link rel="alternate" type="application/rss+xml" title="$title" href="$href">',
        title=site.show.title,
        href=root + site.feed,
    )
    return fill(
        template("page"),
        policy=POLICY,
        version=version(),
        root=root,
        language=language,
        head=feed if site.feed else "",
        **values,
    )


def _item(entry: Entry) -> Html:
    return fill(
        template("item"),
        title=entry.title,
        author=entry.author,
        guid=entry.guid,
        href=f"{path(entry.folder.name)}/",
        audio=path(entry.folder.name, entry.audio),
        date=entry.date,
        date_words=hindi_date(entry.date),
        number=_number(entry),
        length=_length(entry.duration_ms),
        seconds=seconds(entry.duration_ms),
        summary=_summary(entry),
    )


def _number(entry: Entry) -> Html:
    return fill("<span>एपिसोड $n</span>", n=entry.number) if entry.number else Html()


def _length(ms: int) -> str:
    """Return a length in words.

    >>> _length(250_000), _length(20_000), _length(3_700_000)
    ('4 मिनट', '20 सेकंड', '1 घंटा 2 मिनट')
    """
    if ms < 60_000:
        return f"{round(ms / 1000)} सेकंड"
    hours, minutes = divmod(round(ms / 60_000), 60)
    words = [f"{hours} {'घंटा' if hours == 1 else 'घंटे'}"] if hours else []
    return " ".join(words + ([f"{minutes} मिनट"] if minutes else []))


def _summary(entry: Entry) -> str:
    """Return what an episode is about: its chapters, without the one that bears its title."""
    return " · ".join(s.title for s in entry.sections if s.title != entry.title)


def _contents(entry: Entry) -> Html:
    if len(entry.sections) < 2:
        return Html()
    items = join(
        fill(
            '<li><a href="#t=$t"><span>$title</span> <span class="clock">$clock</span></a></li>',
            t=seconds(section.start_ms),
            title=section.title,
            clock=clock(section.start_ms // 1000),
        )
        for section in entry.sections
    )
    return fill(template("contents"), items=items)


def _section(section: Section, entry: Entry) -> Html:
    """Return a chapter. Its heading is hidden where the eye has just read it, or reads it next."""
    first = section.paragraphs[0].text if section.paragraphs else ""
    twice = section.title == entry.title or first.startswith(section.title.rstrip("…"))
    hidden = twice and not section.heading
    return fill(
        '<section><h2 id="t=$t"$hidden>$title</h2>\n$paragraphs</section>',
        t=seconds(section.start_ms),
        hidden=Html(' class="hidden"') if hidden else "",
        title=_sentences(section.heading) if section.heading else section.title,
        paragraphs=join(
            _paragraph(paragraph, _speaker(paragraph, before, entry.voices))
            for before, paragraph in zip(
                (None, *section.paragraphs), section.paragraphs, strict=False
            )
        ),
    )


def _speaker(paragraph: Paragraph, before: Paragraph | None, voices: Sequence[Voice]) -> Html:
    """Return who speaks, where another one begins: the name in the script, else the voice's."""
    name, voice = paragraph.speaker, paragraph.voice
    if (before and (before.speaker, before.voice) == (name, voice)) or (
        len(voices) < 2 and not name and not (before and before.speaker)
    ):
        return Html()
    label = name or next((_voice_name(v) for v in voices if v.name == voice), voice)
    return fill('<span class="speaker">$label</span>', label=label)


def _voice_name(voice: Voice) -> str:
    gender = _GENDERS.get(voice.gender)
    return f"{gender} · {voice.name}" if gender else voice.name


def _paragraph(paragraph: Paragraph, speaker: Html) -> Html:
    start_ms = paragraph.sentences[0].start_ms
    return fill(
        '<p><a class="stamp" href="#t=$t" aria-label="$clock से सुनें">$clock</a>$speaker$text</p>',
        t=seconds(start_ms),
        clock=clock(start_ms // 1000),
        speaker=speaker,
        text=_sentences(paragraph),
    )


def _sentences(paragraph: Paragraph) -> Html:
    return join(
        (
            fill(
                '<span class="s" data-start="$start">$text</span>',
                start=seconds(sentence.start_ms),
                text=sentence.text,
            )
            for sentence in paragraph.sentences
        ),
        by=" ",
    )


def _links(entry: Entry) -> Html:
    items = join(
        fill('<li><a href="$url" rel="noopener noreferrer">$text</a></li>', url=url, text=text)
        for text, url in dict.fromkeys(entry.links)
        if on_the_web(url)
    )
    block = '<h2>कड़ियाँ</h2>\n<ul class="links">\n$items\n</ul>'
    return fill(block, items=items) if items else items


def _files(site: Site, entry: Entry) -> Iterator[Html]:
    row = '<li><a href="$href"$download>$name</a> <span>$note</span></li>'
    download = Html(" download")
    size = f"{entry.size_bytes / 1e6:.1f} MB"
    name = Path(entry.audio).suffix.lstrip(".").upper()
    yield fill(row, href=path(entry.audio), name=name, note=size, download=download)
    for file in entry.files:
        yield fill(row, href=path(file), name=COMPANIONS[file], note="लिखित पाठ", download=download)
    if site.feed:
        yield fill(row, href=f"../{site.feed}", name="RSS", note="फ़ीड", download="")


def _colophon(site: Site, voices: Sequence[Voice]) -> Html:
    """Say what the listener has a right to know: a synthetic voice, whose, under which licence."""
    words = [site.show.ai_notice, site.show.copyright]
    notes = [fill("<p>$text</p>", text=text) for text in words if text]
    return join([*notes, *map(_credit, voices), fill("<p>briefing $v</p>", v=__version__)])


def _credit(voice: Voice) -> Html:
    licence = escape(voice.licence)
    if on_the_web(voice.url):
        link = '<a href="$url" rel="license noopener noreferrer">$name</a>'
        licence = fill(link, url=voice.url, name=voice.licence)
    return fill("<p>$voice, $licence</p>", voice=_voice_name(voice), licence=licence)


def _player(site: Site, entry: Entry | None, levels: Sequence[int]) -> Html:
    source = fill(' src="$src"', src=path(entry.audio)) if entry else Html()
    covers = [COVER] * bool(entry and entry.cover) + [f"../{COVER}"] * bool(entry and site.cover)
    artwork = fill(' data-artwork="$src"', src=covers[0]) if covers else Html()
    return fill(
        template("player"),
        guid=entry.guid if entry else "",
        title=entry.title if entry else "",
        author=entry.author if entry else "",
        show=site.show.title,
        seconds=seconds(entry.duration_ms) if entry else "0",
        clock=clock(entry.duration_ms // 1000) if entry else "0:00",
        source=source,
        artwork=artwork,
        wave=_wave(levels, entry),
    )


def _wave(levels: Sequence[int], entry: Entry | None) -> Html:
    """Draw an envelope as bars, a row of dots without one, and a tick where a chapter begins.

    The player colours what was heard.
    """
    bars = ticks = ""
    for i, level in enumerate(levels or _FLAT):
        half = max(1.0, (level / 100) ** 1.6 * 46)
        bars += f"M{i * _STEP + _STEP // 2} {50 - half:.0f}V{50 + half:.0f}"
    width = len(levels or _FLAT) * _STEP
    duration_ms = (entry.duration_ms if entry else 0) or 1
    for start_ms in [section.start_ms for section in entry.sections[1:]] if entry else []:
        ticks += f"M{start_ms * width / duration_ms:.0f} -8V4"
    return fill(
        '<svg viewBox="0 0 $width 100" preserveAspectRatio="none" aria-hidden="true">'
        '<defs><clipPath id="heard"><rect id="played" width="0" height="100"/></clipPath></defs>'
        '<path d="$bars"/><path class="heard" clip-path="url(#heard)" d="$bars"/>'
        '<path class="ticks" d="$ticks"/></svg>',
        width=width,
        ticks=ticks,
        bars=bars,
    )

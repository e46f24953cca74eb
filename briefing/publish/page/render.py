"""The page's HTML: a list of episodes, and an episode with its text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path

from briefing.episode.dates import hindi_date
from briefing.episode.library import StoredEpisode
from briefing.episode.manifest import Manifest, UtteranceRecord, VoiceRecord
from briefing.formats.markup import Html, escape, fill, join, on_the_web, path
from briefing.formats.podcast import SMALL_COVER, SRT, TRANSCRIPT, VTT
from briefing.formats.text import clock
from briefing.publish import notes
from briefing.publish.figure import figure
from briefing.publish.page.head import Preview, head
from briefing.publish.page.sections import Section, SpokenParagraph, sections
from briefing.publish.page.site import Site
from briefing.publish.page.subscribe import subscribe
from briefing.version import __version__

# No script, style, font or picture but the page's own; nothing leaves the listener's machine.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; "
    "media-src 'self'; base-uri 'none'; form-action 'none'"
)
# What may lie beside a manifest for people and players to fetch, and what it is called.
COMPANIONS: Mapping[str, str] = {VTT: "WebVTT", SRT: "SRT", TRANSCRIPT: "JSON"}
_GENDERS = {"female": "महिला स्वर", "male": "पुरुष स्वर"}
# Characters of a title from which it is set smaller.
_LONG = 48
_HERE = Path(__file__).parent
_STEP = 10
_FLAT = (0,) * 180


def index_page(site: Site, episodes: Sequence[StoredEpisode]) -> Html:
    """Return the page that lists the episodes."""
    lede = fill("<p class='lede'>$text</p>", text=site.show.description)
    feed = fill('<a href="$href" type="application/rss+xml">फ़ीड</a>', href=site.feed)
    content = fill(
        template("index"),
        title=site.show.title,
        lede=lede if site.show.description else "",
        cover=SMALL_COVER,
        subscribe=subscribe(site, ""),
        count=f"{len(episodes)} एपिसोड" if episodes else "अभी कोई एपिसोड नहीं",
        items=join(_item(episode) for episode in episodes),
    )
    return _page(
        site,
        root="",
        preview=Preview(site.show.title, site.show.description),
        title=site.show.title,
        nav=feed if site.feed else Html(),
        content=content,
        colophon=_colophon(site, ()),
        player=_player(site, None, ()) if episodes else Html(),
    )


def episode_page(site: Site, episode: StoredEpisode, levels: Sequence[int]) -> Html:
    """Return an episode's page. ``levels`` is its envelope, 0 to 100, for the waveform."""
    manifest = episode.manifest
    chapters = tuple(sections(manifest))
    opening = chapters[0].opening if chapters else None
    byline = '<p class="byline">$text</p>'
    credit = notes.picture_credit(manifest)
    content = fill(
        template("episode"),
        cover=SMALL_COVER,
        date=manifest.date,
        date_words=hindi_date(manifest.date),
        number=_number(manifest),
        length=_length(manifest.audio.duration_ms),
        size="long" if len(manifest.title) > _LONG else "short",
        heading=_sentences(opening.sentences) if opening else manifest.title,
        byline=fill(byline, text=manifest.author) if manifest.author else "",
        credit=fill(byline, text=credit) if credit else "",
        corrections=join(map(_correction, notes.corrections(manifest))),
        contents=_contents(manifest),
        sections=join(_section(chapter, manifest) for chapter in chapters),
        links=_links(manifest),
        files=join(_files(site, episode)),
        subscribe=subscribe(site, "../"),
    )
    return _page(
        site,
        root="../",
        preview=_preview(episode),
        title=manifest.title
        if manifest.title == site.show.title
        else f"{manifest.title} · {site.show.title}",
        nav=fill('<a href="../">$title</a>', title=site.show.title),
        content=content,
        colophon=_colophon(site, manifest.voices),
        player=_player(site, episode, levels),
        language=manifest.language,
    )


def _preview(episode: StoredEpisode) -> Preview:
    manifest = episode.manifest
    return Preview(
        manifest.title,
        _summary(manifest) or notes.summary(manifest),
        folder=episode.name,
        audio=path(manifest.audio.file),
        audio_type=manifest.audio.mime_type,
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


def _page(site: Site, *, root: str, preview: Preview, language: str = "hi", **values: str) -> Html:
    return fill(
        template("page"),
        policy=POLICY,
        version=version(),
        root=root,
        language=language,
        head=head(site, preview, root),
        **values,
    )


def _item(episode: StoredEpisode) -> Html:
    manifest = episode.manifest
    return fill(
        template("item"),
        title=manifest.title,
        author=manifest.author,
        guid=manifest.guid,
        href=f"{path(episode.name)}/",
        audio=path(episode.name, manifest.audio.file),
        artwork=path(episode.name, SMALL_COVER),
        date=manifest.date,
        date_words=hindi_date(manifest.date),
        number=_number(manifest),
        length=_length(manifest.audio.duration_ms),
        seconds=seconds(manifest.audio.duration_ms),
        summary=_summary(manifest),
    )


def _correction(text: str) -> Html:
    return fill('<p class="correction" role="note">$text</p>', text=text)


def _number(manifest: Manifest) -> Html:
    return fill("<span>एपिसोड $n</span>", n=manifest.episode) if manifest.episode else Html()


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


def _summary(manifest: Manifest) -> str:
    """Return what an episode is about: its chapters, without the one that has its title."""
    titles = [mark.title for mark in manifest.contents]
    return " · ".join(title for title in titles if title != manifest.title)


def _contents(manifest: Manifest) -> Html:
    if len(manifest.contents) < 2:
        return Html()
    items = join(
        fill(
            '<li><a href="#t=$t"><span>$title</span> <span class="clock">$clock</span></a></li>',
            t=seconds(mark.start_ms),
            title=mark.title,
            clock=clock(mark.start_ms // 1000),
        )
        for mark in manifest.contents
    )
    return fill(template("contents"), items=items)


def _section(section: Section, manifest: Manifest) -> Html:
    """Return a chapter. Its heading is hidden where the eye has just read it, or reads it next."""
    first = section.paragraphs[0].text if section.paragraphs else ""
    twice = section.title == manifest.title or first.startswith(section.title.rstrip("…"))
    hidden = twice and not section.heading
    return fill(
        '<section>$notice<h2 id="t=$t"$hidden>$title</h2>\n$picture$paragraphs</section>',
        notice=_paragraph(section.notice, Html()) if section.notice else "",
        t=seconds(section.start_ms),
        hidden=Html(' class="hidden"') if hidden else "",
        title=_sentences(section.heading.sentences) if section.heading else section.title,
        picture=figure(section.picture, ' loading="lazy"') if section.picture else Html(),
        paragraphs=join(
            _paragraph(paragraph, _speaker(paragraph, previous, manifest.voices))
            for previous, paragraph in zip(
                (None, *section.paragraphs), section.paragraphs, strict=False
            )
        ),
    )


def _speaker(
    paragraph: SpokenParagraph, previous: SpokenParagraph | None, voices: Sequence[VoiceRecord]
) -> Html:
    """Return who speaks, where another one begins: the name in the script, else the voice's."""
    name, voice = paragraph.speaker, paragraph.voice
    if (previous and (previous.speaker, previous.voice) == (name, voice)) or (
        len(voices) < 2 and not name and not (previous and previous.speaker)
    ):
        return Html()
    label = name or next((_voice_name(v) for v in voices if v.name == voice), "")
    return fill('<span class="speaker">$label</span>', label=label)


def _voice_name(voice: VoiceRecord) -> str:
    gender = _GENDERS.get(voice.gender)
    return f"{gender} · {voice.title}" if gender and voice.title else voice.person


def _paragraph(paragraph: SpokenParagraph, speaker: Html) -> Html:
    return fill(
        '<p><a class="stamp" href="#t=$t" aria-label="$clock से सुनें">$clock</a>$speaker$text</p>',
        t=seconds(paragraph.start_ms),
        clock=clock(paragraph.start_ms // 1000),
        speaker=speaker,
        text=_sentences(paragraph.sentences),
    )


def _sentences(sentences: Sequence[UtteranceRecord]) -> Html:
    return join(
        (
            fill(
                '<span class="s" data-start="$start">$text</span>',
                start=seconds(sentence.start_ms),
                text=_words(sentence),
            )
            for sentence in sentences
        ),
        by=" ",
    )


def _words(sentence: UtteranceRecord) -> Html:
    """Return a sentence, word by word if it is known when each is heard."""
    if " ".join(word.written for word in sentence.words) != " ".join(sentence.written.split()):
        return escape(sentence.written)
    word = '<span data-at="$at">$text</span>'
    return join(
        (fill(word, at=seconds(w.start_ms), text=w.written) for w in sentence.words), by=" "
    )


def _links(manifest: Manifest) -> Html:
    items = join(
        fill('<li><a href="$url" rel="noopener noreferrer">$text</a></li>', url=url, text=text)
        for text, url in dict.fromkeys((link.text, link.url) for link in manifest.links)
        if on_the_web(url)
    )
    block = '<h2>कड़ियाँ</h2>\n<ul class="links">\n$items\n</ul>'
    return fill(block, items=items) if items else items


def _files(site: Site, episode: StoredEpisode) -> Iterator[Html]:
    row = '<li><a href="$href"$download>$name</a> <span>$note</span></li>'
    download = Html(" download")
    size = f"{episode.manifest.audio.size_bytes / 1e6:.1f} MB"
    name = episode.audio.suffix.lstrip(".").upper()
    yield fill(row, href=path(episode.audio.name), name=name, note=size, download=download)
    for file, name in COMPANIONS.items():
        if (episode.folder / file).is_file():
            yield fill(row, href=path(file), name=name, note="लिखित पाठ", download=download)
    if (episode.folder / (book := f"{episode.manifest.slug}.epub")).is_file():
        yield fill(row, href=path(book), name="EPUB", note="सुनते हुए पढ़ें", download=download)
    if site.feed:
        yield fill(row, href=f"../{site.feed}", name="RSS", note="फ़ीड", download="")


def _colophon(site: Site, voices: Sequence[VoiceRecord]) -> Html:
    """Say what the listener has a right to know: a synthetic voice, whose, under which licence."""
    words = [site.show.ai_notice, site.show.copyright]
    notes = [fill("<p>$text</p>", text=text) for text in words if text]
    return join([*notes, *map(_credit, voices), fill("<p>briefing $v</p>", v=__version__)])


def _credit(voice: VoiceRecord) -> Html:
    licence = escape(voice.licence.name)
    if on_the_web(voice.licence.url):
        link = '<a href="$url" rel="license noopener noreferrer">$name</a>'
        licence = fill(link, url=voice.licence.url, name=voice.licence.name)
    return fill("<p>$voice, $licence</p>", voice=_voice_name(voice), licence=licence)


def _player(site: Site, episode: StoredEpisode | None, levels: Sequence[int]) -> Html:
    manifest = episode.manifest if episode else None
    audio = path(manifest.audio.file) if manifest else ""
    source = fill(' src="$src"', src=audio) if audio else Html()
    return fill(
        template("player"),
        guid=manifest.guid if manifest else "",
        title=manifest.title if manifest else "",
        author=manifest.author if manifest else "",
        show=site.show.title,
        seconds=seconds(manifest.audio.duration_ms) if manifest else "0",
        clock=clock(manifest.audio.duration_ms // 1000) if manifest else "0:00",
        source=source,
        audio=audio,
        artwork=SMALL_COVER,
        address=site.url(episode.name, "") if episode else site.url(),
        wave=_wave(levels, manifest),
    )


def _wave(levels: Sequence[int], manifest: Manifest | None) -> Html:
    """Draw an envelope as bars, a row of dots without one, and a tick where a chapter begins.

    The player colours what was heard.
    """
    bars = ticks = ""
    for i, level in enumerate(levels or _FLAT):
        half = max(1.0, (level / 100) ** 1.6 * 46)
        bars += f"M{i * _STEP + _STEP // 2} {50 - half:.0f}V{50 + half:.0f}"
    width = len(levels or _FLAT) * _STEP
    duration_ms = (manifest.audio.duration_ms if manifest else 0) or 1
    for mark in manifest.contents[1:] if manifest else ():
        ticks += f"M{mark.start_ms * width / duration_ms:.0f} -8V4"
    return fill(
        '<svg viewBox="0 0 $width 100" preserveAspectRatio="none" aria-hidden="true">'
        '<defs><clipPath id="heard"><rect id="played" width="0" height="100"/></clipPath></defs>'
        '<path d="$bars"/><path class="heard" clip-path="url(#heard)" d="$bars"/>'
        '<path class="ticks" d="$ticks"/></svg>',
        width=width,
        ticks=ticks,
        bars=bars,
    )

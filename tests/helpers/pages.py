"""Forty web pages in the shapes of real sites: four stories in each of ten shapes.

A page knows which of its words are wanted, and which belong to the site around them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

STORIES = Path(__file__).parent.parent / "cases" / "stories.md"
#: What sites put around their stories.
MENU = ("मुखपृष्ठ", "राष्ट्रीय", "दुनिया भर", "खेल जगत", "मनोरंजन", "राशिफल", "वीडियो गैलरी")
TEASERS = (
    "सोने के दाम में फिर उछाल, जानिए आज का भाव",
    "क्रिकेट: आख़िरी ओवर में पलटा मैच",
    "इस हफ़्ते रिलीज़ होंगी चार बड़ी फ़िल्में",
    "रेलवे ने बदला समय, देखें नई सूची",
)
FOOT = "© 2026 दैनिक नमूना समाचार। सर्वाधिकार सुरक्षित। हमारे बारे में | विज्ञापन दें | गोपनीयता नीति"
COOKIES = "हम आपके अनुभव को बेहतर बनाने के लिए कुकीज़ का उपयोग करते हैं। स्वीकार करें"
APP = "ताज़ा ख़बरें पाने के लिए हमारा ऐप डाउनलोड करें"
COMMENTS = ("राजेश: बहुत अच्छी जानकारी, धन्यवाद।", "पूजा: हमारे यहाँ भी ऐसा ही हाल है।")


@dataclass(frozen=True)
class Story:
    """A story: its title, author, date, and (heading or None, paragraph) in order."""

    title: str
    author: str
    date: str
    parts: tuple[tuple[str | None, str], ...]

    @property
    def texts(self) -> list[str]:
        """Return the headings and paragraphs in order."""
        return [text for heading, paragraph in self.parts for text in (heading, paragraph) if text]


@dataclass(frozen=True)
class Page:
    """A page: what it is wanted for, and what surrounds it."""

    shape: str
    html: str
    story: Story
    wanted: tuple[str, ...]
    unwanted: tuple[str, ...]


@cache
def stories() -> tuple[Story, ...]:
    """Return the stories of ``tests/cases/stories.md``."""
    found = []
    for text in STORIES.read_text(encoding="utf-8").split("\n# "):
        title, about, *lines = text.removeprefix("# ").strip().split("\n")
        author, date = about.split(" | ")
        parts: list[tuple[str | None, str]] = []
        heading = None
        for line in lines:
            if line.startswith("## "):
                heading = line[3:]
            else:
                parts.append((heading, line))
                heading = None
        found.append(Story(title, author, date, tuple(parts)))
    return tuple(found)


def pages() -> Iterator[Page]:
    """Yield the forty pages."""
    for place, (name, shape) in enumerate(SHAPES.items()):
        for step in range(4):
            story = stories()[(place + 2 * step) % len(stories())]
            html, more, noise = shape(story)
            wanted = (story.title, *story.texts, *more)
            yield Page(name, html, story, wanted, noise)


Shape = Callable[[Story], tuple[str, tuple[str, ...], tuple[str, ...]]]


def _menu(tag: str = "nav") -> str:
    items = "".join(f'<li><a href="/{n}">{word}</a></li>' for n, word in enumerate(MENU))
    return f"<{tag} class='menu'><ul>{items}</ul></{tag}>"


def _teasers(title: str = "यह भी पढ़ें") -> str:
    items = "".join(f'<li><a href="/t{n}">{text}</a></li>' for n, text in enumerate(TEASERS))
    return f"<div class='related-posts'><h4>{title}</h4><ul>{items}</ul></div>"


def _body(story: Story, heading: str = "h2") -> str:
    rows = []
    for title, paragraph in story.parts:
        rows += [f"<{heading}>{title}</{heading}>"] if title else []
        rows.append(f"<p>{paragraph}</p>")
    return "\n".join(rows)


def _page(head: str, body: str) -> str:
    return (
        f'<!DOCTYPE html>\n<html lang="hi"><head><meta charset="utf-8">{head}'
        f"<script>window.dataLayer=[];</script></head>\n<body>{body}</body></html>"
    )


def wordpress(story: Story) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    head = (
        f"<title>{story.title} - दैनिक नमूना</title>"
        f'<meta property="og:title" content="{story.title}">'
        f'<meta property="article:published_time" content="{story.date}T08:30:00+05:30">'
        f'<meta name="author" content="{story.author}">'
    )
    comments = "".join(f"<li class='comment'><p>{text}</p></li>" for text in COMMENTS)
    body = (
        f"<header class='site-header'>{_menu()}</header><main><article class='post'>"
        f"<h1 class='entry-title'>{story.title}</h1>"
        f"<div class='entry-meta'>द्वारा {story.author} | {story.date}</div>"
        f"<div class='entry-content'>{_body(story)}</div>"
        "<div class='sharedaddy'>शेयर करें: फ़ेसबुक ट्विटर व्हाट्सऐप</div></article>"
        f"<section id='comments'><ol class='comment-list'>{comments}</ol></section></main>"
        f"<aside class='sidebar'>{_teasers('लोकप्रिय ख़बरें')}</aside>"
        f"<footer class='site-footer'><p>{FOOT}</p></footer>"
    )
    return _page(head, body), (), (*MENU, *TEASERS, FOOT, *COMMENTS)


def news_with_promos(story: Story) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """Paragraphs parted by advertisements and links to other stories."""
    linked = json.dumps(
        {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": story.title,
            "datePublished": f"{story.date}T10:00:00+05:30",
            "author": [{"@type": "Person", "name": story.author}],
        },
        ensure_ascii=False,
    )
    rows = []
    for place, (title, paragraph) in enumerate(story.parts):
        rows += [f"<h3>{title}</h3>"] if title else []
        rows.append(f"<p>{paragraph}</p>")
        if place % 2 == 0:
            rows.append(
                "<div class='ad-slot'><span>विज्ञापन</span></div>"
                f"<div class='also-read'><a href='/x{place}'>"
                f"{TEASERS[place % len(TEASERS)]}</a></div>"
            )
    body = (
        f"<div id='top'>{_menu('div')}</div><div class='story-card'><h1>{story.title}</h1>"
        f"<div class='story-body'>{''.join(rows)}</div></div>{_teasers()}"
        f"<div class='app-banner'>{APP}</div><div class='footer'>{FOOT}</div>"
    )
    head = f"<title>{story.title}</title><script type='application/ld+json'>{linked}</script>"
    return _page(head, body), (), (*MENU, *TEASERS, APP, FOOT)


def lines_with_br(story: Story) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """A blog of the old kind: no paragraphs, line breaks only."""
    text = "<br><br>\n".join(story.texts)
    body = (
        f"<div class='header'><h2>मेरा ब्लॉग</h2></div><div class='post hentry'>"
        f"<h3 class='post-title entry-title'>{story.title}</h3>"
        f"<div class='post-body entry-content'>{text}</div>"
        f"<div class='post-footer'>प्रस्तुतकर्ता {story.author} पर 8:15 am</div></div>"
        f"<div class='sidebar'>{_teasers('ब्लॉग आर्काइव')}</div><div class='footer'>{FOOT}</div>"
    )
    return _page(f"<title>मेरा ब्लॉग: {story.title}</title>", body), (), (*TEASERS, FOOT)


def amp(story: Story) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    body = (
        f"<amp-sidebar id='s'>{_menu('div')}</amp-sidebar><article>"
        f"<h1>{story.title}</h1><amp-img src='a.jpg' alt='चित्र'></amp-img>"
        f"<section class='content'>{_body(story)}</section>"
        f"<amp-ad>{APP}</amp-ad></article><amp-list>{_teasers()}</amp-list>"
        f"<footer>{FOOT}</footer>"
    )
    return _page(f"<title>{story.title}</title>", body), (), (*MENU, *TEASERS, FOOT, APP)


def government(story: Story) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """A press release in a page that tables arrange."""
    body = (
        f"<table width='100%'><tr><td>{_menu('div')}</td><td>"
        f"<table><tr><td><b>प्रेस विज्ञप्ति</b></td></tr><tr><td><h1>{story.title}</h1></td></tr>"
        f"<tr><td>{_body(story, 'h3')}</td></tr></table></td></tr>"
        f"<tr><td colspan='2'>{FOOT}</td></tr></table>"
    )
    return _page(f"<title>{story.title}</title>", body), (), (*MENU, FOOT)


def with_table(story: Story) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """A story with a table and a list in it."""
    table = (
        "<table><thead><tr><th>ज़िला</th><th>मतदान</th></tr></thead><tbody>"
        "<tr><td>रामपुर</td><td>61.2 प्रतिशत</td></tr>"
        "<tr><td>सीतापुर</td><td>58.7 प्रतिशत</td></tr></tbody></table>"
    )
    items = ("सुबह की पाली में लंबी कतारें", "दोपहर बाद रफ़्तार धीमी", "शाम को फिर भीड़")
    listed = "".join(f"<li>{item}</li>" for item in items)
    body = (
        f"{_menu()}<main><article><h1>{story.title}</h1>{_body(story)}"
        f"<ul>{listed}</ul>{table}</article></main><aside>{_teasers()}</aside>"
        f"<footer><p>{FOOT}</p></footer>"
    )
    wanted = (*items, "ज़िला मतदान", "रामपुर 61.2 प्रतिशत", "सीतापुर 58.7 प्रतिशत")
    return _page(f"<title>{story.title} | नमूना</title>", body), wanted, (*MENU, *TEASERS, FOOT)


def live_blog(story: Story) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    posts = "".join(
        f"<div class='live-post'><time datetime='{story.date}T{8 + n:02}:00'>{8 + n}:00</time>"
        f"<div class='text'>{f'<h3>{title}</h3>' if title else ''}<p>{paragraph}</p></div></div>"
        for n, (title, paragraph) in enumerate(story.parts)
    )
    body = (
        f"<div class='cookie-banner'>{COOKIES}</div>{_menu()}<main><h1>{story.title}</h1>"
        f"<div class='live-feed'>{posts}</div></main>{_teasers()}<footer>{FOOT}</footer>"
    )
    head = f"<title>लाइव: {story.title}</title><meta property='og:title' content='{story.title}'>"
    return _page(head, body), (), (COOKIES, *MENU, *TEASERS, FOOT)


def magazine(story: Story) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """A long read with a picture, and a quotation from its text in large type."""
    parts = _body(story).split("\n")
    figure = (
        "<figure><img src='/a.jpg' alt=''><figcaption>चित्र: हमारे फ़ोटोग्राफ़र</figcaption></figure>"
    )
    parts.insert(1, figure)
    body = (
        f"<header>{_menu()}</header><article><header><h1>{story.title}</h1>"
        f"<p class='byline'>{story.author}</p></header><div class='prose'>{''.join(parts)}</div>"
        "<div class='newsletter'><h4>हमारा समाचार पत्र पाएँ</h4><form><input><button>भेजें</button>"
        f"</form></div></article><section class='more'>{_teasers('और पढ़ें')}</section>"
        f"<footer>{FOOT}</footer>"
    )
    return _page(f"<title>{story.title}</title>", body), (), (*MENU, *TEASERS, FOOT)


def divs(story: Story) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """A page of a framework: elements without meaning, classes without words."""
    rows = "".join(
        f"<div class='c{n}'><div><span>{text}</span></div></div>"
        for n, text in enumerate(story.texts)
    )
    links = "".join(
        f"<div class='n'><a href='/{n}'>{word}</a></div>" for n, word in enumerate(MENU)
    )
    more = "".join(f"<div class='m'><a href='/{n}'>{t}</a></div>" for n, t in enumerate(TEASERS))
    body = (
        f"<div id='root'><div class='a1'>{links}</div><div class='b2'><div class='b3'>"
        f"<h1>{story.title}</h1></div>{rows}</div><div class='d4'>{more}</div>"
        f"<div class='e5'>{FOOT}</div></div>"
    )
    return _page(f"<title>{story.title}</title>", body), (), (*MENU, *TEASERS, FOOT)


def agency(story: Story) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """A wire story: a dateline, short paragraphs, tags, the next story below it."""
    first, *rest = story.texts
    body = (
        f"{_menu('header')}<div role='main'><h1>{story.title}</h1>"
        f"<div class='text'><p><b>लखनऊ, {story.date} (नमूना वार्ता)।</b> {first}</p>"
        + "".join(f"<p>{text}</p>" for text in rest)
        + "</div><ul class='tags'><li><a href='/tag/1'>प्रदेश</a></li>"
        "<li><a href='/tag/2'>समाज</a></li></ul></div>"
        f"<div class='next-story'><h2>अगली ख़बर</h2><p><a href='/n'>{TEASERS[0]}</a></p></div>"
        f"<footer><div>{FOOT}</div></footer>"
    )
    return _page(f"<title>{story.title}</title>", body), (), (*MENU, TEASERS[0], FOOT)


SHAPES: dict[str, Shape] = {
    shape.__name__: shape
    for shape in (
        *(wordpress, news_with_promos, lines_with_br, amp, government),
        *(with_table, live_blog, magazine, divs, agency),
    )
}

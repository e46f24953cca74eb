"""Compare extractors of a web page's main text on forty pages of our own.

    python bench/page_extractors.py

For each: the share of wanted words that is kept, and the share of the site's own words that is
left in. readability-lxml and newspaper4k are measured where they are installed.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from helpers.pages import Page, pages

from briefing.errors import BriefingError
from briefing.read import read_bytes

_WORD = re.compile("[\u0900-\u097f]+|[^\\W_]+")


def words(text: str) -> list[str]:
    return _WORD.findall(text)


def shares(page: Page, found: str) -> tuple[int, int, int, int]:
    """Return (wanted words, of them found, unwanted words, of them found).

    A text counts as found if its words stand in the extracted text in their order.
    """
    there = " ".join(words(found))
    kept = sum(len(words(text)) for text in page.wanted if " ".join(words(text)) in there)
    left = sum(len(words(text)) for text in page.unwanted if " ".join(words(text)) in there)
    wanted = sum(len(words(text)) for text in page.wanted)
    return wanted, kept, sum(len(words(text)) for text in page.unwanted), left


def ours(page: Page) -> str:
    try:
        script = read_bytes(page.html.encode(), "page.html", kind="html")
    except BriefingError:
        return ""
    chapters = [p.text for chapter in script.chapters for p in chapter.paragraphs]
    names = [o.text for o in script.omissions if o.kind == "table_header"]
    rows = [re.sub(r"(?:ज़िला|मतदान): ", "", text) for text in chapters]
    return "\n".join([script.title, *rows, *names])


def trafilatura(page: Page) -> str:
    from trafilatura import bare_extraction
    from trafilatura.settings import Document

    found = bare_extraction(page.html, include_comments=False, favor_recall=True)
    return f"{found.title}\n{found.text}" if isinstance(found, Document) else ""


def readability(page: Page) -> str:
    from lxml.html import fromstring
    from readability import Document

    found = Document(page.html)
    text = "\n".join(fromstring(found.summary()).itertext())
    return f"{found.short_title()}\n{text}"


def newspaper(page: Page) -> str:
    from newspaper import Article

    article = Article("https://example.org/a", language="hi")
    article.download(input_html=page.html)
    article.parse()
    return f"{article.title}\n{article.text}"


EXTRACTORS: Mapping[str, Callable[[Page], str]] = {
    "briefing": ours,
    "trafilatura": trafilatura,
    "readability-lxml": readability,
    "newspaper4k": newspaper,
}


def main() -> None:
    print(f"{'extractor':18}{'wanted kept':>12}{'boilerplate left':>18}  worst shape")
    for name, extract in EXTRACTORS.items():
        rows: dict[str, list[tuple[int, int, int, int]]] = {}
        try:
            for page in pages():
                rows.setdefault(page.shape, []).append(shares(page, extract(page)))
        except ImportError:
            print(f"{name:18}not installed")
            continue
        kept, left, worst = score(rows)
        print(f"{name:18}{kept:>12.1%}{left:>18.1%}  {worst}")


def score(rows: Mapping[str, list[tuple[int, int, int, int]]]) -> tuple[float, float, str]:
    """Return the shares over all pages, and the shape that loses most."""
    wanted, kept, unwanted, left = map(
        sum, zip(*(row for rs in rows.values() for row in rs), strict=True)
    )
    by_shape = {shape: sum(r[1] for r in rs) / sum(r[0] for r in rs) for shape, rs in rows.items()}
    shape = min(by_shape, key=lambda name: by_shape[name])
    return kept / wanted, left / unwanted, f"{shape} {by_shape[shape]:.1%}"


if __name__ == "__main__":
    main()

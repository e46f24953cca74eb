"""Who speaks a line: «आशा: नमस्ते।» is spoken by the voice of आशा, where she has one."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import replace

from briefing.model import Omission, Paragraph, Script

_LABEL = re.compile(r"\s*([^:\n]{1,60}?)\s*:\s+")


def with_speakers(script: Script, names: Collection[str]) -> Script:
    """Return a script whose lines are spoken by whom they name, if ``names`` has the name.

    A line without a name is spoken by who spoke the one before, in the same paragraph.

    >>> from briefing.read import read_text
    >>> script = with_speakers(read_text("आशा: नमस्ते।\\nरवि: नमस्ते, आशा: जी।"), ["आशा", "रवि"])
    >>> [(part.speaker, part.text) for part in script.chapters[0].paragraphs]
    [('आशा', 'नमस्ते।'), ('रवि', 'नमस्ते, आशा: जी।')]
    """
    if not names:
        return script
    omitted: list[Omission] = []
    chapters = tuple(
        replace(
            chapter,
            paragraphs=tuple(
                part
                for paragraph in chapter.paragraphs
                for part in _parts(paragraph, names, omitted)
            ),
        )
        for chapter in script.chapters
    )
    return replace(script, chapters=chapters, omissions=(*script.omissions, *omitted))


def _parts(
    paragraph: Paragraph, names: Collection[str], omitted: list[Omission]
) -> Iterator[Paragraph]:
    """Yield a paragraph in parts, one for each line that names its speaker."""
    lines = [0, *(mark.start for mark in paragraph.marks if mark.kind == "line")]
    labels = {at: found for at in lines if (found := _label(paragraph, at, names))}
    if not labels or paragraph.heading or paragraph.speaker:
        yield paragraph
        return
    starts = sorted({0, *labels})
    for start, end in zip(starts, [*starts[1:], len(paragraph.text)], strict=True):
        label = labels.get(start)
        if label is not None:
            omitted.append(Omission("speaker", label.group(), paragraph.line))
        part = paragraph.cut(label.end() if label is not None else start, end)
        if part.text:
            yield replace(part, speaker=label[1]) if label is not None else part


def _label(paragraph: Paragraph, at: int, names: Collection[str]) -> re.Match[str] | None:
    label = _LABEL.match(paragraph.text, at)
    return label if label and label[1] in names else None

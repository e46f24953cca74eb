"""Rules about what tells listeners and machines that a voice is synthetic.

They check episodes and feeds that briefing made; other files may hold the voices of people.
"""

from __future__ import annotations

from collections.abc import Iterator

from briefing.config import NO_DISCLOSURE
from briefing.episode.manifest import NAME as MANIFEST
from briefing.episode.tags import AI_CONTENT, GUID
from briefing.lint.inputs.episode import EpisodeFolder
from briefing.lint.inputs.feed import Feed
from briefing.lint.inputs.xml import Node
from briefing.lint.rule import Problem, rule

_WITHIN_MS = 5000
_REMEDY = "make the episode again (briefing make)"
_WHY = "India and the EU ask for a mark that machines can read (docs/disclosure.md)"


@rule(
    "disclosure-spoken",
    "warning",
    why="India asks that synthetic audio says so at its beginning (docs/disclosure.md)",
    remedy="make the episode again, with a short sentence as its disclosure",
)
def _spoken(episode: EpisodeFolder) -> Iterator[Problem]:
    manifest = episode.manifest
    if manifest is None:
        return
    if manifest.disclosure == NO_DISCLOSURE:
        yield Problem("nothing says that the voice is synthetic: disclosure is none", MANIFEST)
    elif not manifest.disclosure:
        yield Problem("no spoken notice is known that the voice is synthetic", MANIFEST)
    elif not any(sentence.sounds for sentence in manifest.notice):
        yield Problem("the notice that the voice is synthetic is not heard", MANIFEST)
    elif (end_ms := manifest.notice[-1].end_ms) > _WITHIN_MS:
        yield Problem(f"the notice ends after {end_ms / 1000:.1f} s; 5 s are enough", MANIFEST)


@rule("disclosure-tag", "warning", why=_WHY, remedy=_REMEDY)
def _tag(episode: EpisodeFolder) -> Iterator[Problem]:
    if episode.audio and episode.audio.texts.get(AI_CONTENT, "").lower() != "true":
        yield Problem(f"no {AI_CONTENT} = true in its tags", episode.audio.path.name)


@rule(
    "disclosure-guid",
    "warning",
    why="India asks for a permanent unique identifier in the file (docs/disclosure.md)",
    remedy=_REMEDY,
)
def _guid(episode: EpisodeFolder) -> Iterator[Problem]:
    if episode.manifest is None or episode.audio is None:
        return
    found = episode.audio.texts.get(GUID, "")
    if found != episode.manifest.guid:
        what = f"another {GUID} than the manifest's" if found else f"no {GUID}"
        yield Problem(f"{what} in its tags", episode.audio.path.name)


@rule(
    "disclosure-feed",
    "warning",
    ("Podcasting 2.0",),
    why="apps show by it, before anything is heard, that the voice is synthetic",
    remedy="make the feed again (briefing feed)",
)
def _feed(feed: Feed) -> Iterator[Problem]:
    if feed.channel.value("generator") != "briefing" and not _marked(feed.channel):
        return
    for node in (feed.channel, *(item.node for item in feed.items)):
        if not _marked(node):
            yield Problem("no <podcast:txt purpose='ai-content'> that is true", f"line {node.line}")


def _marked(node: Node) -> bool:
    texts = node.all("podcast:txt")
    return any(t.attributes.get("purpose") == "ai-content" and t.text == "true" for t in texts)

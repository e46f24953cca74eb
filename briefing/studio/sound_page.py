"""The forms for the voices, the pauses and the music of an episode."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cached_property

from briefing import voices
from briefing.config import Pauses
from briefing.errors import VoiceError
from briefing.formats.markup import Html, fill, join
from briefing.formats.people import voice_name
from briefing.sound import FILES, OFF, RANGES, SETS
from briefing.studio import settings
from briefing.studio.desk import Desk, OpenScript
from briefing.studio.html import View

_LONGEST_MS, _STEP_MS = 60_000, 50
_SET_WORDS = {"": "set_none", OFF: "set_off", "default": "set_default"}


@dataclass(frozen=True)
class SettingsForms:
    """What the forms of a script show: its settings as they are, and where they may be said."""

    view: View
    desk: Desk
    script: OpenScript

    @cached_property
    def now(self) -> Mapping[str, object]:
        return settings.values(self.desk, self.script)

    def voices(self) -> Html:
        """Return the forms that choose the voice of each speaker, and that of all else."""
        speakers = dict.fromkeys(
            [
                *(u.speaker for u in self.script.planned.plan.utterances if u.speaker),
                *(key.partition(".")[2] for key in self.now if key.startswith("voices.")),
            ]
        )
        known = list(_voices())
        rest = "voice_all" if speakers else "voice_only"
        default = self._voice("voice", self.view[rest], known)
        forms = [self._form(self.view[rest], [default], here=False, listen=False)]
        if speakers:
            named = [self._voice(f"voices.{name}", name, known) for name in speakers]
            forms.insert(0, self._form(self.view["voices"], named, listen=False))
        return join(forms)

    def pauses(self) -> Html:
        """Return the form for the lengths of the pauses."""
        inputs = [
            self._number(f"pauses.{f.name}", 0, _LONGEST_MS, _STEP_MS)
            for f in fields(Pauses)
            if f.name.endswith("_ms")
        ]
        key = "pauses.by_sense"
        box = (
            '<label class="check"><input type="hidden" name="$key" value="false"><input '
            'type="checkbox" name="$key" value="true"$checked> $words</label>'
        )
        checked = Html(" checked") if self.now[key] else Html()
        inputs.append(fill(box, key=key, checked=checked, words=self.view["by_sense"]))
        return self._form(self.view["pauses"], inputs, here=False)

    def music(self) -> Html:
        """Return the form that chooses the set of music, and single sounds of it."""
        sets = [(name, self.view[_SET_WORDS[name]]) for name in SETS]
        inputs = [self._select("sound.set", self.view["set"], sets)]
        files = [(name, name) for name in settings.sound_files(self.desk)]
        for name in FILES:
            known = [("", self.view["of_the_set"]), (OFF, self.view["left_out"]), *files]
            inputs.append(self._select(f"sound.{name}", self.view[name], known))
        return self._form(self.view["music"], inputs)

    def levels(self) -> Html:
        """Return the form for the levels and lengths of the music."""
        inputs = [
            self._number(f"sound.{key}", low, high, _STEP_MS if key.endswith("_ms") else 0.5)
            for key, (low, high) in RANGES.items()
        ]
        return self._form(self.view["levels"], inputs, here=False)

    def _listen(self, about: str) -> Html:
        """Return what plays the mix with the values of the forms, before they are saved."""
        plan = self.script.planned.plan
        heard = sorted({utterance.chapter for utterance in plan.utterances})
        places = [*((str(at), plan.chapters[at]) for at in heard), ("end", self.view["end"])]
        option = '<option value="$value">$words</option>'
        options = join(fill(option, value=value, words=words) for value, words in places)
        return self.view.fill("listen", options=options, about=about)

    def _form(
        self, about: str, inputs: Iterable[Html], *, here: bool = True, listen: bool = True
    ) -> Html:
        button = (
            '<button class="pill" name="scope" value="$scope" aria-label="$words: $about">'
            "$words</button>"
        )
        scopes = {settings.SHOW: "save_for_show"}
        if here and settings.has_front_matter(self.script):
            scopes = {settings.HERE: "save_for_episode", **scopes}
        return self.view.fill(
            "settings_form",
            version=self.script.version,
            show_version=settings.settings_version(self.desk),
            fields=join(inputs),
            listen=self._listen(about) if listen else "",
            help=self.view["scope_help" if len(scopes) > 1 else "whole_show_help"],
            buttons=join(
                fill(button, scope=scope, words=self.view[words], about=about)
                for scope, words in scopes.items()
            ),
        )

    def _voice(self, key: str, label: str, known: list[tuple[str, str]]) -> Html:
        """Return the choice of a voice, with what plays the speaker's first sentence in it."""
        button = (
            '<button type="button" class="pill preview js-only" data-speaker="$speaker" '
            'aria-label="$hear: $label">$hear</button>'
        )
        speaker = "" if key == "voice" else key.partition(".")[2]
        heard = fill(button, speaker=speaker, hear=self.view["hear"], label=label)
        choice = self._select(key, label, known, empty=key != "voice")
        return fill('<div class="voice">$choice$heard</div>', choice=choice, heard=heard)

    def _select(
        self, key: str, label: str, known: list[tuple[str, str]], *, empty: bool = False
    ) -> Html:
        """Return a choice; what is chosen now is among it, whatever it is."""
        now = str(self.now.get(key, ""))
        if now not in dict(known):
            known = [(now, now or "–"), *known]
        if empty and "" not in dict(known):
            known = [("", "–"), *known]
        option = '<option value="$value"$chosen>$words</option>'
        options = join(
            fill(
                option,
                value=value,
                words=words,
                chosen=Html(" selected") if value == now else Html(),
            )
            for value, words in known
        )
        select = '<label>$label <select name="$key">$options</select></label>'
        return fill(select, label=label, key=key, options=options)

    def _number(self, key: str, low: float, high: float, step: float) -> Html:
        number = (
            '<label>$label <input type="number" name="$key" value="$value" min="$low" max="$high" '
            'step="$step" required></label>'
        )
        label = self.view[key.partition(".")[2]]
        bounds = {"low": f"{low:g}", "high": f"{high:g}", "step": f"{step:g}"}
        return fill(number, label=label, key=key, value=f"{self.now[key]:g}", **bounds)


def _voices() -> Iterator[tuple[str, str]]:
    """Yield the voices there are, each with what it is called."""
    for name, folder in voices.known().items():
        try:
            voice = voices.read(folder)
        except VoiceError:  # `briefing voices` says what is wrong with it
            continue
        yield name, f"{name} · {voice_name(voice.title, voice.gender)}"

"""The first files of a show: settings, a script, and what makes an episode every day."""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from briefing import voices
from briefing.config_file import FILE, load
from briefing.episode.dates import hindi_date
from briefing.errors import ConfigError
from briefing.system import files

DAILY, SCRIPTS = "daily.sh", "scripts"
DESCRIPTION = "हर दिन की ख़बरें, कुछ ही मिनटों में।"

_TOML = """\
# Settings of this podcast; docs/configuration.md lists them all.
voice = {voice}
{extra}
[show]
title = {title}
description = {description}
author = {author}
email = ""      # directories ask for it
base_url = {base_url}   # where the folder out/ lies on the web
"""

_SCRIPT = """\
---
date: {day}
---

# {title}, {hindi_date}

नमस्कार। यह इस पॉडकास्ट की पहली कड़ी है।

## पहली ख़बर

यहाँ अपनी ख़बर लिखिए। संख्याएँ वैसे ही लिखिए जैसे अख़बार में छपती हैं: 25 किसानों को ₹6,000 मिले।

## और अंत में

अगली कड़ी कल सुबह 7 बजे। नमस्कार।
"""

#: The form itself adds greeting, headlines and closing.
_BULLETIN = """\
---
date: {day}
---

# {title}, {hindi_date}

## किसानों को मिले ₹6,000

यहाँ पहली ख़बर लिखिए। संख्याएँ वैसे ही लिखिए जैसे अख़बार में छपती हैं: 25 किसानों को ₹6,000 मिले।

## कल बारिश के आसार

यहाँ दूसरी ख़बर लिखिए। अभिवादन, मुख्य समाचार और समापन बुलेटिन में अपने-आप जुड़ जाते हैं।
"""

_DAILY = """\
#!/bin/sh
# Makes the episode of the day from scripts/<date>.md, then the feed and the page. For cron and
# systemd: nothing here depends on the folder, the PATH or the language of whoever starts it.
# Exit codes: 0 done; 1 the script is missing or needs a change; 75 another run is not over.
set -eu
cd -- "$(dirname -- "$0")"
briefing() {{ {python} -m briefing "$@"; }}

if [ -t 2 ]; then quiet=; else quiet=--quiet; fi # on a terminal it says how far it is
day=${{1:-$(TZ=Asia/Kolkata date +%Y-%m-%d)}}
script=scripts/$day.md
if [ ! -f "$script" ]; then
    echo "daily.sh: there is no $script" >&2
    exit 1
fi
if command -v flock >/dev/null; then # not on macOS
    exec 9>.daily.lock
    flock -n 9 || {{ echo "daily.sh: another run is not over" >&2; exit 75; }}
fi

briefing make "$script" --date "$day" $quiet
briefing prune --keep 60 $quiet
{feed}briefing feed $quiet
briefing page $quiet
# briefing publish s3://bucket/podcast $quiet   # or sftp://…, or a folder of your web server
"""


@dataclass(frozen=True)
class Answers:
    """What ``briefing init`` asks.

    ``sound`` is ``default`` or ``off``, ``form`` empty or ``bulletin``; ``base_url`` may be empty:
    then the script of the day makes no feed yet.
    """

    title: str = "मेरा पॉडकास्ट"
    author: str = ""
    voice: str = voices.DEFAULT
    base_url: str = ""
    sound: str = "default"
    form: str = ""


def contents(answers: Answers, day: date, python: str = sys.executable) -> Mapping[str, str]:
    """Return the files of a new show by their names.

    >>> made = contents(Answers(title="शाम"), date(2026, 1, 31))
    >>> made["scripts/2026-01-31.md"].splitlines()[4]
    '# शाम, 31 जनवरी 2026'
    """
    extra = {"sound": answers.sound, "form": answers.form}
    toml = _TOML.format(
        voice=_quoted(answers.voice),
        extra="".join(f"{k} = {_quoted(v)}\n" for k, v in extra.items() if v and v != "off"),
        title=_quoted(answers.title),
        description=_quoted(DESCRIPTION),
        author=_quoted(answers.author or answers.title),
        base_url=_quoted(answers.base_url),
    )
    title, iso = answers.title, day.isoformat()
    template = _BULLETIN if answers.form == "bulletin" else _SCRIPT
    script = template.format(day=iso, title=title, hindi_date=hindi_date(iso))
    no_feed = "" if answers.base_url else "# with base_url in briefing.toml: "
    daily = _DAILY.format(python=shlex.quote(python), feed=no_feed)
    return {FILE: toml, f"{SCRIPTS}/{iso}.md": script, DAILY: daily}


def write(folder: Path, answers: Answers, day: date) -> list[Path]:
    """Write the files of a new show into a folder; none that is there is replaced.

    Raises
    ------
    ConfigError
        if a file is there already, or an answer is no valid setting.
    BriefingError
        if there is no such voice, or the folder cannot be written to.
    """
    voices.find(answers.voice)
    made = {folder / name: text for name, text in contents(answers, day).items()}
    if answers.base_url and not answers.base_url.startswith(("https://", "http://")):
        what = f"{answers.base_url!r} is not an http or https address"
        remedy = "give the whole address, such as https://example.org/podcast/, or none yet"
        raise ConfigError(what, where="base_url", remedy=remedy)
    if there := [path for path in made if path.exists()]:
        remedy = "edit it, or name another folder: briefing init FOLDER"
        raise ConfigError("this file is there already", where=str(there[0]), remedy=remedy)
    for path, text in made.items():
        files.write(path, text)
    (folder / DAILY).chmod(0o755)
    load(folder / FILE)
    return list(made)


def _quoted(text: str) -> str:
    """Return a text as a TOML string (TOML 1.0, section String)."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")

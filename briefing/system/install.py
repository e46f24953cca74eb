"""How a missing package is installed in the environment that the user has.

The distribution is called ``hindi-briefing``: ``briefing`` on the package index is another
project, and a hint that named it would install a stranger's code.
"""

from __future__ import annotations

import importlib.util
import json
import re
import shlex
import shutil
import sys
from importlib import metadata
from pathlib import Path
from urllib.parse import unquote, urlsplit

DISTRIBUTION = "hindi-briefing"


def extra(name: str) -> str:
    """Return the command that adds an extra of this distribution to this environment.

    >>> "[serve]" in extra("serve")
    True
    """
    source = _source()
    editable = ["-e"] if source is not None and source.is_dir() else []
    return command(*editable, f"{source or DISTRIBUTION}[{name}]")


def packages(extra: str) -> list[str]:
    """Return the packages that an extra of this distribution brings.

    >>> packages("publish")
    ['fsspec']
    """
    try:
        requirements = metadata.requires(DISTRIBUTION) or []
    except metadata.PackageNotFoundError:
        return []
    wanted = [row for row in requirements if re.search(rf"extra == ['\"]{extra}['\"]", row)]
    return [re.split(r"[^A-Za-z0-9._-]", row)[0] for row in wanted]


def command(*requirements: str) -> str:
    """Return the command that installs packages into this environment, quoted for a shell.

    >>> command("starlette>=1.7").endswith("install 'starlette>=1.7'")
    True
    """
    return shlex.join([*_installer(), "install", *requirements])


def _installer() -> list[str]:
    """Return the installer that this environment answers to: pipx, pip or uv."""
    if (
        Path(sys.prefix).parent.name == "venvs"
        and (Path(sys.prefix) / "pipx_metadata.json").exists()
    ):
        return ["pipx", "runpip", Path(sys.prefix).name]
    if importlib.util.find_spec("pip") is None:
        return ["uv", "pip"] if _is_active() else ["uv", "pip", "--python", sys.executable]
    return ["python" if _is_active() else sys.executable, "-m", "pip"]


def _is_active() -> bool:
    """Tell whether ``python`` in the user's shell is the Python that runs here."""
    found = shutil.which("python")
    return found is not None and Path(found).absolute() == Path(sys.executable).absolute()


def _source() -> Path | None:
    """Return the folder or file that the distribution was installed from, None for an index.

    Source: Recording the Direct URL Origin of installed distributions (PEP 610).
    """
    try:
        text = metadata.distribution(DISTRIBUTION).read_text("direct_url.json")
    except metadata.PackageNotFoundError:
        return None
    url = urlsplit(json.loads(text)["url"]) if text else None
    return Path(unquote(url.path)) if url is not None and url.scheme == "file" else None

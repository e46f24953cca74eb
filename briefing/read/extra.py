"""Libraries of the extra ``inputs``, imported when a file needs them."""

from __future__ import annotations

import importlib
import logging
from typing import Any

from briefing.errors import ScriptError
from briefing.system import install


def library(name: str) -> Any:
    """Return a library of the extra ``inputs``.

    Raises
    ------
    ScriptError
        saying how it is installed, if it is not.
    """
    logger = logging.getLogger(name.partition(".")[0])
    if not logger.handlers:  # what it logs of a damaged file is nothing for the user's terminal
        logger.addHandler(logging.NullHandler())
    try:
        return importlib.import_module(name)
    except ImportError as error:
        what = f"reading this kind of file needs {error.name or name}, which is not installed"
        raise ScriptError(what, remedy=install.extra("inputs")) from None

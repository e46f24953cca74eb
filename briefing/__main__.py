"""``python -m briefing``."""

import sys
from pathlib import Path

if sys.path and Path(sys.path[0]).absolute() == Path.cwd() != Path(__file__).parents[1]:
    del sys.path[0]  # ``-m`` puts the working folder first: no module of a stranger's folder runs

from briefing.cli import main

main(prog_name="briefing")

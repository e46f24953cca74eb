"""Make the ear: speak the corpus, train, export. Every step goes on where it stopped.

python -m training.ear WORK
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace

import config as configs

from briefing.listen.ear import MODEL

from . import corpus


def configuration(changes: Sequence[str] = ()) -> SimpleNamespace:
    """Return what is in ``config.toml``, with some changes."""
    found: SimpleNamespace = configs.load(changes, Path(__file__).with_name("config.toml"))
    return found


def main() -> None:
    parser = configs.arguments(__doc__)
    parser.add_argument("--until", type=int, default=0, help="stop training after this step")
    parser.add_argument("--model", type=Path, default=MODEL, help="where the model is written")
    args = parser.parse_args()
    config = configuration(args.changes)
    corpus.speak(config, args.work)
    from .export import export  # needs torch, which the first step does without
    from .train import train

    train(config, args.work, args.until)
    export(config, args.work, args.model)


if __name__ == "__main__":
    configs.run(main)

"""Make the acoustic ear of ``briefing/listen``: ``python -m training.ear WORK``.

Sentences, teacher, configuration and the state of a training are those of ``training/tarang``;
what measures is that of ``bench``.
"""

import sys
from pathlib import Path

_ROOT = Path(__file__).parents[2]
sys.path += [str(_ROOT / "training" / "tarang"), str(_ROOT / "bench")]

"""Make the acoustic ear of ``briefing/listen``: ``python -m training.ear WORK``.

Sentences, teacher, configuration and the state of a training are those of ``training/tarang``.
"""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "tarang"))

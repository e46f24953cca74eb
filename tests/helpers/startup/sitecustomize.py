"""Add the test engine to every Python process that has this folder in its ``PYTHONPATH``.

Python imports ``sitecustomize`` when it starts. So the command line and the workers of a cluster
know the engine in tests, and the product needs no way to load foreign code.
"""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parent.parent.parent))

from helpers import faulty_engine

faulty_engine.register()

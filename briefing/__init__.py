"""briefing: Hindi text into a podcast.

>>> from briefing.normalise import spoken
"""

__version__ = "0.1.0"

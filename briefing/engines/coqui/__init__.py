"""Coqui TTS: VITS, MMS, XTTS-v2, FastPitch with HiFi-GAN, and any other checkpoint it can load.

Nothing here is imported before a Coqui voice is used, and ``torch`` and ``TTS`` only inside
functions. ``layout`` finds a model's files, ``store`` keeps them and their sums, ``fetch`` brings
them, ``load`` makes a model of them, ``models`` makes models alike, ``engine`` speaks, ``remedies``
says what went wrong, ``ending`` hears whether XTTS babbled, ``export`` writes VITS as ONNX.
"""

"""Coqui TTS: VITS, MMS, XTTS-v2, FastPitch with HiFi-GAN, and any other checkpoint it can load.

Nothing here is imported before a Coqui voice is used, and ``torch`` and ``TTS`` only inside
functions. ``layout`` finds a model's files, ``store`` keeps them and their sums, ``fetch`` brings
them, ``load`` makes a model of them, ``models`` gives the model families one interface,
``speakers`` lists a model's speakers, ``engine`` speaks, ``remedies`` explains errors, ``ending``
detects that XTTS babbled, ``export`` and ``export_fastpitch`` write VITS and FastPitch as ONNX.
"""

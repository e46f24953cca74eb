"""The machine below: files, a cache on disk, ffmpeg, processor cores."""

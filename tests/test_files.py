"""Files appear whole, in the mode that the system gives, and on the disk before they are named."""

from __future__ import annotations

import json
import os
import secrets
import stat
import sys
import threading
from pathlib import Path

import pytest

from briefing.errors import BriefingError
from briefing.system import files
from briefing.system.disk_cache import DiskCache


@pytest.mark.skipif(sys.platform == "win32", reason="modes are those of POSIX")
@pytest.mark.parametrize(("mask", "mode"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664)])
def test_a_new_file_takes_the_mode_of_the_system(
    mask: int, mode: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = os.umask(mask)
    try:
        # The umask is the process's: whoever sets it for a moment changes other threads' files.
        monkeypatch.delattr(os, "umask")
        files.write(tmp_path / "a.mp3", "sound")
        DiskCache(tmp_path / "cache", ".flac").put("key", b"clip")
    finally:
        monkeypatch.undo()
        os.umask(before)
    made = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert [stat.S_IMODE(path.stat().st_mode) for path in made] == [mode, mode]


def test_data_is_flushed_before_the_rename(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    fsync, replace = os.fsync, Path.replace

    def flushed(handle: int) -> None:
        done.append("folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "file")
        fsync(handle)

    def renamed(path: Path, target: Path) -> Path:
        done.append("rename")
        return replace(path, target)

    monkeypatch.setattr(os, "fsync", flushed)
    monkeypatch.setattr(Path, "replace", renamed)
    files.write(tmp_path / "a.json", "{}")
    assert done == ["file", "rename", "folder"]


def test_a_link_that_stands_ready_is_not_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(secrets, "token_hex", lambda _: "guessed")
    (tmp_path / f"{files.TEMP_PREFIX}guessed.mp3").symlink_to(tmp_path / "target")
    with pytest.raises(BriefingError):
        files.write(tmp_path / "a.mp3", "sound")
    assert not (tmp_path / "target").exists()


def test_threads_that_write_at_once(tmp_path: Path) -> None:
    def write(number: int) -> None:
        for round_ in range(20):
            files.write(tmp_path / "a.txt", f"{number} {round_}\n" * 1000)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set((tmp_path / "a.txt").read_text().splitlines())) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_json_that_says_the_same_keeps_its_time(tmp_path: Path) -> None:
    path, data = tmp_path / "a.json", {"क": [1, {"ख": "«ग»"}]}
    files.write_json(path, data)
    assert path.read_text("utf-8") == json.dumps(data, ensure_ascii=False, indent=1) + "\n"
    os.utime(path, (1, 1))
    files.write_json(path, data)
    assert path.stat().st_mtime == 1
    files.write_json(path, {"क": []})
    assert path.stat().st_mtime > 1 and json.loads(path.read_text("utf-8")) == {"क": []}
    assert list(tmp_path.iterdir()) == [path]

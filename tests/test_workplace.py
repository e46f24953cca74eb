"""A folder to work in, gone afterwards."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

import pytest

from briefing.errors import BriefingError
from briefing.system.workplace import workplace


def test_nothing_stays_behind_whatever_happens(tmp_path: Path) -> None:
    out = tmp_path / "new" / "a"
    with workplace(out) as work:
        (work / "a.pcm").write_bytes(bytes(10))
        assert work.parent == out
    with pytest.raises(ZeroDivisionError), workplace(out) as work:
        (work / "a.pcm").write_bytes(bytes(10))
        raise ZeroDivisionError
    assert not list(out.glob(".work-*"))


def test_folders_made_for_nothing_go(tmp_path: Path) -> None:
    mine, made = tmp_path / "mine", tmp_path / "mine" / "out" / "a"
    mine.mkdir()
    for folder in (made, mine):
        with pytest.raises(KeyboardInterrupt), workplace(folder) as work:
            (work / "a.pcm").write_bytes(bytes(10))
            raise KeyboardInterrupt
        assert list(tmp_path.rglob("*")) == [mine]


def test_what_was_finished_stays(tmp_path: Path) -> None:
    out = tmp_path / "out" / "a"
    with pytest.raises(ZeroDivisionError), workplace(out):
        (out / "a.mp3").write_bytes(bytes(10))
        raise ZeroDivisionError
    assert [path.name for path in out.iterdir()] == ["a.mp3"]


def test_a_second_run_makes_a_folder_that_the_first_took_away(tmp_path: Path) -> None:
    out, worked = tmp_path / "out" / "a", threading.Event()

    def second() -> None:
        with workplace(out) as work:
            (work / "a.pcm").write_bytes(bytes(10))
            worked.set()

    thread = threading.Thread(target=second)
    with pytest.raises(ZeroDivisionError), workplace(out):
        thread.start()
        assert not worked.wait(0.3)
        raise ZeroDivisionError
    thread.join(timeout=30)
    assert worked.is_set()


def test_leftovers_of_a_killed_run_are_removed(tmp_path: Path) -> None:
    (tmp_path / ".work-left").mkdir()
    with workplace(tmp_path) as work:
        assert [path.name for path in tmp_path.iterdir()] == [work.name]


def test_a_second_run_waits_for_the_first(tmp_path: Path) -> None:
    entered = threading.Event()

    def second() -> None:
        with workplace(tmp_path):
            entered.set()

    thread = threading.Thread(target=second)
    with workplace(tmp_path) as first:
        thread.start()
        assert not entered.wait(0.3)
        assert first.exists()
    thread.join(timeout=30)
    assert entered.is_set()


def test_a_folder_that_goes_away_is_named(tmp_path: Path) -> None:
    out = tmp_path / "a"
    with pytest.raises(BriefingError, match="removed or moved") as caught, workplace(out) as work:
        shutil.rmtree(out)
        (work / "a.pcm").write_bytes(b"")
    assert caught.value.where == str(out)


def test_a_file_in_the_way_is_named(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("")
    with pytest.raises(BriefingError, match="exists") as caught, workplace(tmp_path / "a"):
        pass
    assert "choose another folder" in caught.value.remedy

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

"""Where data and caches are kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import platformdirs
import pytest

from briefing.system.folders import cache_folder, data_folder

FOLDERS = [
    (data_folder, "BRIEFING_DATA", platformdirs.user_data_dir),
    (cache_folder, "BRIEFING_CACHE", platformdirs.user_cache_dir),
]


@pytest.mark.parametrize(("folder", "name", "usual"), FOLDERS)
def test_the_environment_wins_over_the_place_of_the_system(
    folder: Callable[[], Path],
    name: str,
    usual: Callable[[str], str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(name, str(tmp_path))
    assert folder() == tmp_path
    for unset in ("", None):
        monkeypatch.setenv(name, unset) if unset is not None else monkeypatch.delenv(name)
        assert folder() == Path(usual("briefing"))

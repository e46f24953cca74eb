"""The one reader of tab-separated tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefing.formats import tables


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("", []),
        ("a\tb\nc\td", [(1, ["a", "b"]), (2, ["c", "d"])]),
        ("# a comment\n\n \na\tb\r\n", [(4, ["a", "b"])]),
        ("a\t\tc\n", [(1, ["a", "", "c"])]),
        (" \t16\n", [(1, [" ", "16"])]),
        ("a # b\tc\n", [(1, ["a # b", "c"])]),
    ],
)
def test_rows(text: str, rows: list[tuple[int, list[str]]]) -> None:
    assert list(tables.rows(text)) == rows


def test_a_file_is_read_in_nfc(tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_text("e\u0301\t\u0958\n", encoding="utf-8")
    assert tables.read(tmp_path / "a.tsv") == (("\u00e9", "\u0915\u093c"),)

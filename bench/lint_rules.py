"""Write the table of lint rules into docs/lint.md; with --check, check that it is up to date.

python bench/lint_rules.py [--check]
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from html import escape
from pathlib import Path

from briefing.lint import RULES

PAGE = Path(__file__).parent.parent / "docs" / "lint.md"
BEGIN, END = "<!-- rules: begin -->", "<!-- rules: end -->"


def table() -> Iterator[str]:
    """Yield the table's lines, in Markdown."""
    yield "| rule | severity | players | why | remedy |"
    yield "|---|---|---|---|---|"
    for rule in RULES:
        slow = " (decodes)" if rule.slow else ""
        cells = (f"`{rule.id}`", rule.severity + slow, ", ".join(rule.players))
        words = (escape(text, quote=False).replace("|", "\\|") for text in (rule.why, rule.remedy))
        yield f"| {' | '.join((*cells, *words))} |"


def main() -> int:
    """Write or check the page; return the exit code."""
    page = PAGE.read_text(encoding="utf-8")
    before, rest = page.split(BEGIN)
    after = rest.split(END)[1]
    wanted = "\n".join([before + BEGIN, *table(), END + after])
    if "--check" in sys.argv:
        return int(page != wanted)
    PAGE.write_text(wanted, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

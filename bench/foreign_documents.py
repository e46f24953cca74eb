"""Read documents that other programs made: how many letters are right, and what damage does.

    python bench/foreign_documents.py FOLDER [--damage 2000] [--seed 1]

Makes eleven texts (the stories of tests/cases/stories.md, and three with lists, tables, notes and
raised signs) in each format of the programs that are installed: pandoc, LibreOffice, Chromium.
Prints the share of letters and spaces that are spoken as they were written, by program and format,
and with --damage what comes of so many damaged copies.
"""

from __future__ import annotations

import argparse
import html
import io
import random
import shutil
import subprocess
import sys
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from helpers.pages import stories

from briefing.errors import BriefingError
from briefing.read import read_bytes

PANDOC = ("docx", "odt", "rtf", "epub", "html")
LIBREOFFICE = ("docx", "odt", "rtf", "pdf", "epub")
SLOW_S = 20.0
RICH = (
    "# सप्ताह का बाज़ार\n\nइस सप्ताह सब्ज़ियों के दाम गिरे।\n\n1. आलू सस्ता हुआ\n2. प्याज़ स्थिर रहा\n\n"
    "व्यापारी संतुष्ट हैं।\n\n| सब्ज़ी | दाम |\n|---|---|\n| आलू | 18 रुपये |\n| प्याज़ | 32 रुपये |\n",
    "# प्रयोगशाला से\n\nहवा में CO~2~ की मात्रा बढ़ी है।[^1]\n\n- पहला कारण धुआँ है\n- दूसरा कारण धूल है\n\n"
    "वैज्ञानिकों ने चेतावनी दी।\n\n[^1]: यह आँकड़ा पुराना है।\n",
    "# खेल की शाम\n\n## पहला मैच\n\nटीम ने **शानदार** खेल दिखाया और *आसानी से* जीती।\n\n"
    "> कप्तान ने कहा कि यह सबकी जीत है।\n\n## दूसरा मैच\n\nबारिश के कारण खेल 45 मिनट देर से शुरू हुआ।\n",
)
SPOKEN = (
    "सप्ताह का बाज़ार\nइस सप्ताह सब्ज़ियों के दाम गिरे।\n1. आलू सस्ता हुआ\n2. प्याज़ स्थिर रहा\nव्यापारी संतुष्ट हैं।\n"
    "सब्ज़ी: आलू, दाम: 18 रुपये।\nसब्ज़ी: प्याज़, दाम: 32 रुपये।",
    "प्रयोगशाला से\nहवा में CO₂ की मात्रा बढ़ी है।\nपहला कारण धुआँ है\nदूसरा कारण धूल है\nवैज्ञानिकों ने चेतावनी दी।",
    "खेल की शाम\nपहला मैच\nटीम ने शानदार खेल दिखाया और आसानी से जीती।\nकप्तान ने कहा कि यह सबकी जीत है।\n"
    "दूसरा मैच\nबारिश के कारण खेल 45 मिनट देर से शुरू हुआ।",
)


def texts() -> Iterator[tuple[str, str]]:
    """Yield (Markdown, what is spoken of it)."""
    for story in stories():
        parts = [(f"## {head}\n\n" if head else "") + text for head, text in story.parts]
        yield "\n\n".join([f"# {story.title}", *parts]), "\n".join([story.title, *story.texts])
    yield from zip(RICH, SPOKEN, strict=True)


def run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)


def make(folder: Path) -> dict[Path, str]:
    """Make the documents that are not there yet; return what is spoken of each."""
    made: dict[Path, str] = {}
    pandoc = shutil.which("pandoc") or _packaged_pandoc()
    for number, (markdown, spoken) in enumerate(texts()):
        source = folder / f"{number}.md"
        source.write_text(markdown, encoding="utf-8")
        for suffix in PANDOC if pandoc else ():
            target = folder / f"pandoc-{number}.{suffix}"
            if not target.exists():
                page = ["-s", "--metadata", "pagetitle=x"] if suffix == "html" else []
                alone = ["-s"] if suffix == "rtf" else []
                run(pandoc, str(source), "-o", str(target), *page, *alone)
            made[target] = spoken
        made |= dict.fromkeys(_by_chromium(folder, number), spoken)
    made |= _by_libreoffice(folder, made)
    return made


def _packaged_pandoc() -> str:
    try:
        import pypandoc
    except ImportError:
        return ""
    return str(pypandoc.get_pandoc_path())


def _by_chromium(folder: Path, number: int) -> Iterator[Path]:
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    page, target = folder / f"pandoc-{number}.html", folder / f"chromium-{number}.pdf"
    if chromium and page.exists():
        if not target.exists():
            options = ("--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer")
            run(chromium, *options, f"--print-to-pdf={target}", str(page))
        yield target


def _by_libreoffice(folder: Path, made: dict[Path, str]) -> dict[Path, str]:
    """Let LibreOffice save pandoc's documents in its own way."""
    sources = [file for file in made if file.suffix == ".odt" and file.name.startswith("pandoc")]
    found: dict[Path, str] = {}
    for suffix in LIBREOFFICE if shutil.which("soffice") else ():
        output = folder / "libreoffice" / suffix
        missing = [s for s in sources if not (output / f"{s.stem}.{suffix}").exists()]
        if missing:
            names = map(str, missing)
            run("soffice", "--headless", "--convert-to", suffix, "--outdir", str(output), *names)
        found |= {output / f"{s.stem}.{suffix}": made[s] for s in sources}
    return {file: spoken for file, spoken in found.items() if file.exists()}


def share(wanted: str, found: str) -> tuple[int, int]:
    """Return how many characters stand in both, in order, and how many there are."""
    matcher = SequenceMatcher(None, wanted, found, autojunk=False)
    right = sum(block.size for block in matcher.get_matching_blocks())
    return right, max(len(wanted), len(found))


def spoken_of(data: bytes, name: str) -> str:
    script = read_bytes(data, name)
    return "\n".join(p.with_number() for c in script.chapters for p in c.paragraphs)


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Return a damaged copy: bytes changed, cut or doubled, in half of archives within a file."""
    if data.startswith(b"PK") and chance.random() < 0.5:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            files = {name: archive.read(name) for name in archive.namelist()}
        texts = [name for name in files if name.endswith(("xml", "html", "opf", "ncx", "rels"))]
        name = chance.choice(texts)
        files[name] = _changed(files[name], chance)
        held = io.BytesIO()
        with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as packed:
            for name, content in files.items():
                stored = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
                packed.writestr(name, content, stored)
        return held.getvalue()
    return _changed(data, chance)


def _changed(data: bytes, chance: random.Random) -> bytes:
    found = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(found) + 1)
        end = min(len(found), at + chance.choice((1, 4, 40, 400)))
        kind = chance.randrange(4)
        if kind == 0:
            found[at:end] = chance.randbytes(end - at)
        elif kind == 1:
            del found[at:end]
        elif kind == 2:
            found[at:at] = found[at:end] * chance.choice((2, 40))
        else:
            found[at:at] = html.unescape(
                chance.choice(("&lt;w:p&gt;", "{\\par", "]]&gt;", "endobj"))
            ).encode()
    return bytes(found if chance.random() < 0.8 else found[: chance.randrange(len(found) + 1)])


def damage(files: list[Path], most: int, seed: int) -> None:
    """Read damaged copies and print what came of them."""
    chance = random.Random(seed)
    outcomes: Counter[str] = Counter()
    faults: Counter[str] = Counter()
    for _ in range(most):
        file = chance.choice(files)
        data = damaged(file.read_bytes(), chance)
        begun = time.process_time()
        try:
            read_bytes(data, file.name)
            outcomes["read"] += 1
        except BriefingError:
            outcomes["a clear error"] += 1
        except Exception:
            outcomes["a traceback"] += 1
            faults["\n".join(traceback.format_exc().splitlines()[-4:])] += 1
        if time.process_time() - begun > SLOW_S:
            outcomes["too slow"] += 1
    print(f"{most} damaged copies: {dict(outcomes)}")
    for fault, count in faults.most_common(5):
        print(f"{count} x\n{fault}")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--damage", type=int, default=0, metavar="N")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    args.folder.mkdir(parents=True, exist_ok=True)
    made = make(args.folder)
    rows: dict[str, list[tuple[int, int]]] = {}
    for file, wanted in sorted(made.items()):
        program = "LibreOffice" if "libreoffice" in file.parts else file.name.partition("-")[0]
        found = spoken_of(file.read_bytes(), file.name)
        right = share(wanted, found)
        if right[0] < 0.98 * right[1]:
            print(f"{file}: {right[0] / right[1]:.1%}")
        rows.setdefault(f"{program} {file.suffix}", []).append(right)
    for name, shares in sorted(rows.items()):
        right, of = (sum(column) for column in zip(*shares, strict=True))
        print(f"{name:20}{len(shares):4} documents  {right / of:8.2%}")
    every = [pair for shares in rows.values() for pair in shares]
    right, of = (sum(column) for column in zip(*every, strict=True))
    print(f"{'all':20}{len(made):4} documents  {right / of:8.2%}")
    if args.damage:
        damage(sorted(made), args.damage, args.seed)


if __name__ == "__main__":
    main()

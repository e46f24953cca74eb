"""The Hindi text-normalisation benchmark: its sentences are sound, and its scorer can say no."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest

from briefing.normalise import spoken

FOLDER = Path(__file__).parent.parent / "bench" / "hindi_tn"
#: The first and the last reading of a group.
FIRST = re.compile(r"\{([^{}|]*)[^{}]*\}")
LAST = re.compile(r"\{[^{}]*?([^{}|]*)\}")
README = (FOLDER / "README.md").read_text(encoding="utf-8")


def script(name: str) -> ModuleType:
    """Load a script of the benchmark as a module."""
    spec = importlib.util.spec_from_file_location(f"hindi_tn_{name}", FOLDER / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


score = script("score")
ROWS = {split: score.load(split) for split in score.SPLITS}
ALL = [row for rows in ROWS.values() for row in rows]


def row(reference: str, written: str = "") -> object:
    """Make a sentence of a reference."""
    return score.Row("x001", "news", ("cardinal",), written, reference)


def right(reference: str, answer: str) -> bool:
    """Judge an answer."""
    verdict = score.judge(row(reference), answer)
    assert verdict.right == (verdict.errors == 0)
    return bool(verdict.right)


def test_size() -> None:
    classes = Counter(name for row in ALL for name in row.classes)
    kinds = Counter(row.kind for row in ALL)
    assert len(ALL) >= 1000
    assert classes.total() >= 2200
    assert len(classes) >= 25 and min(classes.values()) >= 5
    assert len(kinds) >= 10 and min(kinds.values()) >= 10
    assert abs(len(ROWS["dev"]) - len(ROWS["test"])) <= 20


def test_columns() -> None:
    for split in score.SPLITS:
        lines = (FOLDER / f"{split}.tsv").read_text(encoding="utf-8").splitlines()
        assert tuple(lines[0].split("\t")) == score.COLUMNS
        assert {line.count("\t") for line in lines} == {len(score.COLUMNS) - 1}
    assert len({row.id for row in ALL}) == len(ALL)
    assert len({row.written for row in ALL}) == len(ALL)


@pytest.mark.parametrize("split", score.SPLITS)
def test_references(split: str) -> None:
    wrong = []
    for sentence in ROWS[split]:
        outside = re.sub(r"\{[^{}]*\}", "", sentence.spoken)
        groups = re.findall(r"\{([^{}]*)\}", sentence.spoken)
        if re.search("[{}|]", outside) or any(not group.strip("|") for group in groups):
            wrong.append(f"{sentence.id}: braces")
        if re.search(r"[\dA-Za-z%₹$°]", sentence.spoken):
            wrong.append(f"{sentence.id}: something is left unread")
        if not all(sentence.classes) or re.search(r"[^a-z,-]", ",".join(sentence.classes)):
            wrong.append(f"{sentence.id}: classes")
    assert not wrong


def test_corrections() -> None:
    lines = (FOLDER / "corrections.tsv").read_text(encoding="utf-8").splitlines()[1:]
    references = {(row.id, split): row.spoken for split, rows in ROWS.items() for row in rows}
    for id, split, before, after, why in (line.split("\t") for line in lines):
        assert after in references[id, split] and before != after and why, id
    assert f"the {len(lines)} entries of `corrections.tsv`" in README


def test_an_alternative_does_not_cut_a_word() -> None:
    """Folding goes by words, so a brace must stand at the edge of one."""
    letter = "[\u0900-\u0963]"
    cut = re.compile(rf"{letter}\{{(?![ ,|])|(?<![ ,|{{])\}}{letter}")
    assert [row.id for row in ALL if cut.search(row.spoken)] == []


def test_first_and_last_readings_of_every_reference_are_right() -> None:
    for sentence in ALL:
        for choose in (FIRST, LAST):
            reading = score.fold_words(choose.sub(r"\1", sentence.spoken))
            assert score.accepts(sentence.spoken, reading), sentence.id
    for sentence in ALL[::10]:
        assert score.judge(sentence, LAST.sub(r"\1", sentence.spoken)).errors == 0, sentence.id


def test_writing_is_not_a_reading() -> None:
    """What has digits or Latin letters left is never right."""
    left = [row for row in ALL if re.search(r"[0-9०-९A-Za-z]", row.written)]
    assert len(left) > 1000
    as_it_is = [row for row in left if score.accepts(row.spoken, score.fold_words(row.written))]
    assert as_it_is == []


@pytest.mark.parametrize(
    ("reference", "answer"),
    [
        ("हिंदी के पाँच अंक", "हिन्दी के पांच अङ्क"),
        ("छह बजे", "छः बजे"),
        ("छह बजे", "छ: बजे"),
        ("प्रातः छह", "प्रात: छह"),
        ("सी बी आई ने", "सीबीआई ने"),
        ("सी बी आई ने", "सी.बी.आई. ने"),
        ("पाँच सौ रुपये", "पाँच सौ रुपए।"),
        ("तीन-चार दिन", "तीन चार दिन"),
        ("शून्य दशमलव पाँच", "ज़ीरो पॉइंट पाँच"),
        ("छियानबेवें मिनट", "छियानवेवें मिनट"),
        ("छठा दिन", "छठवाँ दिन"),
        ("चौवालीस तिरेपन उनासी", "चवालीस, तिरपन, उन्नासी"),
        ("डब्ल्यू एच ओ", "डब्लू एच ओ"),
        ("ऐप पर", "एप पर"),
        ("{ढाई|दो दशमलव पाँच} सौ", "ढाई सौ"),
        ("{ढाई|दो दशमलव पाँच} सौ", "दो दशमलव पाँच सौ"),
        ("दस {से|} बीस", "दस बीस"),
        ("दस{ बजे|}, {या|} बीस", "दस बजे बीस"),
    ],
)
def test_right(reference: str, answer: str) -> None:
    assert right(reference, answer)


@pytest.mark.parametrize(
    ("reference", "answer"),
    [
        ("पाँच सौ रुपये", "पाँच सौ"),
        ("पाँच सौ रुपये", "पाँच हज़ार रुपये"),
        ("पाँच सौ रुपये", "₹पाँच सौ"),
        ("पाँच सौ रुपये", "500 रुपये"),
        ("उनासी", "नवासी"),
        ("उनसठ", "उनहत्तर"),
        ("पैंतीस", "पैंतालीस"),
        ("उन्नीस सौ सत्तर", "एक हज़ार नौ सौ सत्तर"),
        ("दसवीं कक्षा", "दस कक्षा"),
        ("दसवीं कक्षा", "दसवाँ कक्षा"),
        ("{ढाई|दो दशमलव पाँच} सौ", "सौ"),
        ("{ढाई|दो दशमलव पाँच} सौ", "ढाई दशमलव पाँच सौ"),
        ("दस {से|} बीस", "दस से से बीस"),
        ("दस {से|} बीस", "दस या बीस"),
        ("सी बी आई ने", "CBI ने"),
        ("सी बी आई ने", "सी बी ने"),
        ("डॉक्टर राव", "डॉ राव"),
        ("राव आए", "राव आए आज"),
        ("राव आए", ""),
    ],
)
def test_wrong(reference: str, answer: str) -> None:
    assert not right(reference, answer)


def test_no_two_numbers_fold_together() -> None:
    words = {tuple(score.fold_words(spoken(f"{number} लोग"))) for number in range(1000)}
    assert len(words) == 1000


def test_no_spelling_stands_for_two_words() -> None:
    lines = (FOLDER / "variants.tsv").read_text(encoding="utf-8").splitlines()
    heads: dict[str, str] = {}
    for line in lines[2:]:
        head, *others = (score._fold_characters(cell) for cell in line.split("\t"))
        for spelling in (head, *others):
            assert heads.setdefault(spelling, head) == head, line


def test_nearest_reading_and_its_words() -> None:
    sentence = row("कुल {ढाई|दो दशमलव पाँच} सौ लोग आए", written="कुल 250 लोग आए")
    verdict = score.judge(sentence, "कुल दो दशमलव छह सौ लोग")
    assert not verdict.right
    assert [word for word, _ in verdict.words] == score.fold_words("कुल दो दशमलव पांच सौ लोग आए")
    assert verdict.nsw == (("दो", True), ("दशमलव", True), ("पांच", False), ("सौ", True))
    assert verdict.errors == 2


def test_scopes() -> None:
    rows = [
        score.Row("a", "news", ("year", "year"), "1990", "उन्नीस सौ नब्बे"),
        score.Row("b", "law", ("cardinal", "year"), "5", "पाँच"),
    ]
    scopes = score.score(rows, {"a": "उन्नीस सौ नब्बे"})
    assert {name: (tally.sentences, tally.right) for name, tally in scopes.items()} == {
        "all": (2, 1),
        "class:cardinal": (1, 0),
        "class:year": (2, 1),
        "kind:law": (1, 0),
        "kind:news": (1, 1),
    }
    assert scopes["all"].nsw_accuracy == pytest.approx(3 / 4)
    assert scopes["all"].word_error_rate == pytest.approx(1 / 4)


def test_many_alternatives_take_no_time() -> None:
    reference = " ".join(["{एक|दो|एक एक|}"] * 60)
    begun = time.process_time()
    assert right(reference, "एक " * 60)
    assert not right(reference, "एक " * 60 + "दस")
    assert time.process_time() - begun < 5


def test_readme_describes_every_kind_and_class() -> None:
    for name in {row.kind for row in ALL} | {name for row in ALL for name in row.classes}:
        assert f"| `{name}` |" in README, name


def test_answers_of_a_file_are_scored(tmp_path: Path) -> None:
    answers = tmp_path / "answers.tsv"
    reading = score.load("dev")[0]
    answers.write_text(f"{reading.id}\t{reading.spoken}\n", encoding="utf-8")
    command = [sys.executable, str(FOLDER / "score.py"), str(answers), "--split", "dev"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("all")
    assert len(done.stdout.splitlines()) == 1 + len(
        {row.kind for row in ROWS["dev"]} | {name for row in ROWS["dev"] for name in row.classes}
    )

"""The engine ``onnx-fastpitch`` with graphs of a few nodes: their sound says what they got."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import onnx
import pytest
from helpers.voices import own_voice
from onnx import TensorProto, helper, numpy_helper

from briefing.engines import PLAIN, SynthesisOptions, load, missing, speech
from briefing.engines.exported import MOST_PHONES
from briefing.engines.fastpitch_onnx import ACOUSTIC, FORMAT, TABLE, VOCODER
from briefing.engines.g2p import kokoro_symbols
from briefing.errors import VoiceError
from briefing.model import Delivery, Mark, Voice

LETTERS = {letter: number for number, letter in enumerate("कखगघ। ,", 3)}
#: A number sounds as a hundredth of itself; the pace and the pitch follow at the end.
SCALE = 100


def save(path: Path, nodes: list[Any], given: dict[str, int], made: list[str], *more: Any) -> None:
    kinds = {"input": TensorProto.INT64, "sid": TensorProto.INT64}
    inputs = [
        helper.make_tensor_value_info(name, kinds.get(name, TensorProto.FLOAT), [None] * rank)
        for name, rank in given.items()
    ]
    outputs = [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in made]
    graph = helper.make_graph(nodes, "tiny", inputs, outputs, list(more))
    opset = [helper.make_opsetid("", 17)]
    onnx.save(helper.make_model(graph, opset_imports=opset, ir_version=8), str(path))


def graphs(folder: Path, *, speakers: bool = False, melodic: bool = False) -> None:
    """Write graphs whose samples are the numbers, the length scale, the pitch and the speaker."""
    rate = numpy_helper.from_array(np.array([1 / SCALE], np.float32), "rate")
    row = numpy_helper.from_array(np.array([0], np.int64), "row")
    given = {"input": 2, "length_scale": 1, "pitch_shift": 1, **({"sid": 1} if speakers else {})}
    given |= {"pitch_scale": 1} if melodic else {}
    node = helper.make_node
    nodes = [
        node("Cast", ["input"], ["numbers"], to=TensorProto.FLOAT),
        node("Squeeze", ["numbers", "row"], ["line"]),
        *([node("Cast", ["sid"], ["who"], to=TensorProto.FLOAT)] if speakers else []),
        node(
            "Concat",
            ["line", *(name for name in given if name not in ("input", "sid"))]
            + (["who"] if speakers else []),
            ["all"],
            axis=0,
        ),
        node("Mul", ["all", "rate"], ["scaled"]),
        node("Unsqueeze", ["scaled", "both"], ["mel"]),
        node("Identity", ["line"], ["durations"]),
    ]
    both = numpy_helper.from_array(np.array([0, 1], np.int64), "both")
    save(folder / ACOUSTIC, nodes, given, ["mel", "durations"], rate, row, both)
    save(folder / VOCODER, [node("Identity", ["mel"], ["samples"])], {"mel": 3}, ["samples"])


@pytest.fixture
def letters(tmp_path: Path) -> Voice:
    """A voice that reads four letters, with a number for the beginning and for the end."""
    graphs(tmp_path)
    table = {
        "format": FORMAT,
        "sample_rate": 16000,
        "hop_length": 256,
        "vocabulary": LETTERS,
        "blank": None,
        "begin": 1,
        "end": 2,
        "length_scale": 1.5,
        "speakers": {},
        "speaker": None,
    }
    (tmp_path / TABLE).write_text(json.dumps(table, ensure_ascii=False), encoding="utf-8")
    return own_voice(tmp_path, "onnx-fastpitch", rate_hz=16_000)


def heard(voice: Voice, text: str, **options: Any) -> list[float]:
    seed = options.pop("seed", 0)
    sound = load(voice, SynthesisOptions(**options)).speak(text, seed=seed)
    return [round(float(sample) * SCALE, 4) for sample in sound]


def table(voice: Voice, **changes: Any) -> Voice:
    file = voice.folder / TABLE
    content = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps({**content, **changes}), encoding="utf-8")
    return voice


def test_a_number_for_each_letter(letters: Voice) -> None:
    assert heard(letters, "खक।") == [1, 4, 3, 7, 2, 1.5, 0]


def test_a_blank_between_the_letters(letters: Voice) -> None:
    assert heard(table(letters, blank=0), "खक।")[:-2] == [1, 0, 4, 0, 3, 0, 7, 0, 2]


@pytest.mark.parametrize(("speed", "scale"), [(1.0, 1.5), (0.5, 3.0), (2.0, 0.75)])
def test_speed(letters: Voice, speed: float, scale: float) -> None:
    assert heard(letters, "क", speed=speed)[-2] == scale


def test_another_seed_moves_the_pace_a_little(letters: Voice) -> None:
    paces = [heard(letters, "क", seed=seed)[-2] for seed in (0, 1, 2)]
    assert len(set(paces)) == 3
    assert max(paces) <= 1.03 * paces[0]


def test_pitch(letters: Voice) -> None:
    higher = replace(letters, options={"pitch_shift": 0.5})
    assert heard(higher, "क")[-1] == 0.5


@pytest.mark.parametrize("shift", [3.5, -4, "high"])
def test_a_pitch_that_will_not_do(letters: Voice, shift: object) -> None:
    with pytest.raises(VoiceError, match="pitch_shift"):
        load(replace(letters, options={"pitch_shift": shift}))


def test_speakers(letters: Voice) -> None:
    graphs(letters.folder, speakers=True)
    both = table(letters, speakers={"female": 4, "male": 5}, speaker="male")
    assert heard(both, "क")[-1] == 5
    assert heard(replace(both, options={"speaker": "female"}), "क")[-1] == 4
    with pytest.raises(VoiceError, match="no speaker 'mail'") as caught:
        load(replace(both, options={"speaker": "mail"}))
    assert caught.value.remedy.startswith("did you mean male")


def test_what_has_no_letter_is_refused(letters: Voice) -> None:
    with pytest.raises(VoiceError, match=r"U\+0915"):
        heard(table(letters, vocabulary={"ख": 4}), "क")


def phones(letters: Voice) -> Voice:
    signs = "abcdefhijklmnopqstuxzŋɔəɛɖɟɡɣɪɲɳɽɾʂʃʈʊʋʌʒʰˈˌː\u0303 ,.?!"
    numbers = {sign: number for number, sign in enumerate(signs, 3)}
    return replace(table(letters, vocabulary=numbers), options={"g2p": "own"})


def test_a_voice_that_reads_phones(letters: Voice) -> None:
    voice = phones(letters)
    vocabulary = json.loads((voice.folder / TABLE).read_text(encoding="utf-8"))["vocabulary"]
    signs = {number: sign for sign, number in vocabulary.items()}
    spoken = "".join(signs.get(round(number), "") for number in heard(voice, "नमस्ते।")[:-2])
    assert spoken == "nəmˈʌsteː."


@pytest.mark.parametrize(("begin", "before"), [(1, 1), (None, 0)])
def test_words_have_the_times_of_their_phones(
    letters: Voice, begin: int | None, before: int
) -> None:
    """Here a number lasts as many frames as it says."""
    voice = table(phones(letters), begin=begin)
    signs = json.loads((voice.folder / TABLE).read_text(encoding="utf-8"))["vocabulary"]
    said = speech(load(voice), "नमस्ते, आना।")
    frames_ms = np.cumsum([before, *(signs[sign] for sign in "nəmˈʌsteː, ˈaːnaː.")]) * 16
    expected = [frames_ms[at] for at in (0, 9, 11, 17)]
    assert [(word.start, word.end) for word in said.words] == [(0, 6), (8, 11)]
    times = [time for word in said.words for time in (word.start_ms, word.end_ms)]
    assert times == [round(ms) for ms in expected]


def test_blanks_between_the_phones_give_no_times(letters: Voice) -> None:
    assert speech(load(table(phones(letters), blank=0)), "नमस्ते।").words == ()


SAID, PHONES = "तुम घर आओगे?", "tˌʊm ɡʰˈʌɾ aːˈoːɡeː?"


def moved(letters: Voice, delivery: Delivery, **changes: Any) -> dict[str, np.ndarray]:
    """Return the pace, and the pitch in Hz of phones that the model would say at 100 Hz."""
    graphs(letters.folder, melodic=True)
    pitch = {"mean_hz": 100.0, "deviation_hz": 20.0}
    voice = table(phones(letters), length_scale=1.0, **{"pitch": pitch, **changes})
    voice = replace(voice, options={**voice.options, "register": {"middle_hz": 100, "top_hz": 150}})
    samples = np.array(speech(load(voice), SAID, delivery).samples, np.float64) * SCALE
    _, pace, shift, scale = samples.reshape(4, -1)
    return {"pace": pace, "scale": scale, "hz": 100 + 20 * shift}


def test_a_voice_whose_pitch_is_known_follows_a_delivery(letters: Voice) -> None:
    assert kokoro_symbols(SAID) == PHONES
    plain = moved(letters, PLAIN)
    assert all(len(set(row)) == 1 for row in plain.values()) and plain["hz"][0] == 100
    asked = moved(letters, Delivery("question"))
    rising = asked["hz"][PHONES.index("ɡeː") + 1 : PHONES.index("?") + 1]
    assert asked["hz"][1] == 100 and (np.diff(rising) > 0).all() and rising[-1] > 115
    assert asked["hz"][PHONES.index("?") + 1] == 100  # no voice, no pitch
    marked = moved(letters, Delivery(marks=(Mark(4, 6, "emphasis"),)))
    word = slice(PHONES.index("ɡ") + 1, PHONES.index("ɾ") + 2)
    assert (marked["pace"][word] > 1.1).all() and (marked["scale"][word] > 1.1).all()
    others = np.delete(marked["pace"], np.arange(word.start, word.stop))
    assert np.allclose(others, 1)


def test_without_its_pitch_in_hz_a_voice_is_its_own(letters: Voice) -> None:
    asked = moved(letters, Delivery("question", marks=(Mark(4, 6, "emphasis"),)), pitch=None)
    assert all(len(set(row)) == 1 for row in asked.values())


def test_a_delivery_with_blanks_between_the_phones(letters: Voice) -> None:
    asked = moved(letters, Delivery("question"), blank=0)
    assert (asked["hz"][1::2] == 100).all() and asked["hz"][2::2].max() > 115


def test_a_users_pronunciation_is_read(letters: Voice) -> None:
    plain = heard(phones(letters), "दुबे")
    other = heard(phones(letters), "दुबे", pronunciations=(("दुबे", "डुबे"),))
    assert plain != other and len(plain) == len(other)


def test_what_is_too_long_is_cut_and_nothing_lost(letters: Voice) -> None:
    voice = phones(letters)
    t = json.loads((voice.folder / TABLE).read_text(encoding="utf-8"))["vocabulary"]["t"]
    engine: Any = load(voice)
    given: list[np.ndarray] = []
    run = engine._acoustic.run

    def watched(names: None, inputs: dict[str, np.ndarray]) -> list[np.ndarray]:
        given.append(inputs["input"][0])
        return list(run(names, inputs))

    engine._acoustic = SimpleNamespace(run=watched)
    engine.speak(", ".join(["नमस्ते"] * 40) + "।")
    assert len(given) > 1
    assert sum(int((numbers == t).sum()) for numbers in given) == 40
    assert max(map(len, given)) <= MOST_PHONES + 2


@pytest.mark.parametrize("name", [ACOUSTIC, VOCODER, TABLE])
def test_a_file_that_is_not_there(letters: Voice, name: str) -> None:
    assert missing(letters) is None
    (letters.folder / name).unlink()
    assert missing(letters) is not None
    with pytest.raises(VoiceError, match="is not installed"):
        load(letters)


@pytest.mark.parametrize("text", ["", "[]", "{}", json.dumps({"format": FORMAT})])
def test_a_table_that_is_none(letters: Voice, text: str) -> None:
    (letters.folder / TABLE).write_text(text, encoding="utf-8")
    with pytest.raises(VoiceError, match=TABLE.replace(".", r"\.")):
        load(letters)


def test_a_graph_that_is_none(letters: Voice) -> None:
    (letters.folder / VOCODER).write_bytes(b"no graph")
    with pytest.raises(VoiceError, match="cannot be loaded"):
        load(letters)

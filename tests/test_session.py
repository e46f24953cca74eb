"""Models in onnxruntime."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

from briefing.engines.session import inference_session, shared_session
from briefing.errors import VoiceError


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """Write a model that doubles its input."""
    ends = [helper.make_tensor_value_info(n, TensorProto.FLOAT, [2]) for n in ("x", "y")]
    node = helper.make_node("Add", ["x", "x"], ["y"])
    graph = helper.make_graph([node], "double", ends[:1], ends[1:])
    opsets = [helper.make_opsetid("", 17)]
    onnx.save(helper.make_model(graph, opset_imports=opsets, ir_version=8), tmp_path / "a.onnx")
    return tmp_path / "a.onnx"


def test_it_runs_on_the_processor_in_so_many_threads(model: Path) -> None:
    session = inference_session(model, 2, "")
    assert session.get_providers() == ["CPUExecutionProvider"]
    assert session.get_session_options().intra_op_num_threads == 2
    (doubled,) = session.run(None, {"x": np.array([1, 2], np.float32)})
    assert doubled.tolist() == [2, 4]


@pytest.mark.parametrize("content", [b"", b"not a model", None], ids=["empty", "other", "none"])
def test_what_is_not_a_model_is_named_with_its_remedy(content: bytes | None, model: Path) -> None:
    model.unlink() if content is None else model.write_bytes(content)
    with pytest.raises(VoiceError, match="the model cannot be loaded") as caught:
        inference_session(model, 1, "fetch it again")
    assert (caught.value.where, caught.value.remedy) == (str(model), "fetch it again")


def test_engines_share_a_model_as_long_as_one_has_it(model: Path) -> None:
    first = shared_session(model, 1, "")
    assert shared_session(model, 1, "") is first
    assert shared_session(model, 2, "") is not first
    os.utime(model, ns=(1, 1))  # another file of this name
    assert shared_session(model, 1, "") is not first
    with pytest.raises(VoiceError, match="cannot be loaded"):
        shared_session(model.with_name("none.onnx"), 1, "")

"""The choice of an engine: measured once, remembered, and never one whose vectors differ."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import numpy as np
import onnxruntime
import torch

from goodclips_runners.encoder import LoadOptions
from goodclips_runners.encoders.clap import AudioTower
from goodclips_runners.encoders.text_mean import PooledText
from goodclips_runners.encoders.texts import pad, without_padding
from goodclips_runners.engines import MIN_COSINE, MIN_GAIN, ChosenEngine, choose_engine
from goodclips_runners.int8 import EXPORT_PREFIX, export_tower
from goodclips_runners.tower import Tower
from tests.encoder_row import cosines
from tests.random_models import save_bert, save_clap

if TYPE_CHECKING:
    from pathlib import Path

    from goodclips_runners.encoder import EngineName


class Layers(torch.nn.Module):
    """Two matrices; `outlier` makes one number of a row so large that bytes cannot hold the others beside it."""

    def __init__(self, width: int, outlier: float = 1.0) -> None:
        super().__init__()
        generator = torch.Generator().manual_seed(1)
        self.first = torch.nn.Parameter(torch.randn(width, width, generator=generator) / width**0.5)
        self.second = torch.nn.Parameter(torch.randn(width, 64, generator=generator) / width**0.5)
        self.scale = torch.nn.Parameter(torch.ones(width))
        with torch.no_grad():
            self.scale[0] = outlier
            self.second[0] /= outlier

    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        return (torch.relu(rows @ self.first) * self.scale) @ self.second


def tower(width: int = 128, outlier: float = 1.0) -> Tower:
    sample = torch.randn(6, width, generator=torch.Generator().manual_seed(2))
    return Tower("layers", Layers(width, outlier), (sample,))


def options(state: Path | None, engine: EngineName = "auto", revision: str = "r") -> LoadOptions:
    return LoadOptions("model", revision, "cpu", engine=engine, state_dir=state)


def names(chosen: ChosenEngine) -> list[str]:
    return [one.engine for one in chosen.measured]


def record(state: Path) -> dict[str, Any]:
    (file,) = (state / "engines").glob("*.json")
    return json.loads(file.read_text())


def test_a_large_tower_is_measured_once(tmp_path: Path) -> None:
    large = tower(2300)
    chosen = choose_engine(large, options(tmp_path))
    assert names(chosen)[0] == "fp32"
    assert "int8" in names(chosen)
    by_name = {one.engine: one for one in chosen.measured}
    best = max((one for one in chosen.measured if one.cosine >= MIN_COSINE), key=lambda one: one.per_second)
    quick = best.per_second >= MIN_GAIN * by_name["fp32"].per_second
    assert chosen.engine.name == (best.engine if quick else "fp32")
    assert chosen.rows_per_second == by_name[chosen.engine.name].per_second
    assert record(tmp_path)["engine"] == chosen.engine.name

    again = choose_engine(large, options(tmp_path))
    assert (again.engine.name, again.rows_per_second, again.measured) == (chosen.engine.name, chosen.rows_per_second, ())
    assert len(list((tmp_path / "engines").glob("*.onnx"))) == (1 if chosen.engine.name == "int8" else 0)


def test_a_small_tower_stays_in_fp32(tmp_path: Path) -> None:
    assert names(choose_engine(tower(), options(tmp_path))) == ["fp32"]
    # Another revision is another choice.
    assert names(choose_engine(tower(), options(tmp_path, revision="r2"))) == ["fp32"]
    assert len(list((tmp_path / "engines").glob("*.json"))) == 2


def test_int8_equals_fp32_row_by_row(tmp_path: Path) -> None:
    one = tower()
    forced = choose_engine(one, options(tmp_path, "int8"))
    assert forced.engine.name == "int8"
    plain = choose_engine(one, options(tmp_path, "fp32"))
    rows = torch.randn(9, 128, generator=torch.Generator().manual_seed(3))
    got = forced.run((rows,), 4)
    assert cosines(got, plain.run((rows,), 4)).min() >= MIN_COSINE
    # Not a bit depends on the neighbours, though one of them is a hundred times larger.
    rows[4] *= 100
    np.testing.assert_array_equal(np.delete(forced.run((rows,), 9), 4, axis=0), np.delete(got, 4, axis=0))


def test_an_engine_that_differs_is_never_used_not_even_by_force(tmp_path: Path) -> None:
    chosen = choose_engine(tower(outlier=3e4), options(tmp_path, "int8"))
    assert chosen.engine.name == "fp32"
    assert {one.engine: one.cosine >= MIN_COSINE for one in chosen.measured} == {"fp32": True, "int8": False}
    assert not list((tmp_path / "engines").glob("*.onnx"))


def test_broken_files_of_the_memory_are_made_anew(tmp_path: Path) -> None:
    choose_engine(tower(), options(tmp_path, "int8"))
    (model,) = (tmp_path / "engines").glob("*.onnx")
    model.write_bytes(model.read_bytes()[:100])
    again = choose_engine(tower(), options(tmp_path, "int8"))
    assert (again.engine.name, again.measured) == ("int8", ())
    (remembered,) = (tmp_path / "engines").glob("*.json")
    remembered.write_text("{")
    assert names(choose_engine(tower(), options(tmp_path, "int8"))) == ["fp32", "int8"]


def test_a_remembered_engine_of_other_weights_is_made_anew(tmp_path: Path) -> None:
    choose_engine(tower(), options(tmp_path, "int8"))
    other = tower()
    with torch.no_grad():
        other.module.get_parameter("second").copy_(torch.randn(128, 64, generator=torch.Generator().manual_seed(9)))
    chosen = choose_engine(other, options(tmp_path, "int8"))
    assert names(chosen) == ["fp32", "int8"]
    assert chosen.engine.name == "int8"
    with torch.inference_mode():
        expected = other.module(*other.sample).numpy()
    assert cosines(chosen.engine.run(other.sample), expected).min() >= MIN_COSINE


def test_an_abandoned_export_is_removed(tmp_path: Path) -> None:
    folders = [tmp_path / "engines" / f"{EXPORT_PREFIX}{name}" for name in ("old", "new")]
    for folder in folders:
        folder.mkdir(parents=True)
        (folder / "fp32.onnx").write_bytes(b"x")
    os.utime(folders[0], (1, 1))
    choose_engine(tower(), options(tmp_path, "int8"))
    assert [folder.exists() for folder in folders] == [False, True]


def test_nothing_is_kept_without_a_folder_for_it() -> None:
    assert names(choose_engine(tower(2300), options(None)))[0] == "fp32"


def exported(one: Tower, file: Path, rows: tuple[torch.Tensor, ...]) -> np.ndarray[Any, np.dtype[np.float32]]:
    export_tower(one, file)
    session = onnxruntime.InferenceSession(str(file), providers=["CPUExecutionProvider"])
    inputs = [entry.name for entry in session.get_inputs()]
    cut = one.one_row or (lambda tensors, index: tuple(tensor[index : index + 1] for tensor in tensors))
    made: list[Any] = []
    for index in range(rows[0].shape[0]):
        feed = {name: tensor.numpy() for name, tensor in zip(inputs, cut(rows, index), strict=True)}
        made.append(session.run(None, feed)[0])
    return np.concatenate(made)


def test_exported_texts_are_right_at_lengths_that_were_not_traced(tmp_path: Path) -> None:
    from transformers import BertModel

    save_bert(tmp_path, vocab_size=400, hidden_size=32, intermediate_size=64, num_hidden_layers=2, num_attention_heads=2)
    model: Any = BertModel.from_pretrained(tmp_path)
    one = Tower("text", PooledText(model.eval(), "mean"), pad([[5, 6, 7], [5] * 9], 0), ((1,), (1,)), without_padding)
    rows = pad([list(range(3, 3 + length)) for length in (1, 2, 3, 8, 40, 200)], 0)
    with torch.inference_mode():
        expected = one.module(*rows).numpy()
    assert cosines(exported(one, tmp_path / "text.onnx", rows), expected).min() >= 0.99999


def test_exported_sounds_are_right(tmp_path: Path) -> None:
    from transformers import ClapModel

    model: Any = ClapModel.from_pretrained(save_clap(tmp_path, tiny=True))
    rows = (torch.randn(3, 1, 1001, 64, generator=torch.Generator().manual_seed(4)) * 20 - 40,)
    one = Tower("audio", AudioTower(model.eval()), rows)
    with torch.inference_mode():
        expected = one.module(*rows).numpy()
    assert cosines(exported(one, tmp_path / "audio.onnx", rows), expected).min() >= 0.99999

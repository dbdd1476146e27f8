"""`python -m goodclips_runners` with tiny models of the real architectures."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING

import numpy as np
import pytest

from goodclips_runners.encoder import LoadOptions
from goodclips_runners.encoders import load_encoder
from tests.encoder_row import cosines
from tests.random_models import save_bert, save_clap, sounds
from tests.runner_process import REAL, RunnerProcess

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def bert(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bert")
    return save_bert(folder, vocab_size=400, hidden_size=32, intermediate_size=64, num_hidden_layers=2, num_attention_heads=2)


def words(folder: Path, encoder: str) -> list[str]:
    return ["--model-dir", str(folder), "--model", "tiny", "--revision", "abc", "--encoder", encoder]


def test_captions(bert: Path) -> None:
    prompts = {"query": "query: {}", "passage": "passage: {}"}
    with RunnerProcess([*words(bert, "text-mean"), "--prompts", json.dumps(prompts)], REAL) as runner:
        ready = runner.of_type("ready")
        assert (ready["dim"], ready["engine"], ready["speed"]["unit"]) == (32, "fp32", "captions")
        items = [{"key": str(n), "text": "dog runs " * n, "role": "passage" if n % 2 else "query"} for n in range(1, 80)]
        runner.send({"type": "embed", "id": "1", "kind": "texts", "items": items})
        got = runner.vectors("1")
    encoder = load_encoder("text-mean", bert, LoadOptions("m", "r", "cpu", prompts=("query: {}", "passage: {}")))
    expected = encoder.forward(
        encoder.prepare_texts([(str(item["text"]), "passage" if item["role"] == "passage" else "query") for item in items])
    )
    assert cosines(got, expected).min() >= 0.99999
    np.testing.assert_allclose(np.linalg.norm(got, axis=1), 1, atol=1e-5)


def test_sounds_of_files_and_of_the_line(tmp_path: Path) -> None:
    folder = save_clap(tmp_path / "clap", tiny=True)
    made = [sounds()[index] for index in (0, 7, 18)]
    pcm = [(np.clip(sound, -1, 1) * 32767).astype("<i2") for sound in made]
    audio = tmp_path / "sounds.pcm"
    audio.write_bytes(b"".join(samples.tobytes() for samples in pcm))
    offsets = np.cumsum([0] + [samples.nbytes for samples in pcm])
    slices = [
        {"key": str(n), "path": str(audio), "offset": int(offsets[n]), "length": int(samples.nbytes)} for n, samples in enumerate(pcm)
    ]
    lines = [
        {"key": str(n), "pcm": base64.b64encode((samples / np.float32(32768)).astype("<f4").tobytes()).decode()}
        for n, samples in enumerate(pcm)
    ]
    with RunnerProcess([*words(folder, "clap"), "--state-dir", str(tmp_path / "state")], REAL) as runner:
        assert runner.of_type("ready")["speed"]["unit"] == "audioSeconds"
        runner.send({"type": "embed", "id": "files", "kind": "audio", "items": slices})
        runner.send({"type": "embed", "id": "lines", "kind": "audio", "items": lines})
        runner.send({"type": "embed", "id": "clips", "kind": "clips", "items": [{"key": "a", "frames": []}]})
        runner.embed("words", "a dog")
        files = runner.vectors("files")
        np.testing.assert_array_equal(files, runner.vectors("lines"))
        assert runner.vectors("words").shape == files[:1].shape
        assert runner.answer("clips")["items"][0]["error"]["code"] == "empty"
    encoder = load_encoder("clap", folder, LoadOptions("m", "r", "cpu"))
    expected = encoder.forward(encoder.prepare_audio([(samples / np.float32(32768)).astype(np.float32) for samples in pcm]))
    assert cosines(files, expected).min() >= 0.99999


def test_probe(bert: Path) -> None:
    with RunnerProcess(["--probe"], REAL) as runner:
        assert runner.exit_status() == 0
        runner.ended()
        (line,) = runner.lines
    device = json.loads(line)
    assert device["protocol"] == 1
    assert device["versions"].keys() >= {"python", "torch", "transformers", "onnxruntime"}
    assert device["deviceMemoryBytes"] > 0

    with RunnerProcess(["--probe", *words(bert, "text-mean"), "--device", "cpu"], REAL) as runner:
        assert runner.exit_status() == 0
        runner.ended()
        (line,) = runner.lines
    probe = json.loads(line)
    assert (probe["model"], probe["revision"], probe["dim"], probe["device"], probe["preprocessingVersion"]) == (
        "tiny",
        "abc",
        32,
        "cpu",
        0,
    )
    assert probe["speed"]["perSecond"] > 0
    assert probe["maxBatch"] > 0

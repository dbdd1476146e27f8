"""Requests for words: the worker as a process of its own, with a transcriber that says what it was asked."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from goodclips_runners.requests import BadRequest, Transcribe, parse_request
from goodclips_runners.transcriber import SpeechOptions
from goodclips_runners.work import at_speech_rate
from tests.runner_process import RunnerProcess

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HEADER = b"\x06\x00\x00\x00\x0c\x00WhisperSpec\x00"


@pytest.fixture
def runner(tmp_path: Path) -> Iterator[RunnerProcess]:
    model = tmp_path / "model"
    model.mkdir()
    (model / "model.bin").write_bytes(HEADER)
    words = ["--model-dir", str(model), "--model", "m", "--revision", "r", "--encoder", "whisper-ct2", "--device", "cpu"]
    with RunnerProcess(words, log=tmp_path / "log") as process:
        yield process


def sound(folder: Path, seconds: float = 1.0, rate: int = 48_000) -> dict[str, Any]:
    samples = np.zeros(round(seconds * rate), dtype="<i2")
    path = folder / "sound.pcm"
    path.write_bytes(b"before" + samples.tobytes())
    return {"key": "piece", "path": str(path), "offset": 6, "length": samples.nbytes, "sampleRate": rate}


def test_ready_says_that_it_makes_no_vectors(runner: RunnerProcess) -> None:
    ready = runner.of_type("ready")
    assert (ready["dim"], ready["maxBatch"], ready["engine"]) == (None, 1, "int8")


@pytest.mark.parametrize("rate", [48_000, 16_000])
def test_a_slice_becomes_words(runner: RunnerProcess, tmp_path: Path, rate: int) -> None:
    asked = sound(tmp_path, 2.0, rate)
    runner.send({"type": "transcribe", "id": "1", **asked, "language": "de", "previousText": "second third"})
    answer = runner.answer("1")
    while answer["type"] == "progress":
        answer = runner.answer("1")
    (item,) = answer["items"]
    transcript = item["transcript"]
    assert item["key"] == "piece"
    assert (transcript["language"], transcript["languageProbability"], transcript["speechShare"]) == ("de", 0.7, 0.5)
    assert [segment["text"] for segment in transcript["segments"]] == [" 32000", " second", " third"]
    assert transcript["segments"][1] == {
        "startMs": 1000,
        "endMs": 2000,
        "text": " second",
        "probability": 0.9,
        "noSpeechProbability": 0.01,
        "compressionRatio": 1.1,
        "words": [{"startMs": 1000, "endMs": 1500, "text": " second", "probability": 0.8}],
    }


def test_it_tells_how_far_it_is_and_stops_half_way(runner: RunnerProcess, tmp_path: Path) -> None:
    go = tmp_path / "go"
    runner.send({"type": "transcribe", "id": "1", **sound(tmp_path), "previousText": "second", "hotWords": f"wait:{go}"})
    assert runner.of_type("progress") == {"type": "progress", "id": "1", "doneMs": 1000}
    runner.send({"type": "cancel", "id": "1"})
    # Read before what it waits for is there.
    runner.send({"type": "ping", "id": "2"})
    assert runner.of_type("pong")["id"] == "2"
    begun = time.monotonic()
    go.touch()
    assert runner.of_type("error") == {"type": "error", "id": "1", "code": "cancelled", "message": "Cancelled while it ran."}
    assert time.monotonic() - begun < 2
    runner.send({"type": "transcribe", "id": "3", **sound(tmp_path)})
    assert runner.until(lambda message: message["type"] == "result")["id"] == "3"


def test_what_cannot_be_transcribed_fails_alone(runner: RunnerProcess, tmp_path: Path) -> None:
    good = sound(tmp_path)
    cases: list[tuple[dict[str, Any], str]] = [
        ({**good, "path": str(tmp_path / "missing")}, "unreadable"),
        ({**good, "length": 0}, "empty"),
        ({"key": "piece"}, "unreadable"),
        ({**good, "language": "xx"}, "unsupported"),
    ]
    for index, (fields, code) in enumerate(cases):
        runner.send({"type": "transcribe", "id": str(index), **fields})
        answer = runner.answer(str(index))
        assert [item["error"]["code"] for item in answer["items"]] == [code]
    runner.embed("text", "a", "b")
    assert [item["error"]["code"] for item in runner.answer("text")["items"]] == ["unsupported", "unsupported"]


@pytest.mark.parametrize(
    "fields",
    ['"path": "p"', '"key": 1', '"key": "k", "sampleRate": 44100', '"key": "k", "task": "sing"', '"key": "k", "hotWords": 3'],
)
def test_requests_that_are_none_are_refused(fields: str) -> None:
    request = parse_request(f'{{"type": "transcribe", "id": "1", {fields}}}'.encode())
    assert isinstance(request, BadRequest)
    assert request.id == "1"


def test_hints_are_cut_where_a_model_would_not_read_on() -> None:
    line = f'{{"type": "transcribe", "id": "1", "key": "k", "hotWords": "{"a" * 9000}", "previousText": "{"b" * 9000}c"}}'
    request = parse_request(line.encode())
    assert isinstance(request, Transcribe)
    assert request.options == SpeechOptions(hot_words="a" * 2000, previous_text=f"{'b' * 1999}c")


def test_sound_at_48_khz_keeps_what_is_below_8_khz_alone() -> None:
    time_axis = np.arange(48_000) / 48_000
    low, high = (np.sin(2 * np.pi * hertz * time_axis).astype(np.float32) for hertz in (1000, 15_000))
    got = at_speech_rate(low, 48_000)
    expected = np.sin(2 * np.pi * 1000 * np.arange(16_000) / 16_000)
    np.testing.assert_allclose(got[200:-200], expected[200:-200], atol=0.01)
    assert np.abs(at_speech_rate(high, 48_000)[200:-200]).max() < 0.01

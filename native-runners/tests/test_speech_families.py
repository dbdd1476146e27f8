"""Whisper, Moonshine and Parakeet of transformers, on random weights: their words are those of plain calls of transformers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch

from goodclips_runners.detect import detect
from goodclips_runners.encoder import LoadOptions, ModelError
from goodclips_runners.models import load_model
from goodclips_runners.transcriber import SPEECH_RATE, SpeechOptions, Stopped
from goodclips_runners.transcribers import windowed
from goodclips_runners.transcribers.voices import Voice, Window, windows_of
from goodclips_runners.transcribers.windowed import WindowedTranscriber
from tests.speech_folders import save_moonshine, save_parakeet, save_whisper, voice_like

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

CPU = LoadOptions("m", "r", "cpu")
FAMILIES: dict[str, tuple[str, str, Callable[[Path], Path]]] = {
    "whisper": ("whisper", "WhisperForConditionalGeneration", save_whisper),
    "moonshine": ("moonshine", "MoonshineForConditionalGeneration", save_moonshine),
    "parakeet-ctc": ("parakeet", "ParakeetForCTC", lambda folder: save_parakeet(folder, "CTC")),
    "parakeet-rnnt": ("parakeet", "ParakeetForRNNT", lambda folder: save_parakeet(folder, "RNNT")),
    "parakeet-tdt": ("parakeet", "ParakeetForTDT", lambda folder: save_parakeet(folder, "TDT")),
}
SOUND = np.concatenate([voice_like(6), np.zeros(2 * SPEECH_RATE, np.float32), voice_like(5, 2)])
VOICES = [Voice(0, 6 * SPEECH_RATE), Voice(8 * SPEECH_RATE, 13 * SPEECH_RATE)]


def never() -> bool:
    return False


def ignore(_: float) -> None:
    pass


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return {name: save(tmp_path_factory.mktemp(name)) for name, (_, _, save) in FAMILIES.items()}


@pytest.fixture
def voices(monkeypatch: pytest.MonkeyPatch) -> None:
    def found(*_: object) -> list[Voice]:
        return VOICES

    monkeypatch.setattr(windowed, "find_voices", found)


def load(folders: dict[str, Path], name: str) -> Any:
    return load_model(FAMILIES[name][0], folders[name], CPU)


@pytest.mark.parametrize("name", FAMILIES)
def test_a_folder_is_told_by_its_type(folders: dict[str, Path], name: str) -> None:
    found = detect(folders[name]).as_json()
    wanted = {"encoder": FAMILIES[name][0], "architecture": FAMILIES[name][1], "task": "transcribe", "dimension": None}
    assert {key: found[key] for key in wanted} == wanted


@pytest.mark.parametrize("name", FAMILIES)
@pytest.mark.parametrize("missing", ["tokenizer.json", "preprocessor_config.json", "model.safetensors"])
def test_a_missing_file_is_told(folders: dict[str, Path], tmp_path: Path, name: str, missing: str) -> None:
    for file in folders[name].iterdir():
        if file.name != missing:
            (tmp_path / file.name).write_bytes(file.read_bytes())
    with pytest.raises(ModelError) as caught:
        detect(tmp_path)
    assert caught.value.code == "model_invalid"


@pytest.mark.parametrize("name", FAMILIES)
def test_weights_of_another_shape_are_refused(folders: dict[str, Path], tmp_path: Path, name: str) -> None:
    for file in folders[name].iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    config = json.loads((tmp_path / "config.json").read_text())
    config["vocab_size"] += 1
    (tmp_path / "config.json").write_text(json.dumps(config))
    with pytest.raises(ModelError) as caught:
        load_model(FAMILIES[name][0], tmp_path, CPU)
    assert caught.value.code == "model_invalid"


@pytest.mark.usefixtures("voices")
@pytest.mark.parametrize("name", FAMILIES)
def test_words_lie_in_the_voices_and_are_the_same_again(folders: dict[str, Path], name: str) -> None:
    transcriber = load(folders, name)
    heard: list[float] = []
    transcript = transcriber.transcribe(SOUND, SpeechOptions(), never, heard.append)
    assert transcript.segments
    assert heard[-1] == 13
    assert transcript.speech_share == pytest.approx(11 / 13)
    times = [(segment.start, segment.end) for segment in transcript.segments]
    times += [(word.start, word.end) for segment in transcript.segments for word in segment.words]
    assert all(0 <= start <= end <= 13 for start, end in times)
    assert not any(6.001 < start < 7.999 for start, _ in times)
    assert all(0 < segment.probability <= 1 for segment in transcript.segments)
    # As it is sent: the last bits of a sum of floats may differ.
    assert transcriber.transcribe(SOUND, SpeechOptions(), never, ignore).as_json() == transcript.as_json()


def test_whisper_equals_the_pipeline_of_transformers(folders: dict[str, Path]) -> None:
    from transformers import AutomaticSpeechRecognitionPipeline, AutoTokenizer, WhisperFeatureExtractor, WhisperForConditionalGeneration

    folder = folders["whisper"]
    model: Any = WhisperForConditionalGeneration.from_pretrained(folder).eval()
    pipeline: Any = AutomaticSpeechRecognitionPipeline(
        model=model, tokenizer=AutoTokenizer.from_pretrained(folder), feature_extractor=WhisperFeatureExtractor.from_pretrained(folder)
    )
    sound = voice_like(7)
    asked = {"language": "de", "task": "transcribe", "num_beams": 1, "do_sample": False}
    expected = pipeline({"raw": sound, "sampling_rate": SPEECH_RATE}, return_timestamps="word", generate_kwargs=asked)
    with torch.inference_mode():
        said = load(folders, "whisper").hear(sound, "de", SpeechOptions(language="de"))
    words = [word for one in said for word in one.words]
    assert "".join(word.text for word in words) == expected["text"]
    assert [word.text for word in words] == [chunk["text"] for chunk in expected["chunks"]]
    assert [(round(word.start, 2), round(word.end, 2)) for word in words] == [chunk["timestamp"] for chunk in expected["chunks"]]


def test_moonshine_equals_a_plain_call(folders: dict[str, Path]) -> None:
    from transformers import AutoTokenizer, MoonshineForConditionalGeneration, Wav2Vec2FeatureExtractor

    folder = folders["moonshine"]
    model: Any = MoonshineForConditionalGeneration.from_pretrained(folder).eval()
    sound = voice_like(4)
    inputs: Any = Wav2Vec2FeatureExtractor.from_pretrained(folder)(sound, sampling_rate=SPEECH_RATE, return_tensors="pt")
    ids = model.generate(**inputs, max_new_tokens=26)
    with torch.inference_mode():
        (said,) = load(folders, "moonshine").hear(sound, "und", SpeechOptions())
    assert said.text == AutoTokenizer.from_pretrained(folder).decode(ids[0], skip_special_tokens=True) != ""
    assert (said.start, said.end, said.words) == (0.0, 4.0, ())


def parakeet_inputs(transcriber: Any, sound: NDArray[np.float32]) -> dict[str, Any]:
    features = transcriber._extractor(sound, sampling_rate=SPEECH_RATE, return_tensors="pt")
    return {name: features[name] for name in ("input_features", "attention_mask")}


def plain(text: str) -> str:
    return text.replace(" ", "")


@pytest.mark.parametrize("kind", ["CTC", "RNNT", "TDT"])
def test_parakeet_equals_a_plain_call(folders: dict[str, Path], kind: str) -> None:
    import transformers

    name = f"parakeet-{kind.lower()}"
    transcriber = load(folders, name)
    model: Any = getattr(transformers, f"ParakeetFor{kind}").from_pretrained(folders[name]).eval()
    tokenizer: Any = transformers.AutoTokenizer.from_pretrained(folders[name])
    sound = voice_like(3)
    inputs = parakeet_inputs(transcriber, sound)
    with torch.inference_mode():
        (said,) = transcriber.hear(sound, "und", SpeechOptions())
        if kind == "CTC":
            expected = tokenizer.batch_decode(model.generate(**inputs), skip_special_tokens=True)[0]
        else:
            size = model.config.vocab_size
            durations = list(range(size, size + len(getattr(model.config, "durations", ()))))
            start = model.config.blank_token_id
            answer = model.generate(**inputs, suppress_tokens=durations or None, decoder_start_token_id=start)
            expected = tokenizer.batch_decode(answer.sequences, skip_special_tokens=True, group_tokens=False)[0]
            assert 0 <= said.words[0].start < said.words[-1].end <= int(answer.durations.sum()) * 0.08 + 0.08
    assert plain(said.text) == plain(expected) != ""
    assert "".join(word.text for word in said.words) == said.text
    assert all(one.start <= other.start for one, other in zip(said.words, said.words[1:], strict=False))


def test_frames_of_ctc_are_eighty_milliseconds(folders: dict[str, Path]) -> None:
    transcriber = load(folders, "parakeet-ctc")
    sound = voice_like(3)
    with torch.inference_mode():
        ids = transcriber._model.generate(**parakeet_inputs(transcriber, sound))[0].tolist()
        (said,) = transcriber.hear(sound, "und", SpeechOptions())
    first = next(frame for frame, token in enumerate(ids) if token not in transcriber._unsaid)
    assert said.words[0].start == pytest.approx(first * 0.08)


def test_english_whisper_knows_no_other_language(tmp_path: Path) -> None:
    transcriber: Any = load_model("whisper", save_whisper(tmp_path, several=False, word_times=False), CPU)
    for options in (SpeechOptions(language="de"), SpeechOptions(task="translate")):
        with pytest.raises(ValueError, match="does not"):
            transcriber.transcribe(SOUND, options, never, ignore)
    assert transcriber.language_of([], SpeechOptions()) == ("en", 1.0)
    with torch.inference_mode():
        said = transcriber.hear(voice_like(4), "en", SpeechOptions())
    assert said
    assert all(one.words == () for one in said)


@pytest.mark.usefixtures("voices")
def test_whisper_takes_names_a_language_and_a_translation(folders: dict[str, Path]) -> None:
    transcriber = load(folders, "whisper")
    plainly = transcriber.transcribe(SOUND, SpeechOptions(language="en"), never, ignore)
    assert (plainly.language, plainly.language_probability) == ("en", 1.0)
    named = transcriber.transcribe(SOUND, SpeechOptions(language="en", hot_words="the cat " * 60), never, ignore)
    translated = transcriber.transcribe(SOUND, SpeechOptions(language="fr", task="translate"), never, ignore)
    assert len({json.dumps(one.as_json()["segments"]) for one in (plainly, named, translated)}) == 3
    likely = transcriber.transcribe(SOUND, SpeechOptions(likely_language="en"), never, ignore)
    told = transcriber.transcribe(SOUND, SpeechOptions(), never, ignore).language
    assert likely.language == ("en" if likely.language_probability < 0.5 else told)


@pytest.mark.parametrize("name", FAMILIES)
def test_silence_says_nothing_and_a_stop_is_heard(folders: dict[str, Path], name: str) -> None:
    transcriber = load(folders, name)
    silence = np.zeros(5 * SPEECH_RATE, dtype=np.float32)
    transcript = transcriber.transcribe(silence, SpeechOptions(likely_language="fr"), never, ignore)
    assert (transcript.segments, transcript.speech_share, transcript.language) == ((), 0.0, "fr")
    with pytest.raises(Stopped):
        transcriber.transcribe(silence, SpeechOptions(), lambda: True, ignore)


class Counting(WindowedTranscriber):
    """Notes how long the windows are that it is given."""

    longest_window = 10.0
    joins_voices = True

    def __init__(self) -> None:
        super().__init__(torch.nn.Linear(1, 1), CPU)
        self.lengths: list[int] = []

    def hear(self, sound: NDArray[np.float32], language: str, options: SpeechOptions) -> list[Any]:
        del language, options
        self.lengths.append(len(sound))
        return []


def test_no_window_is_longer_than_the_model_hears(monkeypatch: pytest.MonkeyPatch) -> None:
    def found(*_: object) -> list[Voice]:
        return [Voice(second * SPEECH_RATE, (second + 4) * SPEECH_RATE) for second in range(0, 200, 5)]

    monkeypatch.setattr(windowed, "find_voices", found)
    counting = Counting()
    asked: list[float] = []

    def stopped() -> bool:
        return len(asked) > 5

    with pytest.raises(Stopped):
        counting.transcribe(np.zeros(200 * SPEECH_RATE, dtype=np.float32), SpeechOptions(), stopped, asked.append)
    assert counting.lengths == [8 * SPEECH_RATE] * 6


def test_times_of_a_window_are_put_back() -> None:
    joined = windows_of(VOICES, 29)
    assert joined == [Window(tuple(VOICES))]
    assert windows_of(VOICES, 0) == [Window((VOICES[0],)), Window((VOICES[1],))]
    (window,) = joined
    assert [window.in_sound(second) for second in (0, 3, 6, 7, 11, 99)] == [0, 3, 8, 9, 13, 13]
    assert window.in_sound(6, is_end=True) == 6
    assert len(window.sound_of(SOUND)) == 11 * SPEECH_RATE

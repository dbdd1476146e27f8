"""CLAP against `ClapFeatureExtractor` and `ClapModel` called directly."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch

from goodclips_runners.encoder import LoadOptions, ModelError
from goodclips_runners.encoders import load_encoder
from goodclips_runners.encoders.clap import LogMel
from tests.random_models import CAPTIONS, cosines, save_clap, sounds

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from goodclips_runners.encoder import Encoder, TextRole

WINDOW = 480_000
OPTIONS = LoadOptions("model", "revision", "cpu", engine="fp32")


@pytest.fixture(autouse=True, scope="module")
def _one_thread() -> None:
    torch.set_num_threads(1)


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_clap(tmp_path_factory.mktemp("clap"))


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_clap(tmp_path_factory.mktemp("tiny-clap"), tiny=True)


def hear(encoder: Encoder, made: list[NDArray[np.float32]]) -> NDArray[np.float32]:
    prepared = encoder.prepare_audio(made)
    assert prepared.errors == {}
    return encoder.forward(prepared)


def reference(folder: Path, made: list[NDArray[np.float32]], texts: list[str]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Vectors of sounds (windows of ten seconds, averaged) and of texts, one at a time."""
    from transformers import AutoFeatureExtractor, AutoTokenizer, ClapModel

    extractor: Any = AutoFeatureExtractor.from_pretrained(folder)
    tokenizer: Any = AutoTokenizer.from_pretrained(folder)
    model: Any = ClapModel.from_pretrained(folder, dtype=torch.float32).eval()
    heard: list[NDArray[np.float32]] = []
    read: list[NDArray[np.float32]] = []
    with torch.no_grad():
        for sound in made:
            windows = [sound[start : start + WINDOW] for start in range(0, len(sound), WINDOW)]
            # A rest of less than a second is left out; `sounds` has one of 0.4 s.
            windows = [window for window in windows if window is windows[0] or len(window) >= 48_000]
            rows = [model.get_audio_features(**extractor(one, sampling_rate=48_000, return_tensors="pt")).pooler_output for one in windows]
            heard.append(torch.cat(rows).mean(dim=0).numpy())
        for text in texts:
            batch = tokenizer([text], truncation=True, max_length=512, return_tensors="pt")
            read.append(model.get_text_features(**batch).pooler_output[0].numpy())
    return np.stack(heard), np.stack(read)


@pytest.mark.full_size
def test_sounds_and_texts_are_those_of_the_reference(full: Path) -> None:
    encoder = load_encoder("clap", full, OPTIONS)
    made = sounds()
    heard = hear(encoder, made)
    texts: list[tuple[str, TextRole]] = [(text, "query") for text in CAPTIONS]
    read = encoder.forward(encoder.prepare_texts(texts))
    expected_sounds, expected_texts = reference(full, made, list(CAPTIONS))
    assert len(made) >= 20
    assert cosines(heard, expected_sounds).min() >= 0.9999
    assert cosines(read, expected_texts).min() >= 0.9999
    for vectors in (heard, read):
        np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
        assert cosines(vectors[:8], vectors[1:9]).max() < 0.9999

    chosen = [0, 7, 15, 18]
    backwards = hear(encoder, [made[index] for index in reversed(chosen)])[::-1]
    alone = np.concatenate([hear(encoder, [made[index]]) for index in chosen])
    assert cosines(heard[chosen], backwards).min() >= 0.99999
    assert cosines(heard[chosen], alone).min() >= 0.99999
    few = encoder.forward(encoder.prepare_texts(texts[8::-1]))[::-1]
    assert cosines(read[:9], few).min() >= 0.99999


def test_spectrogram_is_the_extractors(tiny: Path) -> None:
    from transformers import ClapFeatureExtractor

    extractor: Any = ClapFeatureExtractor.from_pretrained(tiny)
    mel = LogMel(extractor)
    for sound in (sounds()[0], sounds()[5], sounds()[14], np.zeros(10, np.float32), np.ones(1, np.float32)):
        expected = extractor(sound, sampling_rate=48_000)["input_features"][0][0]
        np.testing.assert_allclose(mel(sound), expected, atol=2e-3)
    for padding in ("repeat", "pad"):
        extractor.padding = padding
        expected = extractor(sounds()[2], sampling_rate=48_000)["input_features"][0][0]
        np.testing.assert_allclose(LogMel(extractor)(sounds()[2]), expected, atol=2e-3)


def test_a_long_sound_is_the_mean_of_its_windows_every_time(tiny: Path) -> None:
    encoder = load_encoder("clap", tiny, OPTIONS)
    long = np.concatenate([sounds()[14], sounds()[13], sounds()[12]])
    first, second = hear(encoder, [long]), hear(encoder, [long])
    np.testing.assert_array_equal(first, second)
    parts = [long[start : start + WINDOW] for start in range(0, len(long), WINDOW)]
    mean = hear(encoder, parts).mean(axis=0, keepdims=True)
    assert cosines(first, mean)[0] >= 0.99999


def test_a_sound_that_is_empty_or_not_finite_fails_alone(tiny: Path) -> None:
    encoder = load_encoder("clap", tiny, OPTIONS)
    broken = np.array([0.1, np.nan], dtype=np.float32)
    good = sounds()[4]
    prepared = encoder.prepare_audio([np.zeros(0, np.float32), good, broken])
    assert {place: error.code for place, error in prepared.errors.items()} == {0: "empty", 2: "not_finite"}
    vectors = encoder.forward(prepared)
    np.testing.assert_allclose(vectors[1], hear(encoder, [good])[0], atol=1e-6)
    assert not vectors[[0, 2]].any()


def test_a_fused_model_is_refused(tiny: Path, tmp_path: Path) -> None:
    import json
    import shutil

    folder = shutil.copytree(tiny, tmp_path / "fused")
    config = json.loads((folder / "config.json").read_text())
    config["audio_config"]["enable_fusion"] = True
    (folder / "config.json").write_text(json.dumps(config))
    with pytest.raises(ModelError, match="fused") as caught:
        load_encoder("clap", folder, OPTIONS)
    assert caught.value.code == "model_invalid"

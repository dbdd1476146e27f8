"""What only CLAP does: its spectrogram without the extractor, windows of a long sound, and no fused models."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from goodclips_runners.encoder import LoadOptions, ModelError
from goodclips_runners.encoders import load_encoder
from goodclips_runners.encoders.clap import LogMel
from tests.encoder_row import cosines, embed
from tests.random_models import save_clap, sounds
from tests.sound_and_scene_rows import WINDOW

if TYPE_CHECKING:
    from pathlib import Path

OPTIONS = LoadOptions("model", "revision", "cpu", engine="fp32")


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_clap(tmp_path_factory.mktemp("tiny-clap"), tiny=True)


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
    first, second = embed(encoder, "audio", [long]), embed(encoder, "audio", [long])
    np.testing.assert_array_equal(first, second)
    parts = [long[start : start + WINDOW] for start in range(0, len(long), WINDOW)]
    mean = embed(encoder, "audio", parts).mean(axis=0, keepdims=True)
    assert cosines(first, mean)[0] >= 0.99999


def test_a_fused_model_is_refused(tiny: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(tiny, tmp_path / "fused")
    config = json.loads((folder / "config.json").read_text())
    config["audio_config"]["enable_fusion"] = True
    (folder / "config.json").write_text(json.dumps(config))
    with pytest.raises(ModelError, match="fused") as caught:
        load_encoder("clap", folder, OPTIONS)
    assert caught.value.code == "model_invalid"

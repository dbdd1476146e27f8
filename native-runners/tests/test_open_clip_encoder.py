"""What only open_clip's models do: the activation of their configuration, tiles of a wide frame, and what is not supported."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from goodclips_runners.encoder import ModelError
from goodclips_runners.encoders.open_clip import OpenClipEncoder
from tests.encoder_row import assert_independent_of_batch, assert_told_apart, cosines, load_options
from tests.picture_rows import OPENAI, save_open_clip, small_open_clip
from tests.picture_samples import embed_pictures, sample_pictures, write_json

if TYPE_CHECKING:
    from pathlib import Path


def test_the_activation_of_the_configuration_is_used(tmp_path: Path) -> None:
    save_open_clip(tmp_path, small_open_clip(quick=True), OPENAI)
    pictures = list(sample_pictures().values())[:6]
    quick = embed_pictures(OpenClipEncoder.load(tmp_path, load_options()), pictures)
    write_json(tmp_path / "open_clip_config.json", {"model_cfg": small_open_clip(), "preprocess_cfg": OPENAI})
    exact = embed_pictures(OpenClipEncoder.load(tmp_path, load_options()), pictures)
    assert cosines(quick, exact).max() < 0.99999


def test_pictures_of_different_tile_counts_share_a_batch(tmp_path: Path) -> None:
    save_open_clip(tmp_path, small_open_clip(), OPENAI)
    encoder = OpenClipEncoder.load(tmp_path, load_options())
    assert encoder.preprocessing_version == 1
    pictures = list(sample_pictures().values())
    together = embed_pictures(encoder, pictures)
    assert_told_apart(together)
    assert_independent_of_batch(lambda batch: embed_pictures(encoder, batch), pictures, together, alone=len(pictures))


def test_pictures_are_computed_in_int8_where_that_is_asked(tmp_path: Path) -> None:
    save_open_clip(tmp_path, small_open_clip(), OPENAI)
    pictures = list(sample_pictures().values())
    exact = embed_pictures(OpenClipEncoder.load(tmp_path, load_options()), pictures)
    encoder = OpenClipEncoder.load(tmp_path, load_options(engine="int8", state_dir=tmp_path / "state"))
    assert cosines(embed_pictures(encoder, pictures), exact).min() >= 0.99


@pytest.mark.parametrize("broken", ["pickle only", "text tower elsewhere", "padding"])
def test_a_folder_that_it_cannot_load_is_refused(tmp_path: Path, broken: str) -> None:
    save_open_clip(tmp_path, small_open_clip(), OPENAI)
    config: Any = json.loads((tmp_path / "open_clip_config.json").read_text(encoding="utf-8"))
    if broken == "pickle only":
        (tmp_path / "open_clip_model.safetensors").rename(tmp_path / "open_clip_pytorch_model.bin")
    elif broken == "text tower elsewhere":
        config["model_cfg"]["text_cfg"]["hf_model_name"] = "roberta-base"
    elif broken == "padding":
        config["preprocess_cfg"]["resize_mode"] = "longest"
    write_json(tmp_path / "open_clip_config.json", config)
    with pytest.raises(ModelError) as raised:
        OpenClipEncoder.load(tmp_path, load_options())
    assert raised.value.code == "model_invalid"

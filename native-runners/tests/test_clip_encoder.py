"""What only CLIP does: tiles that cover a wide frame, a prompt, and settings that fit the network."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from goodclips_runners.encoder import ModelError
from goodclips_runners.encoders.clip import ClipEncoder
from tests.encoder_row import assert_independent_of_batch, assert_told_apart, cosines, load_options
from tests.picture_rows import CLIP_SETTINGS, SMALL_CLIP, save_clip
from tests.picture_samples import embed_pictures, embed_texts, sample_pictures, scene, write_json

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small-clip")
    save_clip(folder, **SMALL_CLIP)
    return folder


def edge_cases() -> tuple[Any, Any, Any]:
    """A 16:9 frame, and the same with something at its far left or far right, outside of CLIP's centre crop."""
    frame = scene(40, 448, 252)
    left, right = frame.copy(), frame.copy()
    left.paste((255, 0, 0), (0, 60, 60, 190))
    right.paste((255, 0, 0), (388, 60, 448, 190))
    return frame, left, right


def test_what_stands_at_the_edge_of_a_wide_frame_counts(small: Path) -> None:
    frames = edge_cases()
    by_default = ClipEncoder.load(small, load_options())
    vectors = embed_pictures(by_default, frames)
    assert by_default.preprocessing_version == 1
    assert cosines(vectors[:1], vectors[1:2])[0] < 0.999
    assert cosines(vectors[:1], vectors[2:])[0] < 0.999
    assert cosines(vectors[1:2], vectors[2:])[0] < 0.999
    centred = ClipEncoder.load(small, load_options(preprocessing="reference"))
    vectors = embed_pictures(centred, frames)
    assert centred.preprocessing_version == 0
    assert cosines(vectors[:1], vectors[1:2])[0] > 0.999999
    assert cosines(vectors[:1], vectors[2:])[0] > 0.999999


def test_pictures_of_different_tile_counts_share_a_batch(small: Path) -> None:
    encoder = ClipEncoder.load(small, load_options())
    encoder.max_batch = 5
    pictures = list(sample_pictures().values())
    together = embed_pictures(encoder, pictures)
    assert_told_apart(together)
    assert_independent_of_batch(lambda batch: embed_pictures(encoder, batch), pictures, together, alone=len(pictures))


def test_the_default_is_the_mean_of_the_unit_vectors_of_the_tiles(small: Path) -> None:
    encoder = ClipEncoder.load(small, load_options())
    frame = scene(41, 448, 224)
    halves = embed_pictures(encoder, [frame.crop((0, 0, 224, 224)), frame.crop((224, 0, 448, 224))])
    assert cosines(embed_pictures(encoder, [frame]), halves.sum(0, keepdims=True))[0] > 0.999999


def test_a_square_picture_is_the_same_either_way(small: Path) -> None:
    square = [scene(42, 300, 300)]
    by_default = embed_pictures(ClipEncoder.load(small, load_options()), square)
    reference = embed_pictures(ClipEncoder.load(small, load_options(preprocessing="reference")), square)
    assert cosines(by_default, reference)[0] > 0.999999


def test_the_prompt_is_put_around_queries_only(small: Path) -> None:
    plain = ClipEncoder.load(small, load_options())
    prompted = ClipEncoder.load(small, load_options(prompts=("a photo of {}", "{}")))
    expected = embed_texts(plain, ["a photo of a {red} dog"])
    assert cosines(embed_texts(prompted, ["a {red} dog"]), expected)[0] > 0.99999
    assert cosines(embed_texts(prompted, ["a {red} dog"], "passage"), expected)[0] < 0.999


def test_int8_of_the_picture_tower_is_close(tmp_path: Path, small: Path) -> None:
    exact = embed_pictures(ClipEncoder.load(small, load_options()), list(sample_pictures().values()))
    encoder = ClipEncoder.load(small, load_options(engine="int8", state_dir=tmp_path))
    # With weights as random as these, 8 bits may be too coarse: then fp32 is kept, and says so.
    assert encoder.engine in ("int8", "fp32")
    assert cosines(embed_pictures(encoder, list(sample_pictures().values())), exact).min() >= 0.99


@pytest.mark.parametrize("broken", ["tokenizer", "settings", "other size"])
def test_files_that_do_not_fit_each_other_are_refused(tmp_path: Path, broken: str) -> None:
    save_clip(tmp_path, **SMALL_CLIP)
    if broken == "tokenizer":
        for name in ("tokenizer.json", "tokenizer_config.json"):
            (tmp_path / name).write_text("{", encoding="utf-8")
    elif broken == "settings":
        write_json(tmp_path / "preprocessor_config.json", {**CLIP_SETTINGS, "size": 336, "crop_size": 336})
    else:
        config = (tmp_path / "config.json").read_text(encoding="utf-8")
        (tmp_path / "config.json").write_text(config.replace('"projection_dim": 32', '"projection_dim": 48'), encoding="utf-8")
    with pytest.raises(ModelError) as raised:
        ClipEncoder.load(tmp_path, load_options())
    assert raised.value.code == "model_invalid"
    assert raised.value.remedy

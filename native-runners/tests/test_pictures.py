from __future__ import annotations

import io
import itertools
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw

from goodclips_runners.encoder import ItemError, ModelError
from goodclips_runners.picture_recipe import (
    IMAGENET_MEAN,
    IMAGENET_STD,
    OPENAI_CLIP_MEAN,
    OPENAI_CLIP_STD,
    Recipe,
    open_clip_recipe,
    transformers_recipe,
)
from goodclips_runners.pictures import cut_all, reference, sample_pixels, spread, tile_count, tiles, upright_rgb
from tests.picture_samples import sample_pictures, scene, turned, upright

BICUBIC = Image.Resampling.BICUBIC
CROP = Recipe(224, 224, "crop", 224, BICUBIC, 1 / 255, OPENAI_CLIP_MEAN, OPENAI_CLIP_STD)
SQUASH = Recipe(224, 224, "squash", 0, Image.Resampling.BILINEAR, 1 / 255, (0.5, 0.5, 0.5), (0.5, 0.5, 0.5))

CLIP_SETTINGS: dict[str, Any] = {
    # openai/clip-vit-base-patch32, preprocessor_config.json
    "crop_size": 224,
    "do_center_crop": True,
    "do_normalize": True,
    "do_resize": True,
    "feature_extractor_type": "CLIPFeatureExtractor",
    "image_mean": [0.48145466, 0.4578275, 0.40821073],
    "image_std": [0.26862954, 0.26130258, 0.27577711],
    "resample": 3,
    "size": 224,
}
SIGLIP_SETTINGS: dict[str, Any] = {
    # google/siglip2-base-patch16-224, preprocessor_config.json
    "do_convert_rgb": None,
    "do_normalize": True,
    "do_rescale": True,
    "do_resize": True,
    "image_mean": [0.5, 0.5, 0.5],
    "image_processor_type": "SiglipImageProcessor",
    "image_std": [0.5, 0.5, 0.5],
    "resample": 2,
    "rescale_factor": 0.00392156862745098,
    "size": {"height": 224, "width": 224},
}


def seen(image: Image.Image, recipe: Recipe) -> np.ndarray[Any, np.dtype[np.float32]]:
    """What the network sees of a picture's bytes."""
    factor, offset = recipe.constants()
    pixels = np.asarray(reference(upright_rgb(image), recipe)).transpose(2, 0, 1)[None]
    return pixels.astype(np.float32) * factor + offset


@pytest.mark.parametrize("settings", [CLIP_SETTINGS, SIGLIP_SETTINGS], ids=["crop", "squash"])
def test_reference_pixels_are_those_of_transformers(settings: dict[str, Any]) -> None:
    from transformers import CLIPImageProcessorPil, SiglipImageProcessorPil

    processor = (CLIPImageProcessorPil if settings is CLIP_SETTINGS else SiglipImageProcessorPil)(**settings)
    recipe = transformers_recipe(settings, CROP if settings is CLIP_SETTINGS else SQUASH)
    for name, image in sample_pictures().items():
        expected = np.asarray(processor(upright(image), return_tensors="np")["pixel_values"])
        assert np.abs(seen(image, recipe) - expected).max() < 1e-5, name


@pytest.mark.parametrize("mode", ["shortest", "squash"])
def test_reference_pixels_are_those_of_open_clip(mode: str) -> None:
    from open_clip.transform import PreprocessCfg, image_transform_v2

    settings: dict[str, Any] = {"mean": list(IMAGENET_MEAN), "std": list(IMAGENET_STD), "interpolation": "bilinear", "resize_mode": mode}
    transform: Any = image_transform_v2(PreprocessCfg(size=96, **settings), is_train=False)
    recipe = open_clip_recipe(settings, 96, 96)
    for name, image in sample_pictures().items():
        assert np.abs(seen(image, recipe)[0] - transform(upright(image)).numpy()).max() < 1e-5, name


def test_a_very_long_picture_is_cropped_before_it_grows() -> None:
    image = scene(3, 4, 3000)
    height = 3000 * 56
    whole = image.resize((224, height), BICUBIC).crop((0, (height - 224) // 2, 224, (height - 224) // 2 + 224))
    assert np.abs(np.asarray(reference(image, CROP), dtype=int) - np.asarray(whole, dtype=int)).max() <= 1


@pytest.mark.parametrize(
    ("width", "height", "count"),
    [
        (1920, 1080, 2),
        (1080, 1920, 2),
        (448, 187, 3),
        (187, 448, 3),
        (4, 3, 2),
        (224, 224, 1),
        (448, 447, 1),
        (448, 430, 1),
        (448, 224, 2),
        (448, 100, 4),
        (9000, 10, 4),
        (1, 16384, 4),
        (1, 1, 1),
    ],
)
def test_fewest_tiles_that_cover_a_picture(width: int, height: int, count: int) -> None:
    assert tile_count(width, height) == count


@pytest.mark.parametrize("size", [(448, 252), (252, 448), (448, 187), (400, 300), (37, 900), (1, 300), (1, 1), (233, 224)])
def test_tiles_cover_a_picture_from_edge_to_edge_without_gaps(size: tuple[int, int]) -> None:
    # A ramp along both axes: a column's value says where it was.
    columns = np.linspace(0, 255, size[0])[None, :].repeat(size[1], 0)
    rows = np.linspace(0, 255, size[1])[:, None].repeat(size[0], 1)
    ramp = Image.fromarray(np.stack([columns, rows, rows * 0], -1).round().astype(np.uint8))
    cut = [np.asarray(tile, dtype=float) for tile in tiles(ramp, CROP)]
    assert all(tile.shape == (224, 224, 3) for tile in cut)
    channel = 0 if size[0] >= size[1] else 1
    along = [tile[112, :, channel] if channel == 0 else tile[:, 112, channel] for tile in cut]
    if max(size) > 1:
        assert along[0][0] < 4 + 255 / max(size)
        assert along[-1][-1] > 251 - 255 / max(size)
    for before, after in itertools.pairwise(along):
        assert after[0] <= before[-1] + 3


def test_the_network_is_not_square() -> None:
    recipe = Recipe(200, 100, "crop", 100, BICUBIC, 1 / 255, OPENAI_CLIP_MEAN, OPENAI_CLIP_STD)
    assert [tile.size for tile in tiles(scene(1, 400, 200), recipe)] == [(200, 100)]
    assert [tile.size for tile in tiles(scene(1, 200, 200), recipe)] == [(200, 100)] * 2


def test_upright_turns_a_picture_as_its_exif_says() -> None:
    assert turned(1).size == (320, 180)
    assert upright_rgb(turned(1)).size == (180, 320)


def test_upright_lays_transparency_over_white() -> None:
    logo = Image.new("RGBA", (40, 20), (0, 0, 0, 0))
    ImageDraw.Draw(logo).rectangle((0, 0, 19, 19), fill=(10, 20, 30, 255))
    palette = logo.quantize(8)
    stored = io.BytesIO()
    palette.save(stored, "PNG")
    for image in (logo, logo.convert("LA"), palette, Image.open(io.BytesIO(stored.getvalue()))):
        made = upright_rgb(image)
        assert made.mode == "RGB"
        assert made.getpixel((30, 10)) == (255, 255, 255), image.mode
        dark: Any = made.getpixel((5, 10))
        assert max(dark) < 60, image.mode


def test_upright_reduces_deep_pictures() -> None:
    deep = Image.fromarray(np.array([[0, 255, 256, 65535]], dtype=np.uint16))
    assert np.asarray(upright_rgb(deep))[0, :, 0].tolist() == [0, 0, 1, 255]
    measured = Image.fromarray(np.array([[-1.0, 0.0, 3.0, np.nan]], dtype=np.float32))
    assert np.asarray(upright_rgb(measured))[0, :, 1].tolist() == [0, 63, 255, 63]
    assert np.asarray(upright_rgb(Image.new("F", (2, 2), 7.0))).max() == 0


@pytest.mark.parametrize("preprocessing", ["default", "reference"])
@pytest.mark.parametrize("recipe", [CROP, SQUASH], ids=["crop", "squash"])
def test_every_kind_of_picture_can_be_cut(recipe: Recipe, preprocessing: Any) -> None:
    images = list(sample_pictures().values())
    cut = cut_all([[image] for image in images], recipe, preprocessing)
    assert cut.errors == {}
    assert cut.pixels.shape[1:] == (3, 224, 224)
    assert sorted(set(cut.owners)) == list(range(len(images)))
    expected = 1 if preprocessing == "reference" or recipe.fit == "squash" else 2
    assert cut.owners.count(0) == expected


def test_threads_change_nothing() -> None:
    groups = [[image] for image in sample_pictures().values()]
    alone = cut_all(groups, CROP, "default")
    with ThreadPoolExecutor(3) as pool:
        together = cut_all(groups, CROP, "default", pool)
    assert together.owners == alone.owners
    assert np.array_equal(together.pixels, alone.pixels)


def test_a_broken_picture_fails_alone() -> None:
    stored = io.BytesIO()
    scene(1, 200, 100).save(stored, "JPEG")
    cut_off = Image.open(io.BytesIO(stored.getvalue()[: len(stored.getvalue()) // 2]))
    known = ItemError("unreadable", "no such file")
    cut = cut_all([[scene(1, 50, 50)], [cut_off], known, [scene(2, 50, 50), known], [], [scene(3, 100, 50)]], CROP, "default")
    assert cut.owners == [0, 5, 5]
    assert {position: error.code for position, error in cut.errors.items()} == {
        1: "unreadable",
        2: "unreadable",
        3: "unreadable",
        4: "empty",
    }


def test_nothing_to_cut() -> None:
    assert cut_all([], CROP, "default").pixels.shape == (0, 3, 224, 224)


def test_versions_say_whether_the_pixels_are_those_of_the_reference() -> None:
    assert (CROP.version("default"), CROP.version("reference")) == (1, 0)
    assert (SQUASH.version("default"), SQUASH.version("reference")) == (0, 0)


def test_settings_of_newer_and_older_versions() -> None:
    newer = {"image_processor": {**CLIP_SETTINGS, "size": {"shortest_edge": 224}, "crop_size": {"height": 224, "width": 224}}}
    assert transformers_recipe(newer, SQUASH) == transformers_recipe(CLIP_SETTINGS, SQUASH) == CROP
    assert transformers_recipe({}, CROP) == CROP
    larger = transformers_recipe({**CLIP_SETTINGS, "size": {"shortest_edge": 256}}, CROP)
    assert (larger.short_side, larger.width) == (256, 224)


@pytest.mark.parametrize(
    "change",
    [
        {"do_normalize": False},
        {"crop_to_patches": True},
        {"size": {"shortest_edge": 224}, "do_center_crop": False},
        {"size": {"shortest_edge": 100}},
        {"size": {"height": 256, "width": 256}},
        {"image_mean": [0.5]},
    ],
)
def test_settings_that_are_not_known_are_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ModelError) as raised:
        transformers_recipe({**CLIP_SETTINGS, **change}, CROP)
    assert raised.value.code == "model_invalid"


def test_padding_of_open_clip_is_refused() -> None:
    with pytest.raises(ModelError):
        open_clip_recipe({"resize_mode": "longest"}, 224, 224)


def test_frames_are_spread_in_order() -> None:
    frames: Any = list(range(10))
    assert spread(frames, 8) == [0, 1, 3, 4, 5, 6, 8, 9]
    assert spread(frames[:3], 3) == [0, 1, 2]
    assert spread(frames[:2], 4) == [0, 0, 1, 1]


def test_samples_are_always_the_same_and_differ() -> None:
    first = sample_pixels(CROP)
    assert np.array_equal(first, sample_pixels(CROP))
    assert len({picture.tobytes() for picture in first}) == 4

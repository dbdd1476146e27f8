from __future__ import annotations

import gc
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch
from picture_samples import (
    SAMPLE_TEXTS,
    assert_independent_of_batch,
    assert_told_apart,
    cosines,
    discard,
    embed_pictures,
    embed_texts,
    load_options,
    sample_pictures,
    save_clip_tokenizer,
    scene,
    tell_apart,
    upright,
    write_json,
)

from goodclips_runners.encoder import ItemError, ModelError
from goodclips_runners.encoders.clip import ClipEncoder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

SETTINGS = {
    "crop_size": 224,
    "do_center_crop": True,
    "do_normalize": True,
    "do_resize": True,
    "image_mean": [0.48145466, 0.4578275, 0.40821073],
    "image_std": [0.26862954, 0.26130258, 0.27577711],
    "resample": 3,
    "size": 224,
}


def save_clip(folder: Path, **changes: Any) -> None:
    """CLIP ViT-B/32 (the defaults of CLIPConfig are its own values) with random weights, as transformers lays it out."""
    from transformers import CLIPConfig, CLIPModel

    text = {"bos_token_id": 49406, "eos_token_id": 49407, "pad_token_id": 49407, **changes.get("text", {})}
    config = CLIPConfig(text_config=text, vision_config=changes.get("vision", {}), projection_dim=changes.get("projection_dim", 512))
    model = CLIPModel(config).eval()
    tell_apart(model)
    model.save_pretrained(str(folder))
    save_clip_tokenizer(folder)
    write_json(folder / "preprocessor_config.json", SETTINGS)


SMALL: dict[str, Any] = {
    "projection_dim": 32,
    "vision": {"hidden_size": 64, "intermediate_size": 128, "num_hidden_layers": 2, "num_attention_heads": 2},
    "text": {"hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 1, "num_attention_heads": 2},
}


@pytest.fixture(scope="module")
def full_size(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("clip")
    save_clip(folder)
    yield folder
    discard(folder)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small-clip")
    save_clip(folder, **SMALL)
    return folder


def reference_vectors(folder: Path) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    from transformers import AutoTokenizer, CLIPImageProcessorPil, CLIPModel

    model = CLIPModel.from_pretrained(str(folder)).eval()
    processor = CLIPImageProcessorPil.from_pretrained(str(folder))
    tokenizer: Any = AutoTokenizer.from_pretrained(str(folder))
    with torch.no_grad():
        pixels = processor([upright(image) for image in sample_pictures().values()], return_tensors="pt")
        words = tokenizer(SAMPLE_TEXTS, padding=True, truncation=True, return_tensors="pt")
        images: Any = model.get_image_features(**pixels)
        texts: Any = model.get_text_features(**words)
    return images.pooler_output.numpy(), texts.pooler_output.numpy()


@pytest.mark.full_size
def test_equals_the_reference_and_does_not_depend_on_the_batch(full_size: Path) -> None:
    expected_images, expected_texts = reference_vectors(full_size)
    gc.collect()
    assert_told_apart(expected_images)
    assert_told_apart(expected_texts[[0, 2, 3, 4, 5, 6, 7]])
    encoder = ClipEncoder.load(full_size, load_options(preprocessing="reference"))
    assert (encoder.dim, encoder.engine, encoder.preprocessing_version) == (512, "fp32", 0)
    pictures = list(sample_pictures().values())
    images = embed_pictures(encoder, pictures)
    assert cosines(images, expected_images).min() >= 0.9999
    texts = embed_texts(encoder, SAMPLE_TEXTS)
    assert cosines(texts, expected_texts).min() >= 0.9999
    assert_independent_of_batch(lambda batch: embed_pictures(encoder, batch), pictures, images, alone=4)
    assert_independent_of_batch(lambda batch: embed_texts(encoder, batch), list(SAMPLE_TEXTS), texts, alone=4)


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


def test_items_that_cannot_be_embedded_fail_alone(small: Path) -> None:
    encoder = ClipEncoder.load(small, load_options())
    prepared = encoder.prepare_images([ItemError("unreadable", "gone"), scene(1, 100, 50)])
    assert {position: error.code for position, error in prepared.errors.items()} == {0: "unreadable"}
    vectors = encoder.forward(prepared)
    assert not vectors[0].any()
    assert cosines(vectors[1:], embed_pictures(encoder, [scene(1, 100, 50)]))[0] > 0.99999
    words = encoder.prepare_texts([("  \n", "query"), ("a dog", "query")])
    assert [error.code for error in words.errors.values()] == ["empty"]
    assert encoder.forward(words).any(axis=1).tolist() == [False, True]
    assert not encoder.forward(encoder.prepare_images([ItemError("unreadable", "gone")])).any()
    sounds = encoder.prepare_audio([np.zeros(10, dtype=np.float32)])
    assert [error.code for error in sounds.errors.values()] == ["unsupported"]


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


@pytest.mark.parametrize("broken", ["weights", "tokenizer", "settings", "truncated", "other size"])
def test_a_folder_that_is_not_whole_is_refused(tmp_path: Path, broken: str) -> None:
    save_clip(tmp_path, **SMALL)
    if broken == "weights":
        from safetensors.torch import load_file, save_file

        tensors = load_file(tmp_path / "model.safetensors")
        del tensors["visual_projection.weight"]
        save_file(tensors, tmp_path / "model.safetensors", metadata={"format": "pt"})
    elif broken == "tokenizer":
        for name in ("tokenizer.json", "tokenizer_config.json"):
            (tmp_path / name).write_text("{", encoding="utf-8")
    elif broken == "settings":
        write_json(tmp_path / "preprocessor_config.json", {**SETTINGS, "size": 336, "crop_size": 336})
    elif broken == "truncated":
        whole = (tmp_path / "model.safetensors").read_bytes()
        (tmp_path / "model.safetensors").write_bytes(whole[: len(whole) // 2])
    else:
        config = (tmp_path / "config.json").read_text(encoding="utf-8")
        (tmp_path / "config.json").write_text(config.replace('"projection_dim": 32', '"projection_dim": 48'), encoding="utf-8")
    with pytest.raises(ModelError) as raised:
        ClipEncoder.load(tmp_path, load_options())
    assert raised.value.code == "model_invalid"
    assert raised.value.remedy

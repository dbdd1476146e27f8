from __future__ import annotations

import copy
import gc
import json
import socket
from typing import TYPE_CHECKING, Any

import open_clip
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
    tell_apart,
    twenty_pictures,
    upright,
    write_json,
)
from safetensors.torch import save_file

from goodclips_runners.encoder import ModelError
from goodclips_runners.encoders.open_clip import OpenClipEncoder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

OPENAI = {
    "mean": [0.48145466, 0.4578275, 0.40821073],
    "std": [0.26862954, 0.26130258, 0.27577711],
    "interpolation": "bicubic",
    "resize_mode": "shortest",
}
PE_CORE = {"mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5], "interpolation": "bilinear", "resize_mode": "squash"}


def architecture(name: str) -> dict[str, Any]:
    config: Any = open_clip.get_model_config(name)
    return copy.deepcopy(config)


def save_open_clip(folder: Path, model_cfg: dict[str, Any], preprocess_cfg: dict[str, Any]) -> None:
    """A model of that architecture with random weights, laid out as timm and LAION publish theirs."""
    write_json(folder / "open_clip_config.json", {"model_cfg": model_cfg, "preprocess_cfg": preprocess_cfg})
    model = open_clip.create_model(f"local-dir:{folder}", load_weights=False)
    tell_apart(model)
    tensors = {name: tensor.half().contiguous() for name, tensor in model.state_dict().items()}
    save_file(tensors, folder / "open_clip_model.safetensors", metadata={"format": "pt"})


def small(quick: bool = False) -> dict[str, Any]:
    return {
        "embed_dim": 32,
        **({"quick_gelu": True} if quick else {}),
        "vision_cfg": {"image_size": 64, "layers": 2, "width": 64, "patch_size": 16},
        "text_cfg": {"context_length": 77, "vocab_size": 49408, "width": 32, "heads": 2, "layers": 1},
    }


def compare_with_reference(folder: Path, dim: int, version: int, pictures: list[Any]) -> None:
    reference: Any
    transform: Any
    reference, _, transform = open_clip.create_model_and_transforms(f"local-dir:{folder}")
    tokenizer = open_clip.get_tokenizer(f"local-dir:{folder}")
    with torch.no_grad():
        expected_pictures = reference.eval().encode_image(torch.stack([transform(upright(image)) for image in pictures])).numpy()
        expected_texts = reference.encode_text(tokenizer(SAMPLE_TEXTS)).numpy()
    del reference
    gc.collect()
    assert_told_apart(expected_pictures)
    assert_told_apart(expected_texts[1:])
    encoder = OpenClipEncoder.load(folder, load_options(preprocessing="reference"))
    assert (encoder.dim, encoder.preprocessing_version) == (dim, 0)
    vectors = embed_pictures(encoder, pictures)
    assert cosines(vectors, expected_pictures).min() >= 0.9999
    texts = embed_texts(encoder, SAMPLE_TEXTS)
    assert cosines(texts, expected_texts).min() >= 0.9999
    assert_independent_of_batch(lambda batch: embed_texts(encoder, batch), list(SAMPLE_TEXTS), texts, alone=3)
    assert_independent_of_batch(lambda batch: embed_pictures(encoder, batch), pictures[::5], vectors[::5], alone=3)
    assert encoder.recipe.version("default") == version


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path
    discard(tmp_path)


@pytest.mark.full_size
@pytest.mark.parametrize("name", ["ViT-B-32-quickgelu", pytest.param("ViT-B-32", marks=pytest.mark.slow)])
def test_clip_b32_equals_the_reference(folder: Path, name: str) -> None:
    """OpenAI's weights want quick_gelu, LAION-2B's do not."""
    save_open_clip(folder, architecture(name), OPENAI)
    compare_with_reference(folder, 512, 1, list(sample_pictures().values()))


def test_a_model_without_quick_gelu_equals_the_reference(tmp_path: Path) -> None:
    save_open_clip(tmp_path, small(), OPENAI)
    compare_with_reference(tmp_path, 32, 1, list(sample_pictures().values()))


@pytest.mark.full_size
def test_pe_core_t16_384_equals_the_reference(folder: Path) -> None:
    """The smallest of the family, with the same parts as L14-336: timm's tower, attention pooling, squashed pictures, 32 tokens."""
    save_open_clip(folder, architecture("PE-Core-T-16-384"), PE_CORE)
    compare_with_reference(folder, 512, 0, twenty_pictures())


@pytest.mark.slow
@pytest.mark.full_size
def test_pe_core_l14_336_equals_the_reference(folder: Path) -> None:
    save_open_clip(folder, architecture("PE-Core-L-14-336"), PE_CORE)
    compare_with_reference(folder, 1024, 0, twenty_pictures())


def test_the_activation_of_the_configuration_is_used(tmp_path: Path) -> None:
    save_open_clip(tmp_path, small(quick=True), OPENAI)
    pictures = list(sample_pictures().values())[:6]
    quick = embed_pictures(OpenClipEncoder.load(tmp_path, load_options()), pictures)
    write_json(tmp_path / "open_clip_config.json", {"model_cfg": small(), "preprocess_cfg": OPENAI})
    exact = embed_pictures(OpenClipEncoder.load(tmp_path, load_options()), pictures)
    assert cosines(quick, exact).max() < 0.99999


def test_loads_without_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save_open_clip(tmp_path, small(), OPENAI)

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    encoder = OpenClipEncoder.load(tmp_path, load_options())
    assert encoder.preprocessing_version == 1
    pictures = list(sample_pictures().values())
    together = embed_pictures(encoder, pictures)
    assert_told_apart(together)
    assert_independent_of_batch(lambda batch: embed_pictures(encoder, batch), pictures, together, alone=len(pictures))


def test_pictures_are_computed_in_int8_where_that_is_asked(tmp_path: Path) -> None:
    save_open_clip(tmp_path, small(), OPENAI)
    pictures = list(sample_pictures().values())
    exact = embed_pictures(OpenClipEncoder.load(tmp_path, load_options()), pictures)
    encoder = OpenClipEncoder.load(tmp_path, load_options(engine="int8", state_dir=tmp_path / "state"))
    assert cosines(embed_pictures(encoder, pictures), exact).min() >= 0.99


@pytest.mark.parametrize("broken", ["pickle only", "missing tensor", "text tower elsewhere", "padding", "not json"])
def test_a_folder_that_is_not_whole_is_refused(tmp_path: Path, broken: str) -> None:
    save_open_clip(tmp_path, small(), OPENAI)
    config: Any = json.loads((tmp_path / "open_clip_config.json").read_text(encoding="utf-8"))
    if broken == "pickle only":
        (tmp_path / "open_clip_model.safetensors").rename(tmp_path / "open_clip_pytorch_model.bin")
    elif broken == "missing tensor":
        save_file({"visual.proj": torch.zeros(64, 32)}, tmp_path / "open_clip_model.safetensors")
    elif broken == "text tower elsewhere":
        config["model_cfg"]["text_cfg"]["hf_model_name"] = "roberta-base"
    elif broken == "padding":
        config["preprocess_cfg"]["resize_mode"] = "longest"
    write_json(tmp_path / "open_clip_config.json", config)
    if broken == "not json":
        (tmp_path / "open_clip_config.json").write_text("{", encoding="utf-8")
    with pytest.raises(ModelError) as raised:
        OpenClipEncoder.load(tmp_path, load_options())
    assert raised.value.code == "model_invalid"

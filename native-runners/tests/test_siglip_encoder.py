from __future__ import annotations

import gc
from typing import TYPE_CHECKING, Any

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
    scene,
    tell_apart,
    twenty_pictures,
    upright,
    write_json,
)

from goodclips_runners.encoder import ItemError, ModelError
from goodclips_runners.encoders.siglip import SiglipEncoder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SETTINGS = {
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


def save_gemma_like_tokenizer(folder: Path) -> None:
    """A tokenizer with the special tokens and byte fallback of Gemma's, which SigLIP 2 shares, that ends a text as SigLIP's does."""
    from tokenizers import processors
    from transformers import Siglip2Tokenizer

    special = ["<pad>", "<eos>", "<bos>", "<unk>", "<mask>"]
    letters = [*"▁abcdefghijklmnopqrstuvwxyz0123456789.,?!'&-"]
    pairs = [("▁", "a"), ("r", "e"), ("re", "d"), ("o", "n"), ("▁", "on"), ("i", "r"), ("c", "ir"), ("l", "e")]
    words = special + [f"<0x{byte:02X}>" for byte in range(256)] + letters + [first + second for first, second in pairs]
    build: Any = Siglip2Tokenizer
    tokenizer = build(
        vocab={word: number for number, word in enumerate(dict.fromkeys(words))},
        merges=pairs,
        padding_side="right",
        model_input_names=["input_ids"],
    )
    tokenizer.backend_tokenizer.post_processor = processors.TemplateProcessing(single="$A <eos>", special_tokens=[("<eos>", 1)])
    tokenizer.save_pretrained(str(folder))


def save_siglip(folder: Path, text: dict[str, Any], vision: dict[str, Any]) -> None:
    from transformers import SiglipConfig, SiglipModel

    model = SiglipModel(SiglipConfig(text_config=text, vision_config=vision)).eval()
    tell_apart(model)
    model.half().save_pretrained(str(folder))
    save_gemma_like_tokenizer(folder)
    write_json(folder / "preprocessor_config.json", SETTINGS)


@pytest.fixture(scope="module")
def full_size(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """SigLIP 2 B/16-224 (google/siglip2-base-patch16-224: SiglipConfig's defaults but for the vocabulary)."""
    folder = tmp_path_factory.mktemp("siglip2")
    save_siglip(folder, {"vocab_size": 256000}, {})
    yield folder
    discard(folder)


SMALL = {"hidden_size": 64, "intermediate_size": 128, "num_hidden_layers": 2, "num_attention_heads": 2}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small-siglip")
    save_siglip(folder, {**SMALL, "vocab_size": 400}, SMALL)
    return folder


@pytest.mark.full_size
def test_equals_the_reference_and_does_not_depend_on_the_batch(full_size: Path) -> None:
    from transformers import Siglip2Tokenizer, SiglipImageProcessorPil, SiglipModel

    model = SiglipModel.from_pretrained(str(full_size), dtype=torch.float32).eval()
    processor = SiglipImageProcessorPil.from_pretrained(str(full_size))
    tokenizer: Any = Siglip2Tokenizer.from_pretrained(str(full_size))
    with torch.no_grad():
        pictures: Any = model.get_image_features(**processor([upright(image) for image in twenty_pictures()], return_tensors="pt"))
        words: Any = model.get_text_features(
            **tokenizer(SAMPLE_TEXTS, padding="max_length", max_length=64, truncation=True, return_tensors="pt")
        )
    expected_pictures, expected_words = pictures.pooler_output.numpy(), words.pooler_output.numpy()
    del model, pictures, words
    gc.collect()
    assert_told_apart(expected_pictures)
    assert_told_apart(expected_words[1:])
    encoder = SiglipEncoder.load(full_size, load_options())
    # Nothing of a frame is lost by squashing it: the default is the reference.
    assert (encoder.dim, encoder.preprocessing_version) == (768, 0)
    images = twenty_pictures()
    vectors = embed_pictures(encoder, images)
    assert cosines(vectors, expected_pictures).min() >= 0.9999
    texts = embed_texts(encoder, SAMPLE_TEXTS)
    assert cosines(texts, expected_words).min() >= 0.9999
    assert cosines(texts[:1], texts[1:2])[0] > 0.999999
    assert_independent_of_batch(lambda batch: embed_texts(encoder, batch), list(SAMPLE_TEXTS), texts, alone=3)


def test_both_edges_of_a_wide_frame_count_and_batches_do_not(small: Path) -> None:
    encoder = SiglipEncoder.load(small, load_options())
    frame = scene(50, 448, 252)
    left, right = frame.copy(), frame.copy()
    left.paste((255, 0, 0), (0, 60, 60, 190))
    right.paste((255, 0, 0), (388, 60, 448, 190))
    vectors = embed_pictures(encoder, [frame, left, right])
    assert cosines(vectors[:1], vectors[1:2])[0] < 0.999
    assert cosines(vectors[:1], vectors[2:])[0] < 0.999
    pictures = list(sample_pictures().values())
    together = embed_pictures(encoder, pictures)
    assert_independent_of_batch(lambda batch: embed_pictures(encoder, batch), pictures, together, alone=len(pictures))


def test_a_long_text_keeps_its_end_token(small: Path) -> None:
    encoder = SiglipEncoder.load(small, load_options())
    tokens = encoder.tokens(["", "red", "red " * 200])
    assert tokens.shape == (3, 64)
    assert tokens[0].tolist() == [1] + [0] * 63
    assert tokens[1, -1] == 0
    assert tokens[2, -1] == 1
    assert 2 not in tokens


def test_a_folder_without_a_tokenizer_is_refused(tmp_path: Path) -> None:
    save_siglip(tmp_path, {**SMALL, "vocab_size": 400}, SMALL)
    (tmp_path / "tokenizer.json").unlink()
    with pytest.raises(ModelError, match="tokenizer"):
        SiglipEncoder.load(tmp_path, load_options())


def test_flexible_resolution_equals_the_reference(tmp_path: Path) -> None:
    from transformers import Siglip2Config, Siglip2ImageProcessorPil, Siglip2Model

    vision = {**SMALL, "num_patches": 64, "patch_size": 16}
    model = Siglip2Model(Siglip2Config(text_config={**SMALL, "vocab_size": 400}, vision_config=vision)).eval()
    tell_apart(model)
    model.save_pretrained(str(tmp_path))
    save_gemma_like_tokenizer(tmp_path)
    processor = Siglip2ImageProcessorPil(max_num_patches=64, patch_size=16)
    processor.save_pretrained(str(tmp_path))
    images = list(sample_pictures().values())
    with torch.no_grad():
        made: Any = model.get_image_features(**processor([upright(image) for image in images], return_tensors="pt"))
    assert_told_apart(made.pooler_output.numpy())
    encoder = SiglipEncoder.load(tmp_path, load_options())
    vectors = embed_pictures(encoder, images)
    assert cosines(vectors, made.pooler_output.numpy()).min() >= 0.9999
    assert_independent_of_batch(lambda batch: embed_pictures(encoder, batch), images, vectors)
    failed = encoder.prepare_images([ItemError("unreadable", "gone")])
    assert not encoder.forward(failed).any()
    assert embed_texts(encoder, ["a red circle"]).shape == (1, 64)

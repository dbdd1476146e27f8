"""The encoders of pictures and texts for the suite: CLIP, open_clip, SigLIP and SigLIP 2."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import open_clip
import torch
from safetensors.torch import save_file

from tests.encoder_row import BAD_IMAGES, BAD_TEXTS, EncoderRow
from tests.picture_samples import (
    SAMPLE_TEXTS,
    sample_pictures,
    save_clip_tokenizer,
    tell_apart,
    twenty_pictures,
    upright,
    write_json,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from goodclips_runners.encoders.base import Kind

CLIP_SETTINGS = {
    "crop_size": 224,
    "do_center_crop": True,
    "do_normalize": True,
    "do_resize": True,
    "image_mean": [0.48145466, 0.4578275, 0.40821073],
    "image_std": [0.26862954, 0.26130258, 0.27577711],
    "resample": 3,
    "size": 224,
}

SMALL_CLIP: dict[str, Any] = {
    "projection_dim": 32,
    "vision": {"hidden_size": 64, "intermediate_size": 128, "num_hidden_layers": 2, "num_attention_heads": 2},
    "text": {"hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 1, "num_attention_heads": 2},
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
    write_json(folder / "preprocessor_config.json", CLIP_SETTINGS)


def clip_reference(folder: Path, kind: Kind, items: Sequence[Any]) -> NDArray[np.float32]:
    """Of `CLIPModel` with its own image processor, on the Pillow back end, and its tokenizer."""
    from transformers import AutoTokenizer, CLIPImageProcessorPil, CLIPModel

    model = CLIPModel.from_pretrained(str(folder)).eval()
    made: Any
    with torch.no_grad():
        if kind == "images":
            processor = CLIPImageProcessorPil.from_pretrained(str(folder))
            made = model.get_image_features(**processor([upright(image) for image in items], return_tensors="pt"))
        else:
            tokenizer: Any = AutoTokenizer.from_pretrained(str(folder))
            words = tokenizer([text for text, _ in items], padding=True, truncation=True, return_tensors="pt")
            made = model.get_text_features(**words)
    return made.pooler_output.numpy()


OPENAI = {
    "mean": [0.48145466, 0.4578275, 0.40821073],
    "std": [0.26862954, 0.26130258, 0.27577711],
    "interpolation": "bicubic",
    "resize_mode": "shortest",
}
PE_CORE = {"mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5], "interpolation": "bilinear", "resize_mode": "squash"}


def open_clip_architecture(name: str) -> dict[str, Any]:
    """The configuration of an architecture that open_clip knows."""
    config: Any = open_clip.get_model_config(name)
    return copy.deepcopy(config)


def save_open_clip(folder: Path, model_cfg: dict[str, Any], preprocess_cfg: dict[str, Any]) -> None:
    """A model of that architecture with random weights, laid out as timm and LAION publish theirs."""
    write_json(folder / "open_clip_config.json", {"model_cfg": model_cfg, "preprocess_cfg": preprocess_cfg})
    model = open_clip.create_model(f"local-dir:{folder}", load_weights=False)
    tell_apart(model)
    tensors = {name: tensor.half().contiguous() for name, tensor in model.state_dict().items()}
    save_file(tensors, folder / "open_clip_model.safetensors", metadata={"format": "pt"})


def small_open_clip(quick: bool = False) -> dict[str, Any]:
    """A tiny CLIP in open_clip's words."""
    return {
        "embed_dim": 32,
        **({"quick_gelu": True} if quick else {}),
        "vision_cfg": {"image_size": 64, "layers": 2, "width": 64, "patch_size": 16},
        "text_cfg": {"context_length": 77, "vocab_size": 49408, "width": 32, "heads": 2, "layers": 1},
    }


def open_clip_reference(folder: Path, kind: Kind, items: Sequence[Any]) -> NDArray[np.float32]:
    """Of `open_clip.create_model_and_transforms`."""
    model: Any
    transform: Any
    model, _, transform = open_clip.create_model_and_transforms(f"local-dir:{folder}")
    with torch.no_grad():
        if kind == "images":
            return model.eval().encode_image(torch.stack([transform(upright(image)) for image in items])).numpy()
        tokenizer = open_clip.get_tokenizer(f"local-dir:{folder}")
        return model.eval().encode_text(tokenizer([text for text, _ in items])).numpy()


SIGLIP_SETTINGS = {
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
SMALL_SIGLIP = {"hidden_size": 64, "intermediate_size": 128, "num_hidden_layers": 2, "num_attention_heads": 2}


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
    """A SigLIP of that size."""
    from transformers import SiglipConfig, SiglipModel

    model = SiglipModel(SiglipConfig(text_config=text, vision_config=vision)).eval()
    tell_apart(model)
    model.half().save_pretrained(str(folder))
    save_gemma_like_tokenizer(folder)
    write_json(folder / "preprocessor_config.json", SIGLIP_SETTINGS)


def save_naflex(folder: Path) -> None:
    """A tiny SigLIP 2 of flexible resolution."""
    from transformers import Siglip2Config, Siglip2ImageProcessorPil, Siglip2Model

    vision = {**SMALL_SIGLIP, "num_patches": 64, "patch_size": 16}
    model = Siglip2Model(Siglip2Config(text_config={**SMALL_SIGLIP, "vocab_size": 400}, vision_config=vision)).eval()
    tell_apart(model)
    model.save_pretrained(str(folder))
    save_gemma_like_tokenizer(folder)
    processor: Any = Siglip2ImageProcessorPil(max_num_patches=64, patch_size=16)
    processor.save_pretrained(str(folder))


def siglip_reference(folder: Path, kind: Kind, items: Sequence[Any]) -> NDArray[np.float32]:
    """Of `SiglipModel` or `Siglip2Model` with its own image processor, on the Pillow back end, and its tokenizer."""
    from transformers import Siglip2ImageProcessorPil, Siglip2Model, Siglip2Tokenizer, SiglipImageProcessorPil, SiglipModel

    naflex = "siglip2_" in (folder / "config.json").read_text(encoding="utf-8")
    model_class, processor_class = (Siglip2Model, Siglip2ImageProcessorPil) if naflex else (SiglipModel, SiglipImageProcessorPil)
    model: Any = model_class.from_pretrained(str(folder), dtype=torch.float32)
    made: Any
    with torch.no_grad():
        if kind == "images":
            processor: Any = processor_class.from_pretrained(str(folder))
            made = model.eval().get_image_features(**processor([upright(image) for image in items], return_tensors="pt"))
        else:
            tokenizer: Any = Siglip2Tokenizer.from_pretrained(str(folder))
            texts = [text for text, _ in items]
            words = tokenizer(texts, padding="max_length", max_length=64, truncation=True, return_tensors="pt")
            made = model.eval().get_text_features(**words)
    return made.pooler_output.numpy()


def texts() -> list[Any]:
    return [(text, "query") for text in SAMPLE_TEXTS]


def all_pictures() -> list[Any]:
    return list(sample_pictures().values())


BAD: Any = {"images": BAD_IMAGES, "texts": BAD_TEXTS}
FEW: Any = {"images": twenty_pictures, "texts": texts}
ALL: Any = {"images": all_pictures, "texts": texts}
CENTRE: Any = {"preprocessing": "reference"}
"""CLIP's authors cut the centre out of a frame; the app averages tiles that cover it."""


def open_clip_row(name: str, dim: int, model: dict[str, Any], pictures: dict[str, Any], items: Any = FEW) -> EncoderRow:
    return EncoderRow(
        name,
        "open-clip",
        dim,
        lambda folder: save_open_clip(folder, model, pictures),
        items,
        open_clip_reference,
        BAD,
        parity=CENTRE,
        weights="open_clip_model.safetensors",
    )


ROWS = (
    EncoderRow(
        "clip",
        "clip",
        32,
        lambda folder: save_clip(folder, **SMALL_CLIP),
        ALL,
        clip_reference,
        BAD,
        parity=CENTRE,
        needed=("tokenizer.json",),
    ),
    open_clip_row("open-clip", 32, small_open_clip(), OPENAI, ALL),
    EncoderRow(
        "siglip",
        "siglip",
        64,
        lambda folder: save_siglip(folder, {**SMALL_SIGLIP, "vocab_size": 400}, SMALL_SIGLIP),
        ALL,
        siglip_reference,
        BAD,
        needed=("tokenizer.json",),
    ),
    EncoderRow("siglip2-naflex", "siglip", 64, save_naflex, ALL, siglip_reference, BAD, needed=("tokenizer.json",)),
)

FULL_SIZE = (
    EncoderRow("clip-vit-base-patch32", "clip", 512, save_clip, ALL, clip_reference, parity=CENTRE),
    # google/siglip2-base-patch16-224: SiglipConfig's defaults but for the vocabulary.
    EncoderRow(
        "siglip2-base-patch16-224",
        "siglip",
        768,
        lambda folder: save_siglip(folder, {"vocab_size": 256_000}, {}),
        FEW,
        siglip_reference,
    ),
    # OpenAI's weights want quick_gelu, LAION-2B's do not.
    open_clip_row("vit-b-32-quickgelu", 512, open_clip_architecture("ViT-B-32-quickgelu"), OPENAI, ALL),
    # The smallest of the family, with the same parts as L14-336: timm's tower, attention pooling, squashed pictures, 32 tokens.
    open_clip_row("pe-core-t16-384", 512, open_clip_architecture("PE-Core-T-16-384"), PE_CORE),
)

SLOW = (
    open_clip_row("vit-b-32-laion2b", 512, open_clip_architecture("ViT-B-32"), OPENAI, ALL),
    open_clip_row("pe-core-l14-336", 1024, open_clip_architecture("PE-Core-L-14-336"), PE_CORE),
)

"""Pictures of all kinds, random weights that tell them apart, and CLIP's real vocabulary, for the tests of the picture encoders."""

from __future__ import annotations

import gzip
import io
import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from PIL import Image, ImageOps

from goodclips_runners.encoders.base import go_offline
from tests.encoder_row import embed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from goodclips_runners.encoder import Encoder, TextRole

go_offline()


def scene(seed: int, width: int, height: int) -> Image.Image:
    """A made-up RGB picture: soft patches of colour, a few hard edges, some grain."""
    random = np.random.default_rng(seed)
    patches = random.integers(0, 256, (3 + seed % 5, 4 + seed % 4, 3), dtype=np.uint8)
    pixels = np.asarray(Image.fromarray(patches).resize((width, height), Image.Resampling.BICUBIC), dtype=np.float64)
    top, left = random.integers(0, max(1, height // 2)), random.integers(0, max(1, width // 2))
    pixels = pixels.copy()
    pixels[top : top + height // 3, left : left + width // 3] = random.integers(0, 256, 3)
    pixels += random.normal(0, 8, pixels.shape)
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))


def turned(seed: int) -> Image.Image:
    """A JPEG whose EXIF says that it lies on its side."""
    exif = Image.Exif()
    exif[0x0112] = 6
    stored = io.BytesIO()
    scene(seed, 320, 180).save(stored, "JPEG", exif=exif, quality=92)
    return Image.open(io.BytesIO(stored.getvalue()))


def deep(seed: int) -> Image.Image:
    """A grey picture of 16 bits a sample, read from a PNG."""
    grey = np.asarray(scene(seed, 200, 150).convert("L"), dtype=np.uint16)
    stored = io.BytesIO()
    Image.fromarray(grey * 257).save(stored, "PNG")
    return Image.open(io.BytesIO(stored.getvalue()))


@cache
def sample_pictures() -> dict[str, Image.Image]:
    """More than 20 pictures that any pipeline can read, by name."""
    return {
        "16:9": scene(1, 448, 252),
        "9:16": scene(2, 252, 448),
        "2.39:1": scene(3, 448, 187),
        "4:3": scene(4, 400, 300),
        "square": scene(5, 224, 224),
        "nearly square": scene(6, 301, 299),
        "odd": scene(7, 337, 191),
        "smaller than the network": scene(8, 61, 47),
        "large": scene(9, 960, 540),
        "banner": scene(10, 600, 90),
        "1 pixel wide": scene(11, 1, 40),
        "1 pixel high": scene(12, 40, 1),
        "one pixel": scene(13, 1, 1),
        "2×3": scene(14, 2, 3),
        "black": Image.new("RGB", (320, 180)),
        "white": Image.new("RGB", (320, 180), (255, 255, 255)),
        "grey": scene(15, 320, 180).convert("L"),
        "black and white": scene(16, 320, 180).convert("1"),
        "palette": scene(17, 320, 180).quantize(31),
        "CMYK": scene(18, 320, 180).convert("CMYK"),
        "16 bits": deep(19),
        "lying on its side": turned(20),
        "checkers": Image.fromarray(np.kron(np.indices((18, 32)).sum(0) % 2, np.ones((10, 10))).astype(np.uint8) * 255),
        "YCbCr": scene(21, 320, 180).convert("YCbCr"),
    }


def twenty_pictures() -> list[Image.Image]:
    """Twenty of them, odd ones included, for networks that take a processor seconds a picture."""
    plain = ("nearly square", "black", "white", "YCbCr")
    return [picture for name, picture in sample_pictures().items() if name not in plain]


SAMPLE_TEXTS = [
    "a red circle on a blue table",
    "A RED CIRCLE ON A BLUE TABLE",
    "siren",
    "it's raining, isn't it? 42 dogs & cats — naïve café",
    "東京タワーの夜景",
    "emoji 🙂 and\ttabs\n and   spaces",
    "word " * 2000,
    "x",
]


def upright(image: Image.Image) -> Image.Image:
    """What `transformers.image_utils.load_image` gives the reference pipelines; of 16 bits it would keep the lower 8, cut at 255."""
    if image.mode == "I;16":
        image = Image.fromarray((np.asarray(image) >> 8).astype(np.uint8))
    return ImageOps.exif_transpose(image).convert("RGB")


def tell_apart(module: torch.nn.Module, seed: int = 7, gain: float = 1.0) -> None:
    """Random weights under which different inputs get clearly different vectors; freshly made ViTs give nearly constant ones.

    One block of a prime number of normal values is repeated: drawing each of hundreds of millions takes minutes.
    """
    generator = torch.Generator().manual_seed(seed)
    block = torch.randn(1_000_003, generator=generator)
    place = 0

    def values(parameter: torch.Tensor) -> torch.Tensor:
        nonlocal place
        count = parameter.numel()
        place = (place + 104_729) % len(block)
        repeats = (place + count) // len(block) + 1
        return block.repeat(repeats)[place : place + count].view_as(parameter)

    with torch.no_grad():
        for name, parameter in module.named_parameters():
            if parameter.ndim >= 2:
                table = "embed" in name.replace("patch_embed", "")
                parameter.copy_(values(parameter)).mul_(0.3 if table else gain / parameter[0].numel() ** 0.5)
            elif "scale" in name or "lambda" in name or "gamma" in name:
                parameter.fill_(1.0)
            elif name.endswith("weight"):
                parameter.copy_(values(parameter)).mul_(0.1).add_(1)
            else:
                parameter.copy_(values(parameter)).mul_(0.05)


def clip_vocabulary() -> tuple[dict[str, int], list[tuple[str, str]]]:
    """CLIP's own vocabulary and merges, made of the file that open_clip carries, as `vocab.json` and `merges.txt` hold them."""
    import open_clip
    from open_clip.tokenizer import bytes_to_unicode

    packed = Path(open_clip.__file__).parent / "bpe_simple_vocab_16e6.txt.gz"
    lines = gzip.decompress(packed.read_bytes()).decode().split("\n")[1 : 49152 - 256 - 2 + 1]
    merges = [(first, second) for first, second in (line.split() for line in lines)]
    characters = list(bytes_to_unicode().values())
    words = characters + [f"{character}</w>" for character in characters] + ["".join(merge) for merge in merges]
    return {word: number for number, word in enumerate([*words, "<|startoftext|>", "<|endoftext|>"])}, merges


def save_clip_tokenizer(folder: Path, longest: int = 77) -> None:
    """CLIP's tokenizer as transformers saves it."""
    from transformers import CLIPTokenizer

    vocabulary, merges = clip_vocabulary()
    build: Any = CLIPTokenizer
    build(vocab=vocabulary, merges=merges, model_max_length=longest).save_pretrained(str(folder))


def embed_pictures(encoder: Encoder, images: Sequence[Image.Image]) -> NDArray[np.float32]:
    return embed(encoder, "images", images)


def embed_texts(encoder: Encoder, texts: Sequence[str], role: TextRole = "query") -> NDArray[np.float32]:
    return embed(encoder, "texts", [(text, role) for text in texts])


def write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, indent=1), encoding="utf-8")

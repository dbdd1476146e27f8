"""How a model wants its pictures, read from its own configuration files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, cast

import numpy as np
from PIL import Image as PillowImage

from goodclips_runners.encoder import ModelError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from goodclips_runners.encoder import Preprocessing

TILES_VERSION = 1
"""Preprocessing version of pictures that are cut into tiles; raise it when `pictures.tiles` changes what a picture becomes."""

IMAGENET_MEAN = (0.485, 0.456, 0.406)
"""torchvision's constants (`transformers.image_utils.IMAGENET_DEFAULT_MEAN`)."""
IMAGENET_STD = (0.229, 0.224, 0.225)
OPENAI_CLIP_MEAN = (0.48145466, 0.4578275, 0.40821073)
"""`transformers.image_utils.OPENAI_CLIP_MEAN`, from openai/CLIP `clip.py`, `_transform`."""
OPENAI_CLIP_STD = (0.26862954, 0.26130258, 0.27577711)

Triple = tuple[float, float, float]


@dataclass(frozen=True)
class Recipe:
    """How a model wants its pictures.

    Attributes:
        width: Of the network's input, in pixels.
        height: Of the network's input.
        fit: `crop` makes the shorter side `short_side` and keeps the centre; `squash` ignores the aspect ratio.
        short_side: Shorter side before the crop; unused when squashing.
        resample: Pillow's filter.
        scale: Factor that is applied to a byte before mean and deviation.
        mean: Subtracted, per channel.
        std: Divided by, per channel.
        crop_rounding: How half a pixel at the crop's edge is rounded: `floor` as transformers does, `nearest` as torchvision.
    """

    width: int
    height: int
    fit: Literal["crop", "squash"]
    short_side: int
    resample: PillowImage.Resampling
    scale: float
    mean: Triple
    std: Triple
    crop_rounding: Literal["floor", "nearest"] = "floor"

    def constants(self) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Factor and offset [1, 3, 1, 1] such that `byte × factor + offset` is what the network sees."""
        std = np.asarray(self.std, dtype=np.float64)
        factor = self.scale / std
        offset = -np.asarray(self.mean, dtype=np.float64) / std
        shape = (1, 3, 1, 1)
        return factor.astype(np.float32).reshape(shape), offset.astype(np.float32).reshape(shape)

    def version(self, preprocessing: Preprocessing) -> int:
        """Preprocessing version: 0 where the pixels are those of the reference."""
        return TILES_VERSION if preprocessing == "default" and self.fit == "crop" else 0


def _invalid(message: str) -> ModelError:
    return ModelError("model_invalid", message, "Import the model with its own preprocessor_config.json.")


def _side(value: object, key: str) -> int | None:
    """One side of a size as transformers writes it: a number, or an object with that key."""
    number = cast("dict[str, object]", value).get(key) if isinstance(value, dict) else value
    return number if isinstance(number, int) and not isinstance(number, bool) and number > 0 else None


def _triple(value: object, otherwise: Triple) -> Triple:
    if value is None:
        return otherwise
    if isinstance(value, (int, float)):
        return (float(value), float(value), float(value))
    if isinstance(value, list):
        numbers = [float(number) for number in cast("list[Any]", value) if isinstance(number, (int, float))]
        if len(numbers) == 3:
            return (numbers[0], numbers[1], numbers[2])
    raise _invalid("Mean and deviation of the picture's channels must be three numbers.")


def transformers_recipe(config: dict[str, Any], otherwise: Recipe) -> Recipe:
    """Recipe of a `preprocessor_config.json` (transformers); what it leaves out is taken from `otherwise`.

    Raises:
        ModelError: It asks for a step that this module does not know.
    """
    # processor_config.json of transformers 5 holds it one level deeper.
    config = cast("dict[str, Any]", config.get("image_processor") or config)
    if not config:
        return otherwise
    for step in ("do_resize", "do_rescale", "do_normalize"):
        if config.get(step) is False:
            raise _invalid(f"Pictures without the step {step} are not supported.")
    if config.get("do_pad") or config.get("crop_to_patches"):
        raise _invalid("Pictures that are padded or cut into patches by the model's own settings are not supported.")
    size = config.get("size")
    crop = bool(config.get("do_center_crop", otherwise.fit == "crop"))
    height, width = _side(size, "height"), _side(size, "width")
    shortest = _side(size, "shortest_edge") if isinstance(size, dict) else (height if crop else None)
    crop_size = config.get("crop_size") if crop else size
    if shortest is not None and crop:
        fit, short_side = "crop", shortest
        height = _side(crop_size, "height") or otherwise.height
        width = _side(crop_size, "width") or otherwise.width
        if short_side < max(height, width):
            raise _invalid("The centre crop is larger than the resized picture.")
    elif shortest is not None:
        raise _invalid("Pictures of varying shape are not supported.")
    else:
        fit, short_side = "squash", 0
        if crop and (_side(crop_size, "height"), _side(crop_size, "width")) != (height, width):
            raise _invalid("A centre crop of a squashed picture is not supported.")
        height, width = height or otherwise.height, width or otherwise.width
    resample = config.get("resample")
    return Recipe(
        width=width,
        height=height,
        fit=fit,
        short_side=short_side,
        resample=otherwise.resample if resample is None else PillowImage.Resampling(int(resample)),
        scale=float(config.get("rescale_factor") or otherwise.scale),
        mean=_triple(config.get("image_mean"), otherwise.mean),
        std=_triple(config.get("image_std"), otherwise.std),
    )


def open_clip_recipe(config: dict[str, Any], width: int, height: int) -> Recipe:
    """Recipe of `preprocess_cfg` in `open_clip_config.json`; defaults are those of `open_clip.transform.PreprocessCfg`.

    Raises:
        ModelError: It pads (`longest`).
    """
    mode = config.get("resize_mode") or "shortest"
    if mode not in ("shortest", "squash"):
        raise _invalid(f"The way “{mode}” to fit pictures is not supported.")
    if mode == "shortest" and width != height:
        raise _invalid("A centre crop that is not square is not supported.")
    bilinear = config.get("interpolation") == "bilinear"
    return Recipe(
        width=width,
        height=height,
        fit="squash" if mode == "squash" else "crop",
        short_side=min(width, height),
        resample=PillowImage.Resampling.BILINEAR if bilinear else PillowImage.Resampling.BICUBIC,
        scale=1 / 255,
        mean=_triple(config.get("mean"), OPENAI_CLIP_MEAN),
        std=_triple(config.get("std"), OPENAI_CLIP_STD),
        crop_rounding="nearest",
    )

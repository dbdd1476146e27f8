"""InternVideo2 (stage 2): scenes by a model that brings its own program code.

Only from a folder that a person chose, and only after they agreed to run its code. The code is imported from the folder itself, nothing
is fetched or copied. The real model is gated and was never run here: what is tested is a small model with the same method.
"""

from __future__ import annotations

import importlib.machinery
import importlib.util
import sys
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import torch
from PIL.Image import Resampling

from goodclips_runners.device import is_out_of_memory
from goodclips_runners.encoder import ItemError, ModelError
from goodclips_runners.encoders.base import BaseEncoder, PreparedRows, go_offline, invalid_model
from goodclips_runners.model_folder import read_json, require_files
from goodclips_runners.picture_recipe import IMAGENET_MEAN, IMAGENET_STD, Recipe
from goodclips_runners.pictures import cut_all, mean_rows, spread
from goodclips_runners.torch_engine import prepare_torch

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from types import ModuleType

    from numpy.typing import NDArray
    from PIL.Image import Image

    from goodclips_runners.encoder import LoadOptions, Prepared
    from goodclips_runners.encoders.base import PreparedTokens

EDGE = 224
"""Side of a frame, and `FRAMES` their number: `size_t` and `num_frames` of the demo configuration in OpenGVLab/InternVideo,
`InternVideo2/multi_modality/demo`; its `frames2tensor` squashes, and normalises with ImageNet's constants."""
FRAMES = 8

PACKAGE = "goodclips_internvideo2"


class InternVideo2Encoder(BaseEncoder):
    """Scenes: `get_vid_feat` of frames [n, frames, 3, 224, 224] spread over the scene, of unit length, in fp32.

    The frames are squashed, so nothing of a wide frame is lost: `default` is the same as `reference`.
    """

    def __init__(self, model: Any, recipe: Recipe, frames: int, options: LoadOptions) -> None:
        prepare_torch(options.device)
        self._model = model.eval().to(options.device)
        self._device = options.device
        self._recipe = recipe
        self._frames = frames
        factor, offset = recipe.constants()
        self._factor = torch.from_numpy(factor).to(options.device)
        self._offset = torch.from_numpy(offset).to(options.device)
        self.max_batch = 32 if options.device == "cuda" else 4
        self.dim = self._run(torch.zeros(1, frames, 3, recipe.height, recipe.width, dtype=torch.uint8)).shape[1]

    @classmethod
    def load(cls, model_dir: Path, options: LoadOptions) -> InternVideo2Encoder:
        if not options.consent_to_run_code:
            raise ModelError(
                "consent_needed",
                "This model runs program code that lies in its folder.",
                "Read the code, and agree to run it when you import the folder.",
            )
        go_offline()
        require_files(model_dir, "config.json")
        config = read_json(model_dir / "config.json")
        model_class = _folder_class(model_dir, config, "AutoModel")
        if not callable(getattr(model_class, "get_vid_feat", None)):
            raise invalid_model(model_dir, f"its class {model_class.__name__} has no get_vid_feat")
        try:
            more = {}
            if "AutoConfig" in cast("dict[str, Any]", config["auto_map"]):
                more["config"] = _folder_class(model_dir, config, "AutoConfig").from_pretrained(str(model_dir), local_files_only=True)
            model = model_class.from_pretrained(str(model_dir), local_files_only=True, dtype=torch.float32, **more)
        # It is the folder's own code: anything may come out of it.
        except Exception as error:
            raise invalid_model(model_dir, f"its own code cannot load it: {type(error).__name__}: {error}") from error
        edge = _number(config, "size_t", EDGE)
        recipe = Recipe(edge, edge, "squash", 0, Resampling.BILINEAR, 1 / 255, IMAGENET_MEAN, IMAGENET_STD)
        return cls(model, recipe, _number(config, "num_frames", FRAMES), options)

    def prepare_clips(self, clips: Sequence[Sequence[Image] | ItemError]) -> Prepared:
        chosen = [clip if isinstance(clip, ItemError) or not clip else spread(clip, self._frames) for clip in clips]
        tiles = cut_all(chosen, self._recipe, "reference")
        owners = tiles.owners[:: self._frames]
        shape = (len(owners), self._frames, 3, self._recipe.height, self._recipe.width)
        return PreparedRows("clips", len(clips), owners, (torch.from_numpy(tiles.pixels.reshape(shape)),), tiles.errors)

    def prepare_images(self, images: Sequence[Image | ItemError]) -> Prepared:
        return self.prepare_clips([image if isinstance(image, ItemError) else [image] for image in images])

    def forward_rows(self, prepared: PreparedRows | PreparedTokens) -> NDArray[np.float32]:
        if not isinstance(prepared, PreparedRows):
            raise TypeError("tokens were not prepared by this encoder")
        clips = prepared.tensors[0]
        parts = [self._run(clips[start : start + self.max_batch]) for start in range(0, len(clips), self.max_batch)]
        return mean_rows(np.concatenate(parts), range(len(clips)), len(clips))

    def _run(self, clips: torch.Tensor) -> NDArray[np.float32]:
        try:
            with torch.inference_mode():
                pixels = clips.to(self._device).to(torch.float32) * self._factor + self._offset
                features: torch.Tensor = self._model.get_vid_feat(pixels)
                # One vector a clip; some versions keep an axis of one in between.
                return cast("NDArray[np.float32]", features.float().reshape(len(clips), -1).cpu().numpy())
        except RuntimeError as error:
            if is_out_of_memory(error):
                raise MemoryError(str(error)) from error
            raise


def _number(config: dict[str, Any], name: str, otherwise: int) -> int:
    """A number of the configuration, at its top or in the parts that InternVideo2's configurations use."""
    model = cast("dict[str, Any]", config.get("model") or {})
    for part in (config, model, model.get("vision_encoder"), config.get("vision_encoder")):
        value = cast("dict[str, Any]", part).get(name) if isinstance(part, dict) else None
        if isinstance(value, int) and not isinstance(value, bool) and value > 0:
            return value
    return otherwise


def _folder_class(model_dir: Path, config: dict[str, Any], role: str) -> Any:
    """The class that `auto_map` of the configuration names, imported from the folder as a package of its own.

    Raises:
        ModelError: It is not named, or cannot be imported.
    """
    named = cast("dict[str, Any]", config.get("auto_map") or {}).get(role)
    module_name, _, class_name = str(named).rpartition(".")
    if not isinstance(named, str) or "--" in named or not module_name.isidentifier() or not class_name.isidentifier():
        raise invalid_model(model_dir, f"config.json does not name its class ({role} in auto_map)")
    if PACKAGE not in sys.modules or _package_folder() != str(model_dir):
        for loaded in [name for name in sys.modules if name == PACKAGE or name.startswith(f"{PACKAGE}.")]:
            del sys.modules[loaded]
        spec = importlib.machinery.ModuleSpec(PACKAGE, None, is_package=True)
        spec.submodule_search_locations = [str(model_dir)]
        sys.modules[PACKAGE] = importlib.util.module_from_spec(spec)
    try:
        module = importlib.import_module(f"{PACKAGE}.{module_name}")
        return getattr(module, class_name)
    # It is the folder's own code: anything may come out of it.
    except Exception as error:
        raise invalid_model(model_dir, f"its own code cannot be imported: {type(error).__name__}: {error}") from error


def _package_folder() -> str:
    package: ModuleType = sys.modules[PACKAGE]
    return next(iter(package.__path__), "")

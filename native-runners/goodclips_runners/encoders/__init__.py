"""The encoders by name; a module is imported only when its encoder is asked for, since each brings heavy libraries."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from goodclips_runners.architectures import read_families
from goodclips_runners.encoder import ModelError
from goodclips_runners.model_folder import check_model_folder

if TYPE_CHECKING:
    from pathlib import Path

    from goodclips_runners.encoder import Encoder, LoadOptions

ENCODERS: dict[str, tuple[str, str]] = {
    "clip": ("clip", "ClipEncoder"),
    "siglip": ("siglip", "SiglipEncoder"),
    "open-clip": ("open_clip", "OpenClipEncoder"),
    "clap": ("clap", "ClapEncoder"),
    "text-mean": ("text_mean", "TextMeanEncoder"),
    "text-last-token": ("text_last_token", "TextLastTokenEncoder"),
    "internvl-vision": ("internvl_vision", "InternVLVisionEncoder"),
    "internvideo2": ("internvideo2", "InternVideo2Encoder"),
}
"""Name in `resources/architectures.json` → module of this package and its class."""


def encoder_class(name: str) -> type[Encoder]:
    """Imports the class of an encoder of `ENCODERS`."""
    module_name, class_name = ENCODERS[name]
    encoder: type[Encoder] = getattr(importlib.import_module(f"{__name__}.{module_name}"), class_name)
    return encoder


def check_folder(name: str, model_dir: Path, *, consent: bool) -> None:
    """Refuses an unknown encoder, and a folder that is missing or unsafe for it.

    Raises:
        ModelError: `model_invalid`, `model_missing`, `unsafe_model` or `consent_needed`.
    """
    if name not in ENCODERS:
        raise ModelError("model_invalid", f"There is no encoder “{name}”.", f"Use one of: {', '.join(ENCODERS)}.")
    family = read_families().get(name)
    check_model_folder(model_dir, runs_code=family is not None and family.runs_folder_code, consent=consent)


def load_encoder(name: str, model_dir: Path, options: LoadOptions) -> Encoder:
    """Checks the folder of a model and loads it with the encoder of that name.

    Raises:
        ModelError: The folder is missing or unsafe, or is no model that the encoder can load.
    """
    check_folder(name, model_dir, consent=options.consent_to_run_code)
    return encoder_class(name).load(model_dir, options)

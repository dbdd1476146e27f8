"""Loading a model of transformers so that nothing of it is left to chance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar, cast

import torch

from goodclips_runners.encoders.base import LOCAL_WEIGHTS, invalid_model
from goodclips_runners.weights import read_header, weight_files

if TYPE_CHECKING:
    from pathlib import Path

    from transformers import PreTrainedModel

Model = TypeVar("Model", bound="PreTrainedModel")


def load_whole(model_class: type[Model], model_dir: Path, *, unused: tuple[str, ...] = ()) -> Model:
    """Loads a model in fp32 from safetensors, and refuses weights that do not fit it: what is missing would be random.

    Args:
        model_class: A model of transformers, or `AutoModel`.
        model_dir: Folder of the model.
        unused: Prefixes of parameters that the vectors do not need; they may be missing.

    Raises:
        ModelError: `model_invalid`.
    """
    for file in weight_files(model_dir):
        read_header(file)
    load: Any = model_class.from_pretrained
    try:
        model, report = load(str(model_dir), dtype=torch.float32, output_loading_info=True, **LOCAL_WEIGHTS)
    except (OSError, ValueError, RuntimeError, KeyError, TypeError) as error:
        raise invalid_model(model_dir, f"the weights cannot be loaded: {error}") from error
    missing = sorted(str(name) for name in report["missing_keys"] if not str(name).startswith(unused or ("\0",)))
    wrong = sorted(str(name) for name in report["mismatched_keys"])
    if missing or wrong:
        raise invalid_model(model_dir, f"the weights do not fit the configuration: {', '.join((missing + wrong)[:3])}")
    return cast("Model", model)

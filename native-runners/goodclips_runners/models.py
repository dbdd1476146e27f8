"""Loading whatever a runner holds: an encoder, or a class that transcribes, reads text or finds faces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodclips_runners.architectures import read_families
from goodclips_runners.encoders import check_folder, load_encoder
from goodclips_runners.face_finders import FACE_FINDERS, face_finder_class
from goodclips_runners.model_folder import check_model_folder
from goodclips_runners.text_readers import TEXT_READERS, text_reader_class
from goodclips_runners.transcribers import TRANSCRIBERS, transcriber_class

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import Any, TypeAlias

    from goodclips_runners.encoder import Encoder, LoadOptions
    from goodclips_runners.face_finder import FaceFinder
    from goodclips_runners.text_reader import TextReader
    from goodclips_runners.transcriber import Transcriber

    AnyModel: TypeAlias = Encoder | Transcriber | TextReader | FaceFinder


_OTHERS: dict[str, Callable[[str], Any]] = {
    **dict.fromkeys(TRANSCRIBERS, transcriber_class),
    **dict.fromkeys(TEXT_READERS, text_reader_class),
    **dict.fromkeys(FACE_FINDERS, face_finder_class),
}
"""Name of what makes no vectors of items → what imports its class."""


def check_folder_of(name: str, model_dir: Path, *, consent: bool) -> None:
    """Refuses an unknown name of `resources/architectures.json`, and a folder that is missing or unsafe for it.

    Raises:
        ModelError: `model_invalid`, `model_missing`, `unsafe_model` or `consent_needed`.
    """
    if name in _OTHERS:
        check_model_folder(model_dir, own_weights=read_families()[name].own_weights)
    else:
        check_folder(name, model_dir, consent=consent)


def load_model(name: str, model_dir: Path, options: LoadOptions) -> AnyModel:
    """Checks the folder of a model and loads it.

    Raises:
        ModelError: The folder is missing or unsafe, or is no model of that kind.
    """
    if name not in _OTHERS:
        return load_encoder(name, model_dir, options)
    check_folder_of(name, model_dir, consent=options.consent_to_run_code)
    model: AnyModel = _OTHERS[name](name).load(model_dir, options)
    return model

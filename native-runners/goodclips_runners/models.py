"""Loading whatever a runner holds: an encoder, or a class that transcribes or reads text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodclips_runners.architectures import read_families
from goodclips_runners.encoders import check_folder, load_encoder
from goodclips_runners.model_folder import check_model_folder
from goodclips_runners.text_readers import TEXT_READERS, text_reader_class
from goodclips_runners.transcribers import TRANSCRIBERS, transcriber_class

if TYPE_CHECKING:
    from pathlib import Path

    from goodclips_runners.encoder import Encoder, LoadOptions
    from goodclips_runners.text_reader import TextReader
    from goodclips_runners.transcriber import Transcriber


def check_folder_of(name: str, model_dir: Path, *, consent: bool) -> None:
    """Refuses an unknown name of `resources/architectures.json`, and a folder that is missing or unsafe for it.

    Raises:
        ModelError: `model_invalid`, `model_missing`, `unsafe_model` or `consent_needed`.
    """
    if name in TRANSCRIBERS or name in TEXT_READERS:
        check_model_folder(model_dir, own_weights=read_families()[name].own_weights)
    else:
        check_folder(name, model_dir, consent=consent)


def load_model(name: str, model_dir: Path, options: LoadOptions) -> Encoder | Transcriber | TextReader:
    """Checks the folder of a model and loads it.

    Raises:
        ModelError: The folder is missing or unsafe, or is no model of that kind.
    """
    if name not in TRANSCRIBERS and name not in TEXT_READERS:
        return load_encoder(name, model_dir, options)
    check_folder_of(name, model_dir, consent=options.consent_to_run_code)
    loader = transcriber_class(name) if name in TRANSCRIBERS else text_reader_class(name)
    return loader.load(model_dir, options)

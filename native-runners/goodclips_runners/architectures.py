"""The table of architectures, `resources/architectures.json`: which encoder loads the models of which type.

The app reads the same file (`electron/runners/models/architectures.ts`), so that both sides take the same folders.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

from goodclips_runners.encoder import ModelError

if TYPE_CHECKING:
    from collections.abc import Iterable

TABLE = Path(__file__).resolve().parents[2] / "resources" / "architectures.json"
"""Beside `native-runners`, in a checkout and in a packed app."""

Task = Literal["embed", "transcribe", "read-text", "find-faces"]
Modality = Literal["visual", "audio", "captions", "likeness"]
SpaceKind = Literal["cross-modal", "text", "likeness"]


@dataclass(frozen=True)
class Family:
    """The architectures that one encoder loads; a row of the table.

    Attributes:
        encoder: Name of the encoder, a key of `encoders.ENCODERS`.
        title: Name of the family for a person.
        task: What its models do.
        modality: What its vectors say something about; None where it makes none.
        space_kind: What they can be compared with; None where it makes none.
        runs_folder_code: Its models work only by running program code that lies in their folder.
        model_types: Values of `model_type` in config.json; empty for a family that is told by other signs (`detect.py`).
        config_keys: Names that config.json has in models of a family without `model_type`; empty: not told by these.
        own_weights: Files of weights in a format that is not safetensors, which its reader checks before it is loaded.
        file_parts: Parts of names of files that the folders of a family without config.json have, one for each; empty: not told by these.
        translates: Of what transcribes: some of its models say in English what is said in another language.
    """

    encoder: str
    title: str
    task: Task
    modality: Modality | None
    space_kind: SpaceKind | None
    runs_folder_code: bool
    model_types: tuple[str, ...]
    config_keys: tuple[str, ...] = ()
    own_weights: tuple[str, ...] = ()
    file_parts: tuple[str, ...] = ()
    translates: bool = True


def _family(row: dict[str, Any]) -> Family:
    family = Family(
        encoder=row["encoder"],
        title=row["title"],
        task=row["task"],
        modality=row["modality"],
        space_kind=row["spaceKind"],
        runs_folder_code=row["runsFolderCode"],
        model_types=tuple(row["modelTypes"]),
        config_keys=tuple(row.get("configKeys", ())),
        own_weights=tuple(row.get("ownWeights", ())),
        file_parts=tuple(row.get("fileParts", ())),
        translates=row.get("translates", True),
    )
    if family.task not in get_args(Task):
        raise ValueError(f"{family.encoder} has an unknown task")
    embeds = family.modality in get_args(Modality) and family.space_kind in get_args(SpaceKind)
    if embeds is not (family.task == "embed"):
        raise ValueError(f"{family.encoder} has an unknown modality or kind of space")
    return family


@cache
def read_families(table: Path = TABLE) -> dict[str, Family]:
    """Reads the table; the file is part of the app and does not change while it runs.

    Returns:
        Families by the name of their encoder.

    Raises:
        ModelError: `environment`: the file is missing or broken.
    """
    try:
        document = cast("dict[str, Any]", json.loads(table.read_text("utf-8")))
        families = [_family(row) for row in document["families"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError("environment", f"The table of architectures cannot be used: {error}", "Install GoodCLIPS again.") from error
    return {family.encoder: family for family in families}


def family_of(model_type: object) -> Family | None:
    """The family whose encoder loads models of a type, the `model_type` of config.json; None for a type that no encoder knows."""
    return next((family for family in read_families().values() if model_type in family.model_types), None)


def family_of_keys(config: dict[str, Any]) -> Family | None:
    """The family that is told by the names in config.json, for models whose configuration has no `model_type`."""
    for family in read_families().values():
        if family.config_keys and all(key in config for key in family.config_keys):
            return family
    return None


def family_of_files(names: Iterable[str]) -> Family | None:
    """The family that is told by the names of the files in a folder, for models that have no configuration."""
    known = list(names)
    for family in read_families().values():
        if family.file_parts and all(any(part in name for name in known) for part in family.file_parts):
            return family
    return None


def supported_titles() -> str:
    """What may be imported without consent to run code, for a sentence: `CLIP, … or InternVL`."""
    titles = [family.title for family in read_families().values() if not family.runs_folder_code]
    return f"{', '.join(titles[:-1])} or {titles[-1]}"

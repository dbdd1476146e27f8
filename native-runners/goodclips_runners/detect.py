"""Says what loads the model of a folder, from its configuration files and the headers of its weights.

`python -m goodclips_runners.detect DIR [--consent-to-run-code]` prints one JSON line: what was found (exit code 0), or
`{"error": {code, message, remedy}}` (exit code 3). No weights are read and no heavy library is imported.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from goodclips_runners.architectures import Family, family_of, family_of_files, family_of_keys, read_families
from goodclips_runners.detect_families import OPEN_CLIP_WEIGHTS, READERS
from goodclips_runners.detection import section, unknown_model
from goodclips_runners.encoder import ModelError
from goodclips_runners.model_folder import check_model_folder, read_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goodclips_runners.detection import Detection


def _has_code(model_dir: Path, config: dict[str, Any]) -> bool:
    """Whether the folder brings a model class of its own that is named by its configuration."""
    return isinstance(section(config, "auto_map").get("AutoModel"), str) and any(model_dir.glob("*.py"))


def _find_family(model_dir: Path, config: dict[str, Any]) -> Family | None:
    known = family_of(config.get("model_type"))
    if known is None and _has_code(model_dir, config):
        return read_families()["internvideo2"]
    open_clip = (model_dir / "open_clip_config.json").is_file()
    # OpenAI's CLIP is published in both layouts at once: the weights that only open_clip reads decide.
    if open_clip and (known is None or any((model_dir / name).is_file() for name in OPEN_CLIP_WEIGHTS[:2])):
        return read_families()["open-clip"]
    return known or family_of_keys(config) or family_of_files(path.name for path in model_dir.iterdir())


def detect(model_dir: Path, *, consent_to_run_code: bool = False) -> Detection:
    """Finds the encoder for the model of a folder.

    Args:
        model_dir: Folder in the plain Hugging Face layout.
        consent_to_run_code: A person agreed that program code of the folder may run.

    Raises:
        ModelError: The folder is missing, unsafe, broken or of a kind that no encoder knows; or needs consent.
    """
    if not model_dir.is_dir():
        check_model_folder(model_dir)
    config = read_json(model_dir / "config.json")
    family = _find_family(model_dir, config)
    runs_code = family is not None and family.runs_folder_code
    own_weights = family.own_weights if family is not None else ()
    check_model_folder(model_dir, runs_code=runs_code, consent=consent_to_run_code, own_weights=own_weights)
    if family is not None:
        return READERS[family.encoder](model_dir, config, family)
    model_type = config.get("model_type")
    if isinstance(model_type, str):
        raise unknown_model(f"No encoder knows models of the type “{model_type}”.")
    raise unknown_model("The folder has no config.json or open_clip_config.json that names its architecture.")


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints what a folder holds; returns the exit code."""
    parser = argparse.ArgumentParser(prog="goodclips_runners.detect", description="Which encoder loads the model of a folder.")
    parser.add_argument("model_dir", type=Path, metavar="DIR")
    parser.add_argument("--consent-to-run-code", action="store_true", help="program code of the folder may run")
    options = parser.parse_args(arguments)
    try:
        answer = detect(options.model_dir, consent_to_run_code=options.consent_to_run_code).as_json()
        code = 0
    except ModelError as error:
        answer = {"error": {"code": error.code, "message": str(error), "remedy": error.remedy}}
        code = 3
    sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
    return code


if __name__ == "__main__":
    sys.exit(main())

"""Installs a model into a staging folder: `python -m goodclips_runners.install hub|folder …`.

Says how far it is as JSON lines on stdout, at the end `{"type": "staged", …}` or `{"type": "failed", "code", "message", "remedy"}`. To
cancel, end the process: what was fetched is kept for the next try.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from goodclips_runners.encoder import ModelError
from goodclips_runners.install_folder import install_from_folder
from goodclips_runners.install_hub import install_from_hub
from goodclips_runners.install_registry import read_registry
from goodclips_runners.install_report import Reporter


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m goodclips_runners.install", description="Installs a model into a staging folder.")
    parser.add_argument("source", choices=["hub", "folder"])
    parser.add_argument("--registry", type=Path, required=True, help="resources/models.json")
    parser.add_argument("--id", required=True)
    parser.add_argument("--staging", type=Path, required=True)
    parser.add_argument("--path", type=Path, help="the folder to import")
    parser.add_argument("--consent-to-run-code", action="store_true")
    return parser


def main(arguments: list[str], reporter: Reporter) -> int:
    """Runs one installation.

    Returns:
        The exit code: 0, or 3 when it failed as the last line says.
    """
    options = _parser().parse_args(arguments)
    try:
        entry = read_registry(options.registry).get(options.id)
        if options.source == "folder":
            if options.path is None:
                raise ModelError("model_missing", "No folder was named.", "Give the folder with --path.")
            manifest = install_from_folder(entry, options.path, options.staging, reporter, consent=options.consent_to_run_code)
        else:
            if entry is None:
                raise ModelError("not_on_hub", f"The registry has no model {options.id}.", "Choose one of the list.")
            manifest = install_from_hub(entry, options.staging, reporter)
    except ModelError as error:
        reporter.say({"type": "failed", "code": error.code, "message": str(error), "remedy": error.remedy})
        return 3
    reporter.say({"type": "staged", **manifest})
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], Reporter.on_private_stdout()))

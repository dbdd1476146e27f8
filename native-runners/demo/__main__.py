"""Command line: `python -m demo train clip|clap|captions|likeness [--out FOLDER]`."""

from __future__ import annotations

import argparse
import importlib
import logging
from pathlib import Path

from demo.vocabulary import MODELS_FOLDER

MODELS = ("clip", "clap", "captions", "likeness")


def main() -> None:
    """Runs the command."""
    parser = argparse.ArgumentParser(prog="python -m demo", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    train = commands.add_parser("train", help="train the models, one after another")
    train.add_argument("models", nargs="*", choices=MODELS, default=MODELS)
    train.add_argument("--out", type=Path, default=MODELS_FOLDER, help="folder of the models' folders")
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
    for name in arguments.models:
        trainer = importlib.import_module(f"demo.train_{name}")
        trainer.train(arguments.out / f"demo-{name}")


if __name__ == "__main__":
    main()

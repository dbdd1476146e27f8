"""Command line: `python -m demo train …`, `python -m demo clips …`, `python -m demo evaluation …`."""

from __future__ import annotations

import argparse
import importlib
import logging
from pathlib import Path

from demo.vocabulary import MODELS_FOLDER

MODELS = ("clip", "clap", "captions", "likeness")


def _write_clips(arguments: argparse.Namespace) -> None:
    from demo import clips

    folder: Path = arguments.out
    folder.mkdir(parents=True, exist_ok=True)
    if arguments.command == "clips":
        for number in range(arguments.count):
            clips.sample_clip(folder / f"sample-{arguments.seed + number}.mp4", arguments.seed + number)
        return
    clips.picture_evaluation(folder / "pictures.mp4", arguments.pictures)
    clips.sound_evaluation(folder / "sounds.mp4", arguments.sounds)
    clips.likeness_evaluation(folder / "likeness.mp4", 40)


def main() -> None:
    """Runs the command."""
    parser = argparse.ArgumentParser(prog="python -m demo", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    train = commands.add_parser("train", help="train the models, one after another")
    train.add_argument("models", nargs="*", choices=MODELS, default=MODELS)
    train.add_argument("--out", type=Path, default=MODELS_FOLDER, help="folder of the models' folders")
    clips = commands.add_parser("clips", help="write short clips with captions and labels")
    clips.add_argument("--out", type=Path, required=True, help="folder for the clips")
    clips.add_argument("--count", type=int, default=6)
    clips.add_argument("--seed", type=int, default=1)
    evaluation = commands.add_parser("evaluation", help="write the clips that the models are measured on")
    evaluation.add_argument("--out", type=Path, required=True, help="folder for the clips")
    evaluation.add_argument("--pictures", type=int, default=300, help="how many pictures and captions")
    evaluation.add_argument("--sounds", type=int, default=160, help="how many pairs of sounds")
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
    if arguments.command != "train":
        _write_clips(arguments)
        return
    for name in arguments.models:
        trainer = importlib.import_module(f"demo.train_{name}")
        trainer.train(arguments.out / f"demo-{name}")


if __name__ == "__main__":
    main()

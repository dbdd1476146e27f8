"""The command line of a runner, and what it does with it."""

from __future__ import annotations

import argparse
import json
import logging
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, cast

from goodclips_runners.encoder import LoadOptions, ModelError
from goodclips_runners.encoders.base import go_offline
from goodclips_runners.stdio import Answers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goodclips_runners.device import Device
    from goodclips_runners.encoder import EngineName, Preprocessing
    from goodclips_runners.models import AnyModel
    from goodclips_runners.stdio import Pipes
    from goodclips_runners.work import ModelWork

FATAL_EXIT = 3
"""docs/runner-protocol.md."""


def arguments(words: Sequence[str]) -> argparse.Namespace:
    """Reads the command line."""
    parser = argparse.ArgumentParser(
        prog="goodclips_runners",
        description="Embeds pictures, sounds and words, or turns speech and pictures into words; see docs/runner-protocol.md.",
    )
    parser.add_argument("--model-dir", type=Path, help="folder of the model")
    parser.add_argument("--model", default="", help="id of the model")
    parser.add_argument("--revision", default="", help="revision of its files")
    parser.add_argument("--encoder", default="", help="encoder that loads it")
    parser.add_argument("--preprocessing", choices=("default", "reference"), default="default")
    parser.add_argument("--device", choices=("auto", "cpu", "cuda", "mps"), default="auto")
    parser.add_argument("--engine", choices=("auto", "fp32", "bf16", "fp16", "int8"), default="auto")
    parser.add_argument("--prompts", type=prompts, default=("{}", "{}"), help='JSON: {"query": "…{}…", "passage": "…{}…"}')
    parser.add_argument("--state-dir", type=Path, help="remembers the measured choice of engine")
    parser.add_argument("--threads", type=int, default=2, help="threads that read and prepare")
    parser.add_argument("--consent-to-run-code", action="store_true", help="program code of the model's folder may run")
    parser.add_argument("--probe", action="store_true", help="print what is there as one JSON line, and end")
    parsed = parser.parse_args(words)
    if not parsed.probe and (parsed.model_dir is None or not parsed.encoder):
        parser.error("--model-dir and --encoder are needed")
    return parsed


def prompts(text: str) -> tuple[str, str]:
    """Reads the templates of query and passage."""
    try:
        value: object = json.loads(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"not JSON: {error}") from error
    if isinstance(value, dict):
        stated = cast("dict[str, object]", value)
        query, passage = stated.get("query", "{}"), stated.get("passage", "{}")
        if isinstance(query, str) and isinstance(passage, str):
            return query, passage
    raise argparse.ArgumentTypeError('expected {"query": "…{}…", "passage": "…{}…"}')


def load(parsed: argparse.Namespace) -> tuple[AnyModel, Device]:
    """Resolves the device and loads the model.

    Raises:
        ModelError: It cannot be loaded.
    """
    from goodclips_runners.models import check_folder_of, load_model
    from goodclips_runners.weights import check_layer_counts

    # Before torch is imported to find the device: what is refused is refused at once.
    check_folder_of(parsed.encoder, parsed.model_dir, consent=parsed.consent_to_run_code)
    check_layer_counts(parsed.model_dir)
    device = _device(parsed.device)
    preprocessing: Preprocessing = parsed.preprocessing
    engine: EngineName = parsed.engine
    options = LoadOptions(
        model=parsed.model,
        revision=parsed.revision,
        device=device,
        engine=engine,
        preprocessing=preprocessing,
        prompts=parsed.prompts,
        state_dir=parsed.state_dir,
        threads=max(1, parsed.threads),
        consent_to_run_code=parsed.consent_to_run_code,
    )
    return load_model(parsed.encoder, parsed.model_dir, options), device


def _device(wanted: str) -> Device:
    from goodclips_runners.device import resolve_device

    try:
        return resolve_device(wanted)
    except LookupError as error:
        raise ModelError("environment", str(error), "Let the app choose the device, or set up its Python environment again.") from error


def fatal_message(error: BaseException) -> dict[str, str]:
    """What the host is told of an error that ends the process."""
    from goodclips_runners.device import is_out_of_memory

    if isinstance(error, ModelError):
        return {"type": "fatal", "code": error.code, "message": str(error), "remedy": error.remedy}
    message = f"{type(error).__name__}: {str(error)[:1000]}"
    if is_out_of_memory(error):
        return {"type": "fatal", "code": "out_of_memory", "message": message, "remedy": "Close other programs, or choose a smaller model."}
    if isinstance(error, ImportError):
        remedy = "Set up the Python environment of the models again."
        return {"type": "fatal", "code": "environment", "message": message, "remedy": remedy}
    return {"type": "fatal", "code": "model_invalid", "message": message, "remedy": "Install the model again, or choose another one."}


def _probe(parsed: argparse.Namespace, answers: Answers) -> None:
    from goodclips_runners.probe import describe_device, describe_model, try_out

    if parsed.model_dir is None:
        answers.send(describe_device(_device(parsed.device)))
        return
    model, device = load(parsed)
    try_out(model)
    answers.send({**describe_device(device), **describe_model(model, parsed.model, parsed.revision, device)})


def end_at_once(error: BaseException, answers: Answers) -> NoReturn:
    """Ends the process from whichever thread cannot go on: half a runner would only keep its host waiting."""
    try:
        logging.getLogger(__name__).error("cannot go on", exc_info=error)
        answers.send(fatal_message(error))
    finally:
        os._exit(FATAL_EXIT)


def _work_of(model: AnyModel) -> ModelWork:
    from goodclips_runners.probe import is_face_finder, is_text_reader, is_transcriber
    from goodclips_runners.work import EmbeddingWork, TranscribingWork, face_work, reading_work

    if is_transcriber(model):
        return TranscribingWork(model)
    if is_face_finder(model):
        return face_work(model)
    return reading_work(model) if is_text_reader(model) else EmbeddingWork(model)


def _work(parsed: argparse.Namespace, answers: Answers, pipes: Pipes) -> None:
    from goodclips_runners.worker import Worker

    worker = Worker(answers, pipes.requests, parsed.threads, on_broken=lambda error: end_at_once(error, answers))
    worker.listen()
    model, device = load(parsed)
    from goodclips_runners.probe import describe_model

    answers.send({"type": "ready", "runner": "goodclips", **describe_model(model, parsed.model, parsed.revision, device)})
    worker.run(_work_of(model), device)


def main(pipes: Pipes, words: Sequence[str]) -> int:
    """Runs the worker or the probe.

    Args:
        pipes: The protocol's descriptors.
        words: Arguments of the command line.

    Returns:
        The exit status.
    """
    parsed = arguments(words)
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger("goodclips_runners").setLevel(logging.INFO)
    go_offline()
    answers = Answers(pipes.answers)
    try:
        if parsed.probe:
            _probe(parsed, answers)
        else:
            _work(parsed, answers, pipes)
    except Exception as error:
        if not isinstance(error, ModelError):
            logging.getLogger(__name__).exception("cannot work")
        answers.send(fatal_message(error))
        return FATAL_EXIT
    return 0

"""The numerical engine of a tower: plain fp32, autocast, or onnxruntime int8, chosen by a short measurement."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch

from goodclips_runners.engine_memory import ChoiceMemory, Measured
from goodclips_runners.torch_engine import TorchEngine, prepare_torch
from goodclips_runners.tower import first_axis_row

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from goodclips_runners.encoder import LoadOptions
    from goodclips_runners.tower import Engine, Tower

logger = logging.getLogger(__name__)

MIN_COSINE = 0.999
"""An engine whose vectors differ more than this from fp32 on the sample is never used, whatever it gains in speed."""

MIN_GAIN = 1.1
"""Another engine must be this much faster than fp32: below lies the noise of a short measurement."""

SMALL_PARAMETERS = 5_000_000
"""A tower below this is quicker in fp32 than the choice of an engine would take."""

MEASURE_SECONDS = 0.6
"""Measured for this long, after the run that compares the vectors and warms up; at least once."""


@dataclass(frozen=True)
class ChosenEngine:
    """The engine of a tower.

    Attributes:
        engine: Runs the tower.
        rows_per_second: Of the bare forward pass on the sample.
        measured: All candidates; empty when the choice was remembered or forced.
    """

    engine: Engine
    rows_per_second: float
    measured: tuple[Measured, ...] = ()

    def run(self, tensors: tuple[torch.Tensor, ...], max_rows: int) -> NDArray[np.float32]:
        """Vectors of all rows, at most `max_rows` at a time.

        Raises:
            MemoryError: They do not fit on the device.
        """
        count = tensors[0].shape[0]
        parts = [self.engine.run(tuple(tensor[start : start + max_rows] for tensor in tensors)) for start in range(0, count, max_rows)]
        return parts[0] if len(parts) == 1 else np.concatenate(parts)


def choose_engine(tower: Tower, options: LoadOptions) -> ChosenEngine:
    """Chooses the engine of a tower: the forced one, the remembered one, or the fastest whose vectors equal those of fp32.

    An engine that was forced but differs from fp32 by more than `MIN_COSINE` allows gives way to fp32, as does one that
    cannot be made here; the name of the engine says so.
    """
    prepare_torch(options.device)
    reference = TorchEngine(tower.module, options.device)
    memory = ChoiceMemory.of(tower, options)
    remembered = memory.read()
    if remembered is not None:
        engine = _make(remembered.engine, tower, options, memory, reference)
        if engine is not None and _still_equal(engine, reference, tower):
            return ChosenEngine(engine, remembered.per_second)
        memory.forget()
    expected = reference.run(tower.sample)
    measured = [Measured("fp32", _rows_per_second(reference, tower), 1.0)]
    best: tuple[Engine, Measured] = (reference, measured[0])
    for name in _candidates(tower, options):
        candidate = _make(name, tower, options, memory, reference)
        if candidate is None:
            continue
        cosine = _cosine(expected, candidate.run(tower.sample))
        result = Measured(name, _rows_per_second(candidate, tower) if cosine >= MIN_COSINE else 0.0, cosine)
        measured.append(result)
        logger.info(
            "%s %s: %.1f rows/s (fp32 %.1f), cosine to fp32 %.6f", tower.name, name, result.per_second, measured[0].per_second, cosine
        )
        to_beat = measured[0].per_second * MIN_GAIN if best[0] is reference else best[1].per_second
        if cosine >= MIN_COSINE and (options.engine == name or result.per_second >= to_beat):
            best = (candidate, result)
    memory.write(best[1], measured)
    return ChosenEngine(best[0], best[1].per_second, tuple(measured))


def _still_equal(engine: Engine, reference: TorchEngine, tower: Tower) -> bool:
    """Whether a remembered engine fits the weights that lie in the folder now; one row tells."""
    if engine is reference:
        return True
    one = (tower.one_row or first_axis_row)(tower.sample, 0)
    return _cosine(reference.run(one), engine.run(one)) >= MIN_COSINE


def _candidates(tower: Tower, options: LoadOptions) -> list[str]:
    if options.engine != "auto":
        return [] if options.engine == "fp32" else [options.engine]
    if sum(parameter.numel() for parameter in tower.module.parameters()) < SMALL_PARAMETERS:
        return []
    if options.device == "cuda":
        return ["bf16", "fp16"] if torch.cuda.is_bf16_supported() else ["fp16"]
    if options.device == "mps":
        return ["fp16"]
    names = ["bf16"] if cpu_has_bf16() else []
    # Without a folder to remember it in, exporting at every load would cost more than it gives.
    if tower.exportable and options.state_dir is not None:
        names.append("int8")
    return names


def cpu_has_bf16() -> bool:
    """Whether matrix products in bf16 are computed by the processor rather than emulated (AVX-512 BF16, AMX, Armv8.6)."""
    try:
        return bool(torch.ops.mkldnn._is_mkldnn_bf16_supported())
    except (AttributeError, RuntimeError):
        return False


def _make(name: str, tower: Tower, options: LoadOptions, memory: ChoiceMemory, reference: TorchEngine) -> Engine | None:
    """The engine of that name, or None when it cannot be made here."""
    if name == "fp32":
        return reference
    if name in ("bf16", "fp16"):
        return TorchEngine(tower.module, options.device, torch.bfloat16 if name == "bf16" else torch.float16)
    if options.device != "cpu" or not tower.exportable:
        return None
    try:
        # onnxruntime is heavy, and there is none for the oldest Python.
        from goodclips_runners.int8 import Int8Engine

        return Int8Engine(tower, memory.file(".int8.onnx"))
    except Exception:
        # Whatever an exporter or a library that is not there throws: fp32 always works.
        logger.warning("%s: int8 cannot be made here", tower.name, exc_info=True)
        return None


def _rows_per_second(engine: Engine, tower: Tower) -> float:
    best = float("inf")
    started = time.perf_counter()
    while best == float("inf") or time.perf_counter() - started < MEASURE_SECONDS:
        before = time.perf_counter()
        engine.run(tower.sample)
        best = min(best, time.perf_counter() - before)
    return tower.sample[0].shape[0] / best


def _cosine(expected: NDArray[np.float32], got: NDArray[np.float32]) -> float:
    lengths = np.linalg.norm(expected, axis=1) * np.linalg.norm(got, axis=1)
    cosine = float(((expected * got).sum(axis=1) / np.maximum(lengths, 1e-30)).min())
    return cosine if np.isfinite(cosine) else -1.0

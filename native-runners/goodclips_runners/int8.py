"""The tower in onnxruntime with dynamic int8 quantisation: quick on processors that multiply bytes (VNNI, AMX)."""

from __future__ import annotations

import logging
import shutil
import tempfile
import time
import warnings
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import onnxruntime
import torch

from goodclips_runners.device import is_out_of_memory
from goodclips_runners.tower import first_axis_row

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from goodclips_runners.tower import Tower

logger = logging.getLogger(__name__)

OPSET = 17
"""The first with LayerNormalization as one operator (ONNX operator change log)."""

EXPORT_PREFIX = "goodclips-export-"
ABANDONED_SECONDS = 3600
"""No export takes that long."""


class Int8Engine:
    """Runs each row on its own, rows side by side on all processors.

    Dynamic quantisation scales the activations of a whole batch by their largest value: in a batch, a row's vector would
    depend on its neighbours. One row a run keeps vectors independent of the batch, and one thread a run keeps them equal.
    """

    name = "int8"

    def __init__(self, tower: Tower, path: Path) -> None:
        """Opens the quantised model, making it first when it is not there.

        Args:
            tower: The tower to export.
            path: File of the quantised model.
        """
        self._one_row = tower.one_row or first_axis_row
        self._session = _open(tower, path)
        self._names = [one.name for one in self._session.get_inputs()]
        self._pool = ThreadPoolExecutor(torch.get_num_threads(), thread_name_prefix="int8")

    def run(self, tensors: tuple[torch.Tensor, ...]) -> NDArray[np.float32]:
        """See `Engine`."""

        def row(index: int) -> NDArray[np.float32]:
            inputs = self._one_row(tensors, index)
            feed = {name: tensor.numpy() for name, tensor in zip(self._names, inputs, strict=True)}
            answer: Any = self._session.run(None, feed)[0]
            return cast("NDArray[np.float32]", answer)

        try:
            return np.concatenate(list(self._pool.map(row, range(tensors[0].shape[0]))))
        except RuntimeError as error:
            if is_out_of_memory(error):
                raise MemoryError(str(error)) from error
            raise


def _open(tower: Tower, path: Path) -> onnxruntime.InferenceSession:
    settings = onnxruntime.SessionOptions()
    settings.intra_op_num_threads = 1
    settings.inter_op_num_threads = 1
    settings.log_severity_level = 3
    providers = ["CPUExecutionProvider"]
    if path.is_file():
        try:
            return onnxruntime.InferenceSession(str(path), settings, providers=providers)
        except Exception:
            # A disk that was full, say. onnxruntime throws classes of its own that share no base but this one.
            logger.warning("%s cannot be opened and is made anew", path.name, exc_info=True)
            path.unlink()
    _make_file(tower, path)
    return onnxruntime.InferenceSession(str(path), settings, providers=providers)


def _make_file(tower: Tower, path: Path) -> None:
    """Exports and quantises; the file appears under its name when it is whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    _remove_abandoned(path.parent)
    with tempfile.TemporaryDirectory(prefix=EXPORT_PREFIX, dir=path.parent) as folder:
        exported = Path(folder) / "fp32.onnx"
        export_tower(tower, exported)
        quantised = Path(folder) / "int8.onnx"
        _quantise(exported, quantised)
        quantised.replace(path)


def _remove_abandoned(parent: Path) -> None:
    """Removes what was left by a process that was killed while it exported; it may be as large as two models."""
    for folder in parent.glob(f"{EXPORT_PREFIX}*"):
        try:
            if time.time() - folder.stat().st_mtime > ABANDONED_SECONDS:
                shutil.rmtree(folder)
        except OSError:
            logger.warning("%s cannot be removed", folder, exc_info=True)


def export_tower(tower: Tower, path: Path) -> None:
    """Exports a tower to ONNX, in fp32, for one row at a time of any length.

    Args:
        tower: The tower; stays as it is.
        path: File to write.
    """
    names = [f"input{index}" for index in range(len(tower.sample))]
    lengths = tower.dynamic_axes or tuple(() for _ in names)
    with torch.inference_mode(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            tower.module.eval(),
            # Rows run one by one, and tracing may write the number of rows into the graph.
            (tower.one_row or first_axis_row)(tower.sample, 0),
            str(path),
            # The exporter by tracing: it needs no further package.
            dynamo=False,
            input_names=names,
            output_names=["rows"],
            dynamic_axes={name: {axis: f"length{axis}" for axis in axes} for name, axes in zip(names, lengths, strict=True)},
            opset_version=OPSET,
        )


def _quantise(exported: Path, quantised: Path) -> None:
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from onnxruntime.quantization.shape_inference import quant_pre_process

    prepared = exported.with_name("prepared.onnx")
    try:
        quant_pre_process(str(exported), str(prepared), skip_symbolic_shape=True)
    except Exception:
        # Optional: it folds and fuses. Quantisation works without.
        logger.info("%s: not simplified before quantisation", exported.name, exc_info=True)
        prepared = exported
    quantize_dynamic(
        str(prepared),
        str(quantised),
        op_types_to_quantize=["MatMul", "Gemm"],
        per_channel=True,
        # Without VNNI, products of 8-bit weights can overflow the 16-bit sums of AVX2 (onnxruntime's page on quantisation).
        reduce_range=not _has_vnni(),
        weight_type=QuantType.QInt8,
    )


def _has_vnni() -> bool:
    """Whether sums of byte products are 32 bits wide; on processors other than x86 they are."""
    check: Any = getattr(torch.cpu, "_is_vnni_supported", None)
    if torch.backends.cpu.get_cpu_capability() in ("DEFAULT", "AVX2", "AVX512"):
        return bool(check()) if check is not None else False
    return True

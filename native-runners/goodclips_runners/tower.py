"""A part of a model that turns tensors into rows of vectors, and the interface of what runs it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    import torch
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Tower:
    """A part of a model that turns tensors into rows of vectors.

    Attributes:
        name: Names the remembered choice; unique within a model.
        module: Called with tensors in order; gives vectors [n, dim]. Its parameters are fp32.
        sample: Typical inputs of four to eight different rows; the engines are compared and measured on them.
        dynamic_axes: Per input, the axes besides the first whose length varies.
        one_row: Cuts row `i` out of inputs, without its padding; None cuts along the first axis.
        exportable: The module can be exported to ONNX by tracing.
    """

    name: str
    module: torch.nn.Module
    sample: tuple[torch.Tensor, ...]
    dynamic_axes: tuple[tuple[int, ...], ...] = ()
    one_row: Callable[[tuple[torch.Tensor, ...], int], tuple[torch.Tensor, ...]] | None = None
    exportable: bool = True


class Engine(Protocol):
    """Runs a tower."""

    name: str

    def run(self, tensors: tuple[torch.Tensor, ...]) -> NDArray[np.float32]:
        """Vectors [n, dim] of n rows.

        Raises:
            MemoryError: They do not fit on the device.
        """
        ...


def first_axis_row(tensors: tuple[torch.Tensor, ...], index: int) -> tuple[torch.Tensor, ...]:
    """Row `index` of tensors whose rows have no padding."""
    return tuple(tensor[index : index + 1] for tensor in tensors)

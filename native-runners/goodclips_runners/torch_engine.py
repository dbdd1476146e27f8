"""The engines of torch: plain fp32, or autocast."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, cast

import torch

from goodclips_runners.device import is_out_of_memory

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def prepare_torch(device: str) -> None:
    """Makes results repeatable on the device."""
    if device == "cuda":
        # Read by cuBLAS when it starts; torch's notes on reproducibility ask for one of two values.
        os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")
        torch.backends.cudnn.benchmark = False
        torch.use_deterministic_algorithms(True, warn_only=True)


class TorchEngine:
    """The tower in torch, in fp32 or under autocast."""

    def __init__(self, module: torch.nn.Module, device: str, dtype: torch.dtype | None = None) -> None:
        """Moves the module to the device.

        Args:
            module: The tower.
            device: `cpu`, `cuda` or `mps`.
            dtype: Type of autocast; None computes in fp32.
        """
        self.name = {None: "fp32", torch.bfloat16: "bf16", torch.float16: "fp16"}[dtype]
        self._device = device
        self._dtype = dtype
        self._module = module.eval().requires_grad_(False).to(device)

    def run(self, tensors: tuple[torch.Tensor, ...]) -> NDArray[np.float32]:
        """See `Engine`."""
        try:
            with torch.inference_mode(), torch.autocast(self._device, dtype=self._dtype, enabled=self._dtype is not None):
                inputs = [tensor.to(self._device, non_blocking=True) for tensor in tensors]
                rows: torch.Tensor = self._module(*inputs)
                return cast("NDArray[np.float32]", rows.float().cpu().numpy())
        except RuntimeError as error:
            if is_out_of_memory(error):
                raise MemoryError(str(error)) from error
            raise

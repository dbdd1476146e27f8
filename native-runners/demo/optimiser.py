"""Muon and AdamW in one: what lets a tiny transformer learn shapes within minutes."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import torch

if TYPE_CHECKING:
    from collections.abc import Iterable

    from torch import Tensor, nn


def _orthogonalised(matrices: Tensor) -> Tensor:
    """Newton–Schulz iteration of Muon (Jordan 2024, https://kellerjordan.github.io/posts/muon/) on a stack of matrices."""
    a, b, c = 3.4445, -4.7750, 2.0315
    x = matrices / (matrices.flatten(1).norm(dim=1)[:, None, None] + 1e-7)
    tall = x.shape[1] > x.shape[2]
    if tall:
        x = x.transpose(1, 2)
    for _ in range(5):
        gram = x @ x.transpose(1, 2)
        x = a * x + (b * gram + c * gram @ gram) @ x
    return x.transpose(1, 2) if tall else x


class MuonAndAdamW:
    """Muon for the matrices inside the transformer layers, AdamW for the rest.

    Args:
        model: The model; its modules' names decide.
        extra: Further parameters (heads), all for AdamW.
        muon: Learning rate of Muon.
        adamw: Learning rate of AdamW.
        steps: Length of the schedule: warm-up, flat to 30 %, cosine to zero.
    """

    def __init__(self, model: nn.Module, extra: Iterable[nn.Parameter], *, muon: float, adamw: float, steps: int) -> None:
        """Sorts the parameters."""
        groups: dict[torch.Size, list[nn.Parameter]] = {}
        rest: list[nn.Parameter] = list(extra)
        plain: list[nn.Parameter] = []
        for name, parameter in model.named_parameters():
            if not parameter.requires_grad:
                continue
            inside = "layers." in name or "layer." in name or ".blocks." in name
            if parameter.ndim == 2 and inside and "relative_position" not in name:
                groups.setdefault(parameter.shape, []).append(parameter)
            elif parameter.ndim >= 2:
                rest.append(parameter)
            else:
                plain.append(parameter)
        self._groups = list(groups.values())
        self._momentum = [torch.zeros(len(group), *group[0].shape) for group in self._groups]
        self._adamw = torch.optim.AdamW(
            [{"params": rest, "weight_decay": 0.01}, {"params": plain, "weight_decay": 0.0}], lr=adamw, betas=(0.9, 0.98)
        )
        self._muon_rate = muon
        self._adamw_rate = adamw
        self._steps = steps
        self._all = [parameter for group in self._groups for parameter in group] + rest + plain

    def rate(self, step: int) -> float:
        """Share of the full learning rate at a step."""
        if step < 60:
            return (step + 1) / 60
        flat = 0.3 * self._steps
        if step < flat:
            return 1.0
        return 0.5 * (1 + math.cos(math.pi * (step - flat) / (self._steps - flat)))

    @torch.no_grad()
    def step(self, step: int) -> None:
        """Clips the gradients, takes one step, and forgets the gradients."""
        torch.nn.utils.clip_grad_norm_([p for p in self._all if p.grad is not None], 2.0)
        rate = self.rate(step)
        for group, momentum in zip(self._groups, self._momentum, strict=True):
            gradients = torch.stack([p.grad if p.grad is not None else torch.zeros_like(p) for p in group])
            momentum.mul_(0.95).add_(gradients)
            update = _orthogonalised(gradients + 0.95 * momentum)
            scale = self._muon_rate * rate * max(1.0, update.shape[1] / update.shape[2]) ** 0.5
            for parameter, change in zip(group, update, strict=True):
                parameter.mul_(1 - 0.01 * rate * self._muon_rate).add_(change, alpha=-scale)
        for options in self._adamw.param_groups:
            options["lr"] = self._adamw_rate * rate
        self._adamw.step()
        for parameter in self._all:
            parameter.grad = None

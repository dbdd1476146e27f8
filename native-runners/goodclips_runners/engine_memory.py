"""What was measured of the engines of a tower, remembered from start to start."""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from goodclips_runners.device import device_name
from goodclips_runners.versions import library_versions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goodclips_runners.encoder import LoadOptions
    from goodclips_runners.tower import Tower

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Measured:
    """A candidate on the sample.

    Attributes:
        engine: Its name.
        per_second: Rows a second.
        cosine: The smallest cosine of a row to fp32.
    """

    engine: str
    per_second: float
    cosine: float


@dataclass(frozen=True)
class ChoiceMemory:
    """Remembers the choice of an engine in a file of its own, so that processes do not write over each other.

    Attributes:
        folder: Where; None remembers nothing, and files go to a temporary folder.
        key: What the choice depends on.
    """

    folder: Path | None
    key: dict[str, Any]

    @classmethod
    def of(cls, tower: Tower, options: LoadOptions) -> ChoiceMemory:
        """The memory for a tower of the model that the options name."""
        key = {
            "format": 1,
            "model": options.model,
            "revision": options.revision,
            "tower": tower.name,
            "shapes": [list(tensor.shape[1:]) for tensor in tower.sample],
            "device": options.device,
            "deviceName": device_name(options.device),
            "processors": os.cpu_count(),
            "forced": options.engine,
            "versions": library_versions(),
        }
        return cls(options.state_dir / "engines" if options.state_dir is not None else None, key)

    def file(self, suffix: str) -> Path:
        """A file that belongs to this choice."""
        folder = self.folder if self.folder is not None else Path(tempfile.mkdtemp(prefix="goodclips-engine-"))
        folder.mkdir(parents=True, exist_ok=True)
        digest = hashlib.sha256(json.dumps(self.key, sort_keys=True).encode()).hexdigest()[:24]
        return folder / f"{digest}{suffix}"

    def read(self) -> Measured | None:
        """The remembered choice, or None."""
        if self.folder is None:
            return None
        try:
            record: Any = json.loads(self.file(".json").read_bytes())
            return Measured(str(record["engine"]), float(record["perSecond"]), float(record["cosine"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def forget(self) -> None:
        """Drops the choice and what was made for it."""
        if self.folder is not None:
            for suffix in (".json", ".int8.onnx"):
                with contextlib.suppress(OSError):
                    self.file(suffix).unlink(missing_ok=True)

    def write(self, chosen: Measured, measured: Sequence[Measured]) -> None:
        """Remembers a choice, and drops the files of what was not chosen."""
        if self.folder is None:
            return
        record = {
            "engine": chosen.engine,
            "perSecond": chosen.per_second,
            "cosine": chosen.cosine,
            "measured": [{"engine": one.engine, "perSecond": one.per_second, "cosine": one.cosine} for one in measured],
            "key": self.key,
        }
        try:
            if chosen.engine != "int8":
                self.file(".int8.onnx").unlink(missing_ok=True)
            partial = self.file(f".{os.getpid()}.partial")
            partial.write_text(json.dumps(record, indent=1), encoding="utf-8")
            partial.replace(self.file(".json"))
        except OSError:
            logger.warning("the choice of %s cannot be remembered", chosen.engine, exc_info=True)

"""A runner whose encoder does what its texts say; everything else is the real worker.

Only ever started as a program, in the way `python -m goodclips_runners` starts.
"""

from __future__ import annotations

import os
import sys

from goodclips_runners.stdio import guard_stdio

PIPES = guard_stdio()

import ctypes
import time
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import numpy as np

from goodclips_runners import encoders, worker
from goodclips_runners.encoder import ItemError, ModelError, Speed
from goodclips_runners.encoders.base import BaseEncoder, PreparedRows, PreparedTokens

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from PIL.Image import Image

    from goodclips_runners.encoder import LoadOptions, TextRole

DIM = 8


def wait_for(path: str) -> None:
    while not Path(path).exists():
        time.sleep(0.01)


class ScriptedEncoder(BaseEncoder):
    """Texts are commands, `name:argument`; the vector of a text or picture depends on it alone."""

    dim = DIM
    max_batch = 4
    speed = Speed(10.0, "captions")

    @classmethod
    def load(cls, _model_dir: Path, options: LoadOptions) -> ScriptedEncoder:
        if options.revision == "refused":
            raise ModelError("model_invalid", "refused", "none")
        if options.revision == "broken reader":
            worker.parse_request = lambda _: 1 // 0
        if options.revision == "noisy":
            make_noise()
        if options.revision.startswith("wait:"):
            Path(options.revision.removeprefix("wait:") + ".loading").touch()
            wait_for(options.revision.removeprefix("wait:"))
        return cls()

    def prepare_texts(self, texts: Sequence[tuple[str, TextRole]]) -> PreparedTokens:
        for text, _ in texts:
            command, _, argument = text.partition(":")
            if command == "prepared":
                Path(argument).touch()
        rows = [text.encode() for text, _ in texts]
        return PreparedTokens(len(rows), range(len(rows)), rows)

    def prepare_images(self, images: Sequence[Image | ItemError]) -> PreparedTokens:
        colours = [f"colour:{image.resize((1, 1)).getpixel((0, 0))}".encode() for image in images if not isinstance(image, ItemError)]
        return PreparedTokens(len(colours), range(len(colours)), colours, kind="images")

    def forward_rows(self, prepared: PreparedRows | PreparedTokens) -> NDArray[np.float32]:
        assert isinstance(prepared, PreparedTokens)
        return np.stack([self._row(bytes(tokens).decode()) for tokens in prepared.tokens])

    def _row(self, text: str) -> NDArray[np.float32]:
        command, _, argument = text.partition(":")
        vector = np.cos(np.arange(DIM) * (1 + sum(text.encode()) % 89)).astype(np.float32)
        if command == "wait":
            wait_for(argument)
        elif command == "noise":
            make_noise()
        elif command == "nan":
            vector[0] = np.nan
        elif command == "zero":
            vector[:] = 0
        elif command == "memory":
            raise MemoryError("no more")
        elif command == "error":
            raise ValueError(argument)
        return vector


def make_noise() -> None:
    """By Python, by C and by a raw write, and a read of what would be the requests."""
    sys.stdout.write("noise of Python\n")
    sys.stdout.flush()
    library = ctypes.CDLL(None)
    library.printf(b"noise of C\n")
    library.fflush(None)
    os.write(1, b'{"type":"noise of a raw write"}\n')
    assert os.read(0, 10) == b""


if __name__ == "__main__":
    module = ModuleType("goodclips_runners.encoders.scripted")
    module.__dict__["ScriptedEncoder"] = ScriptedEncoder
    sys.modules[module.__name__] = module
    encoders.ENCODERS["scripted"] = ("scripted", "ScriptedEncoder")
    from goodclips_runners.command import main

    status = main(PIPES, sys.argv[1:])
    sys.stderr.flush()
    os._exit(status)

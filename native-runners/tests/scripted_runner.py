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

from goodclips_runners import encoders, transcribers, worker
from goodclips_runners.encoder import ItemError, ModelError, Speed
from goodclips_runners.encoders.base import BaseEncoder, PreparedRows, PreparedTokens
from goodclips_runners.transcriber import Segment, SpeechOptions, Stopped, Transcript, Word

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

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


class ScriptedTranscriber:
    """Says how many samples it got, a segment for each word of the text before.

    `wait:FILE` as hot words holds it up until the file is there.
    """

    engine = "int8"
    speed = None

    @classmethod
    def load(cls, _model_dir: Path, _options: LoadOptions) -> ScriptedTranscriber:
        return cls()

    def transcribe(
        self,
        samples: NDArray[np.float32],
        options: SpeechOptions,
        stopped: Callable[[], bool],
        heard: Callable[[float], None],
    ) -> Transcript:
        if options.language == "xx":
            raise ValueError("The model does not know the language “xx”.")
        said = [str(len(samples)), *(options.previous_text or "").split()]
        segments: list[Segment] = []
        for index, text in enumerate(said):
            if stopped():
                raise Stopped
            segments.append(Segment(index, index + 1, f" {text}", 0.9, 0.01, 1.1, (Word(index, index + 0.5, f" {text}", 0.8),)))
            heard(index + 1.0)
            if options.hot_words.startswith("wait:"):
                wait_for(options.hot_words.removeprefix("wait:"))
        return Transcript(options.language or options.likely_language or "en", 0.7, 0.5, tuple(segments))


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
    speech = ModuleType("goodclips_runners.transcribers.scripted")
    speech.__dict__["ScriptedTranscriber"] = ScriptedTranscriber
    sys.modules[speech.__name__] = speech
    # Under the name of a row of the table, which says what its folder may hold.
    transcribers.TRANSCRIBERS["whisper-ct2"] = ("scripted", "ScriptedTranscriber")
    from goodclips_runners.command import main

    status = main(PIPES, sys.argv[1:])
    sys.stderr.flush()
    os._exit(status)

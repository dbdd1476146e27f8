"""Talks with a runner process as the host does."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

PROJECT = Path(__file__).parent.parent
SCRIPTED = ("-m", "tests.scripted_runner")
REAL = ("-m", "goodclips_runners")
PATIENCE_SECONDS = 120.0
"""For a machine whose processors are all busy; nothing waits this long when it works."""


class RunnerProcess:
    """A runner and what it said."""

    def __init__(self, arguments: Sequence[str], program: Sequence[str] = SCRIPTED, log: Path | None = None) -> None:
        environment = {**os.environ, "PYTHONPATH": str(PROJECT), "OMP_NUM_THREADS": "1"}
        self.process = subprocess.Popen(
            [sys.executable, *program, *arguments],
            cwd=PROJECT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log.open("wb") if log is not None else subprocess.DEVNULL,
        )
        self.lines: list[str] = []
        self._arrived: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self._kept: list[dict[str, Any]] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line.decode())
            self._arrived.put(json.loads(line))
        self._arrived.put(None)

    def write(self, data: bytes) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def send(self, message: Mapping[str, Any]) -> None:
        self.write(json.dumps(message).encode() + b"\n")

    def embed(self, identifier: str, *texts: str) -> None:
        items = [{"key": f"k{index}", "text": text, "role": "query"} for index, text in enumerate(texts)]
        self.send({"type": "embed", "id": identifier, "kind": "texts", "items": items})

    def close(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()

    def until(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """The first message that is wanted; others are kept for later calls."""
        for message in self._kept:
            if wanted(message):
                self._kept.remove(message)
                return message
        deadline = time.monotonic() + PATIENCE_SECONDS
        while (left := deadline - time.monotonic()) > 0:
            message = self._arrived.get(timeout=left)
            assert message is not None, f"the runner ended with {self.process.wait()}; it said {self.lines[-5:]}"
            if wanted(message):
                return message
            self._kept.append(message)
        raise TimeoutError("the message never came")

    def of_type(self, kind: str) -> dict[str, Any]:
        return self.until(lambda message: message["type"] == kind)

    def answer(self, identifier: str) -> dict[str, Any]:
        return self.until(lambda message: message.get("id") == identifier)

    def vectors(self, identifier: str) -> NDArray[np.float32]:
        answer = self.answer(identifier)
        assert answer["type"] == "result", answer
        return np.stack([np.frombuffer(base64.b64decode(item["vector"]), dtype="<f4") for item in answer["items"]])

    def ended(self) -> None:
        """Waits until everything it said was read."""
        self._reader.join(PATIENCE_SECONDS)

    def exit_status(self) -> int:
        return self.process.wait(timeout=PATIENCE_SECONDS)

    def __enter__(self) -> RunnerProcess:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()
        if self.process.stdin is not None:
            with contextlib.suppress(BrokenPipeError):
                self.process.stdin.close()

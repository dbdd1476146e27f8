"""What an installation says: JSON lines on a private copy of stdout."""

from __future__ import annotations

import json
import os
import sys
import threading
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

_EVERY_SECONDS = 0.25


class Reporter:
    """Writes one JSON object a line; a library that prints cannot break it, since fd 1 is pointed at stderr.

    Attributes:
        bytes_done: Bytes that are there, of all files together.
        bytes_total: Bytes in the end; None while that is not known.
    """

    def __init__(self, descriptor: int) -> None:
        """Writes to this file descriptor; it belongs to the reporter from now on."""
        self._output = os.fdopen(descriptor, "w", encoding="utf-8")
        self._lock = threading.Lock()
        self._ended = False
        self._pending: threading.Timer | None = None
        self.bytes_done = 0
        self.bytes_total: int | None = None
        self._message = ""

    @staticmethod
    def on_private_stdout() -> Reporter:
        """Takes stdout for itself; whatever else is written to it goes to stderr."""
        sys.stdout.flush()
        private = os.dup(1)
        os.dup2(2, 1)
        return Reporter(private)

    def say(self, message: Mapping[str, Any]) -> None:
        """Writes one message at once; nothing follows the last word on how it went."""
        with self._lock:
            if self._ended:
                return
            self._ended = message.get("type") != "progress"
            self._output.write(json.dumps(message, ensure_ascii=False) + "\n")
            self._output.flush()

    def begin(self, message: str, bytes_total: int | None = None) -> None:
        """Tells what is being done from now on."""
        self._message = message
        if bytes_total is not None:
            self.bytes_total = bytes_total
        self._progress()

    def advance(self, byte_count: int) -> None:
        """Counts bytes that are there; tells of it four times a second at most, and of the last ones too."""
        self.bytes_done += byte_count
        if self._pending is None:
            self._pending = threading.Timer(_EVERY_SECONDS, self._tell)
            self._pending.daemon = True
            self._pending.start()

    def _tell(self) -> None:
        self._pending = None
        self._progress()

    def _progress(self) -> None:
        self.say({"type": "progress", "bytesDone": self.bytes_done, "bytesTotal": self.bytes_total, "message": self._message})

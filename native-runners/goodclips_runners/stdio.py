"""Keeps the protocol's two pipes for the protocol: no library can write to the one or read from the other."""

from __future__ import annotations

import json
import os
import sys
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MAX_LINE_BYTES = 64 * 2**20
"""Longest line of either side, newline included (docs/runner-protocol.md)."""

BLOCK_BYTES = 1 << 16


@dataclass(frozen=True)
class Pipes:
    """Private copies of what the process got as fd 0 and fd 1."""

    requests: int
    answers: int


def guard_stdio() -> Pipes:
    """Takes fd 0 and fd 1 for the protocol: fd 1 becomes stderr, fd 0 the null device.

    To be called before any other module is imported: a print of Python, a `printf` of C and a write to fd 1 then all end up in the log.
    """
    requests, answers = os.dup(0), os.dup(1)
    for descriptor in (requests, answers):
        os.set_inheritable(descriptor, False)
        if sys.platform == "win32":
            import msvcrt

            msvcrt.setmode(descriptor, os.O_BINARY)
    os.dup2(2, 1)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    return Pipes(requests, answers)


class Answers:
    """Writes messages as lines; several threads may."""

    def __init__(self, descriptor: int) -> None:
        """Takes the pipe.

        Args:
            descriptor: Private copy of stdout.
        """
        self._descriptor = descriptor
        self._lock = threading.Lock()

    def send(self, message: Mapping[str, Any]) -> None:
        """Writes one message, whole. When nobody reads any more the process ends: its host is gone."""
        line = json.dumps(message, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode("utf-8", "replace") + b"\n"
        with self._lock:
            rest = memoryview(line)
            try:
                while rest:
                    rest = rest[os.write(self._descriptor, rest) :]
            except OSError:
                os._exit(0)


class TooLong:
    """In the place of a line that was longer than the limit; nothing of it was kept."""


def read_lines(descriptor: int, limit: int = MAX_LINE_BYTES) -> Iterator[bytes | TooLong]:
    """Lines of a pipe without their newline, until its end. Holds at most one line of `limit` bytes.

    Args:
        descriptor: To read from.
        limit: Longest line, newline included.
    """
    parts: list[bytes] = []
    held = 0
    skipping = False
    while True:
        block = os.read(descriptor, BLOCK_BYTES)
        if not block:
            if parts and not skipping:
                yield b"".join(parts)
            elif skipping:
                yield TooLong()
            return
        *ended, rest = block.split(b"\n")
        for piece in ended:
            if skipping or held + len(piece) >= limit:
                yield TooLong()
            else:
                yield b"".join((*parts, piece))
            parts, held, skipping = [], 0, False
        if rest and not skipping:
            held += len(rest)
            parts.append(rest)
            if held >= limit:
                parts, skipping = [], True

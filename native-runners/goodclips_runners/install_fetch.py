"""Fetching byte ranges of a file of a repository into a partial file, so that a cut connection or a restart loses nothing."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from goodclips_runners.encoder import ModelError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

_ATTEMPTS = 6
_TIMEOUT_SECONDS = 30.0

NO_NETWORK = "Check the connection and install again: what was fetched is kept. Without a network, import the model from a folder."


@dataclass(frozen=True)
class ByteRange:
    """Bytes `start` … `start + length` of a remote file."""

    start: int
    length: int


@dataclass(frozen=True)
class RemoteFile:
    """A file of a repository at a fixed commit, so that its bytes never change.

    Attributes:
        url: Where it is.
        headers: Request headers, the access token among them when there is one.
        size: Bytes of the whole file.
    """

    url: str
    headers: dict[str, str]
    size: int


def _wait_before(attempt: int, pause_seconds: float) -> None:
    time.sleep(min(pause_seconds * 2**attempt, 20.0))


def stream_range(
    remote: RemoteFile,
    wanted: ByteRange,
    write: Callable[[bytes], None],
    pause_seconds: float = 1.0,
) -> None:
    """Hands the bytes of a range to `write` in order; goes on where a cut connection stopped.

    Args:
        remote: The file.
        wanted: The range.
        write: Takes the next bytes; they count as there once it returns.
        pause_seconds: Wait before the second attempt; it doubles. Attempts count anew whenever bytes came.

    Raises:
        ModelError: `no_network` after several attempts, `checksum_mismatch` when the server answers something else.
        huggingface_hub.errors.HfHubHTTPError: The hub refuses.
    """
    import httpx
    from huggingface_hub.utils import get_session, hf_raise_for_status

    done = 0
    attempt = 0
    while done < wanted.length:
        begin, end = wanted.start + done, wanted.start + wanted.length
        headers = {**remote.headers, "Accept-Encoding": "identity", "Range": f"bytes={begin}-{end - 1}"}
        try:
            with get_session().stream("GET", remote.url, headers=headers, timeout=_TIMEOUT_SECONDS) as response:
                hf_raise_for_status(response)
                whole = response.status_code == 200
                _check_answer(response.headers.get("Content-Range"), whole, begin, remote.size)
                skip = begin if whole else 0
                for chunk in response.iter_raw():  # As they come: a chunk size would hold bytes back that a cut loses.
                    skipped = min(skip, len(chunk))
                    skip -= skipped
                    useful = chunk[skipped : skipped + wanted.length - done]
                    if useful:
                        write(useful)
                        done += len(useful)
                        attempt = 0
                    if done == wanted.length:
                        return
                # The server ended early without an error.
                raise httpx.RemoteProtocolError("the answer ended too early")
        except httpx.TransportError as error:
            attempt += 1
            if attempt >= _ATTEMPTS:
                raise ModelError("no_network", f"The download stopped: {error or type(error).__name__}.", NO_NETWORK) from error
            _wait_before(attempt - 1, pause_seconds)


def _check_answer(content_range: str | None, whole: bool, begin: int, size: int) -> None:
    if whole:
        return
    if content_range is None or not content_range.startswith(f"bytes {begin}-") or not content_range.endswith(f"/{size}"):
        raise ModelError(
            "checksum_mismatch",
            f"The server sent other bytes than asked for (Content-Range: {content_range}).",
            "Try again later; if it stays like this, import the model from a folder.",
        )


def fetch_ranges(
    remote: RemoteFile,
    head: bytes,
    ranges: Sequence[ByteRange],
    partial: Path,
    advance: Callable[[int], None],
    pause_seconds: float = 1.0,
) -> None:
    """Fills `partial` with `head` and the ranges, one after the other; what it holds already is kept.

    Args:
        remote: The file.
        head: Bytes put before the ranges; the same at every call for this partial file.
        ranges: In the order in which they are written.
        partial: The file to complete.
        advance: Told how many bytes are there, those of earlier calls included.
        pause_seconds: As `stream_range`.
    """
    partial.parent.mkdir(parents=True, exist_ok=True)
    with partial.open("ab") as output:
        present = output.tell()
        total = len(head) + sum(wanted.length for wanted in ranges)
        if present < len(head) or present > total:
            output.truncate(0)
            output.write(head)
            output.flush()
            present = len(head)
        advance(present)

        def write(chunk: bytes) -> None:
            output.write(chunk)
            # A kill must find whole chunks on disk, or the next try would fetch them again.
            output.flush()
            advance(len(chunk))

        position = len(head)
        for wanted in ranges:
            kept = min(max(present - position, 0), wanted.length)
            position += wanted.length
            if kept < wanted.length:
                stream_range(remote, ByteRange(wanted.start + kept, wanted.length - kept), write, pause_seconds)

"""The loop of a runner: a thread reads requests, a pool prepares items, this thread computes, another one shows that it lives."""

from __future__ import annotations

import logging
import os
import threading
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from goodclips_runners.device import is_out_of_memory, memory_in_use_bytes, release_memory, resident_bytes
from goodclips_runners.requests import BadRequest, Control, Shutdown, parse_request
from goodclips_runners.stdio import MAX_LINE_BYTES, TooLong, read_lines
from goodclips_runners.transcriber import Stopped
from goodclips_runners.work import During

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from goodclips_runners.device import Device
    from goodclips_runners.requests import Item, Work
    from goodclips_runners.stdio import Answers
    from goodclips_runners.work import ModelWork

logger = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 2.0
"""docs/runner-protocol.md."""

MAX_WAITING = 64
"""Requests that wait; the host keeps two in flight."""


@dataclass
class Part:
    """Items of a request that are computed together."""

    job: Job
    items: Sequence[Item]
    ready: Future[Any] = field(default_factory=Future[Any])
    submitted: bool = False


@dataclass
class Job:
    """A request on its way."""

    request: Work
    parts: list[Part] = field(default_factory=list["Part"])
    outcomes: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    begun: bool = False
    answered: bool = False
    """By an error; what is left of it is skipped."""
    stopped: bool = False
    """The host cancelled it after it had begun; what can stop half-way does."""


class Worker:
    """Answers requests with one model."""

    def __init__(self, answers: Answers, requests: int, threads: int, on_broken: Callable[[BaseException], None]) -> None:
        """Prepares the worker; the model comes later, since requests may arrive while it loads.

        Args:
            answers: Where messages go.
            requests: Descriptor that requests come from.
            threads: Threads that read and prepare.
            on_broken: Called, in the thread itself, when a thread of the worker cannot go on; it ends the process.
        """
        self._answers = answers
        self._requests = requests
        self._threads = max(1, threads)
        self._on_broken = on_broken
        self._changed = threading.Condition()
        self._waiting: deque[Part] = deque()
        self._jobs: dict[str, Job] = {}
        self._ended = False
        self._model: ModelWork | None = None
        self._device: Device = "cpu"
        self._pool = ThreadPoolExecutor(self._threads, thread_name_prefix="prepare")
        self._busy: str | None = None
        self._finished = threading.Event()

    def listen(self) -> None:
        """Starts to read requests and to show that it lives, before the model is loaded: the end of the host ends a load, too."""
        self._start("requests", self._listen)
        self._start("heartbeat", self._beat)

    def _start(self, name: str, work: Callable[[], None]) -> None:
        def guarded() -> None:
            try:
                work()
            except BaseException as error:
                self._on_broken(error)

        threading.Thread(target=guarded, name=name, daemon=True).start()

    def run(self, model: ModelWork, device: Device) -> None:
        """Answers requests until the host asks to end or closes its pipe, and everything accepted is answered."""
        self._device = device
        with self._changed:
            self._model = model
            self._split_waiting()
            self._prepare_ahead()
        while (part := self._next_part()) is not None:
            self._compute(part, model)
        self._finished.set()
        self._pool.shutdown()

    # Requests

    def _listen(self) -> None:
        try:
            for line in read_lines(self._requests):
                self._take(line)
        except OSError:
            logger.warning("requests cannot be read any more", exc_info=True)
        self._end()

    def _take(self, line: bytes | TooLong) -> None:
        if isinstance(line, TooLong):
            self._error("", "bad_request", f"The line is longer than {MAX_LINE_BYTES} bytes.")
            return
        if not line.strip():
            return
        request = parse_request(line)
        if isinstance(request, BadRequest):
            self._error(request.id, "bad_request", request.message)
        elif isinstance(request, Shutdown):
            self._end()
        elif not isinstance(request, Control):
            self._accept(request)
        elif request.type == "ping":
            self._answers.send({"type": "pong", "id": request.id})
        else:
            self._cancel(request)

    def _accept(self, request: Work) -> None:
        refused = None
        with self._changed:
            if self._ended:
                refused = ("cancelled", "The runner is about to end.")
            elif request.id in self._jobs:
                refused = ("bad_request", "A request with this id is not answered yet.")
            elif len(self._jobs) >= MAX_WAITING:
                refused = ("bad_request", f"{MAX_WAITING} requests wait already.")
            else:
                self._jobs[request.id] = Job(request)
                self._split_waiting()
                self._prepare_ahead()
                self._changed.notify_all()
        if refused is not None:
            self._error(request.id, *refused)

    def _cancel(self, request: Control) -> None:
        with self._changed:
            job = self._jobs.get(request.id)
            if job is None:
                return
            if job.begun:
                job.stopped = True
                return
            self._drop(job)
            self._changed.notify_all()
        self._error(request.id, "cancelled", "Cancelled before it began.")

    def _end(self) -> None:
        with self._changed:
            self._ended = True
            # While the model loads nothing runs that could be finished.
            if self._model is None and not self._jobs:
                os._exit(0)
            self._changed.notify_all()

    # Preparing. The methods below are called with the lock held.

    def _split_waiting(self) -> None:
        if self._model is None:
            return
        size = max(1, self._model.max_batch)
        for job in self._jobs.values():
            if job.parts or job.begun:
                continue
            items = job.request.items
            # A request without items still has one part, so that it is answered in its turn.
            job.parts = [Part(job, items[start : start + size]) for start in range(0, max(1, len(items)), size)]
            self._waiting.extend(job.parts)

    def _prepare_ahead(self) -> None:
        model = self._model
        if model is None:
            return
        for part in list(self._waiting)[: self._threads + 1]:
            if not part.submitted:
                part.submitted = True
                part.ready = self._pool.submit(model.prepare, part.job.request, part.items)

    def _drop(self, job: Job) -> None:
        job.answered = True
        del self._jobs[job.request.id]
        for part in job.parts:
            part.ready.cancel()
        self._waiting = deque(part for part in self._waiting if part.job is not job)
        self._prepare_ahead()

    # Computing

    def _next_part(self) -> Part | None:
        with self._changed:
            while not self._waiting:
                if self._ended:
                    return None
                self._changed.wait()
            part = self._waiting.popleft()
            part.job.begun = True
            self._busy = part.job.request.id
            # The next ones are made ready while this one is computed.
            self._prepare_ahead()
        return part

    def _compute(self, part: Part, model: ModelWork) -> None:
        job = part.job
        size = len(part.items)

        def heard(seconds: float) -> None:
            self._answers.send({"type": "progress", "id": job.request.id, "doneMs": round(seconds * 1000)})

        try:
            job.outcomes += model.answer(job.request, part.items, part.ready.result(), During(lambda: job.stopped, heard))
        except Stopped:
            with self._changed:
                self._drop(job)
            self._error(job.request.id, "cancelled", "Cancelled while it ran.")
            return
        except Exception as error:
            self._fail(job, error, size)
            return
        finally:
            self._busy = None
        if len(job.outcomes) < len(job.request.items):
            return
        with self._changed:
            self._jobs.pop(job.request.id, None)
        self._answers.send({"type": "result", "id": job.request.id, "items": job.outcomes})

    def _fail(self, job: Job, error: Exception, size: int) -> None:
        with self._changed:
            self._drop(job)
        if is_out_of_memory(error):
            release_memory(self._device)
            message = f"{size} items at once do not fit into the memory of the device."
            self._answers.send({"type": "error", "id": job.request.id, "code": "out_of_memory", "message": message, "batch": max(1, size)})
            return
        logger.error("request %s failed", job.request.id, exc_info=error)
        self._error(job.request.id, "internal", f"{type(error).__name__}: {str(error)[:500]}")

    def _error(self, identifier: str, code: str, message: str) -> None:
        self._answers.send({"type": "error", "id": identifier, "code": code, "message": message})

    def _beat(self) -> None:
        while not self._finished.is_set():
            # While the libraries are imported nothing of them can be asked.
            in_use = resident_bytes() if self._model is None else memory_in_use_bytes(self._device)
            self._answers.send({"type": "heartbeat", "busy": self._busy, "memoryBytes": in_use})
            self._finished.wait(HEARTBEAT_SECONDS)

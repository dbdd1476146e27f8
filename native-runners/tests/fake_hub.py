"""A hub on loopback that speaks the part of the Hugging Face protocol that installations use, and can misbehave."""

from __future__ import annotations

import hashlib
import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit

COMMIT = "3d74acf9a28c67741b2f4f2ea7635f0aaf6f0268"


@dataclass
class FakeFile:
    content: bytes
    lfs: bool = False
    stated_sha256: str | None = None
    stated_size: int | None = None

    def sibling(self, path: str) -> dict[str, object]:
        sha1 = hashlib.sha1(f"blob {len(self.content)}\0".encode() + self.content, usedforsecurity=False).hexdigest()
        size = self.stated_size or len(self.content)
        sibling: dict[str, object] = {"rfilename": path, "size": size, "blobId": sha1}
        if self.lfs:
            sha256 = self.stated_sha256 or hashlib.sha256(self.content).hexdigest()
            sibling["lfs"] = {"sha256": sha256, "size": size, "pointerSize": 134}
        return sibling


@dataclass
class FakeHub:
    """Files by revision, and what goes wrong.

    Attributes:
        revisions: Files of each commit or reference of the one repository.
        cut_after: Paths whose next answer breaks off after so many bytes; used up.
        stall_after: Paths whose answer stops coming after so many bytes, without an end.
        status: Answer everything with this status.
        ranges: Range headers that came for each path.
        tokens: Authorization headers that came.
    """

    revisions: dict[str, dict[str, FakeFile]]
    cut_after: dict[str, list[int]] = field(default_factory=dict[str, "list[int]"])
    stall_after: dict[str, int] = field(default_factory=dict[str, int])
    status: int | None = None
    error_code: str | None = None
    discussions: list[dict[str, object]] = field(default_factory=list["dict[str, object]"])
    ignore_ranges: bool = False
    ranges: dict[str, list[str]] = field(default_factory=dict[str, "list[str]"])
    tokens: set[str] = field(default_factory=set[str])
    stalled: threading.Event = field(default_factory=threading.Event)
    released: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> FakeHub:
        hub = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                hub.answer(self)

            def do_HEAD(self) -> None:
                hub.answer(self)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.released.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        self.tokens.add(request.headers.get("Authorization", ""))
        if self.status is not None:
            self._send(request, self.status, b"{}", {"X-Error-Code": self.error_code} if self.error_code else {})
            return
        parts = [unquote(part) for part in urlsplit(request.path).path.strip("/").split("/")]
        if parts[:2] == ["api", "models"] and "revision" in parts:
            revision = "/".join(parts[parts.index("revision") + 1 :])
            self._send_info(request, revision)
        elif parts[:2] == ["api", "models"] and parts[-1] == "discussions":
            body = {"discussions": self.discussions, "count": len(self.discussions), "start": 0}
            self._send(request, 200, json.dumps(body).encode(), {})
        elif "resolve" in parts:
            place = parts.index("resolve")
            self._send_file(request, parts[place + 1], "/".join(parts[place + 2 :]))
        else:
            self._send(request, 404, b"{}", {})

    def _send_info(self, request: BaseHTTPRequestHandler, revision: str) -> None:
        files = self.revisions.get(revision)
        if files is None:
            self._send(request, 404, b"{}", {"X-Error-Code": "RevisionNotFound"})
            return
        commit = COMMIT if revision in ("main", COMMIT) else revision.replace("/", "-")
        self.revisions[commit] = files
        siblings = [file.sibling(path) for path, file in files.items()]
        self._send(request, 200, json.dumps({"id": "o/m", "sha": commit, "siblings": siblings}).encode(), {})

    def _send_file(self, request: BaseHTTPRequestHandler, commit: str, path: str) -> None:
        file = self.revisions.get(commit, {}).get(path)
        if file is None:
            self._send(request, 404, b"", {"X-Error-Code": "EntryNotFound"})
            return
        wanted = request.headers.get("Range", "")
        self.ranges.setdefault(path, []).append(wanted)
        begin, end = 0, len(file.content)
        if wanted and not self.ignore_ranges:
            first, last = wanted.removeprefix("bytes=").split("-")
            begin, end = int(first), min(int(last) + 1, end)
        body = file.content[begin:end]
        headers = {"Content-Range": f"bytes {begin}-{end - 1}/{len(file.content)}"} if wanted and not self.ignore_ranges else {}
        cuts = self.cut_after.get(path)
        limit = cuts.pop(0) if cuts else self.stall_after.get(path)
        self._send(request, 206 if headers else 200, body, headers, limit=limit, stall=not cuts and path in self.stall_after)

    def _send(
        self,
        request: BaseHTTPRequestHandler,
        status: int,
        body: bytes,
        headers: dict[str, str],
        limit: int | None = None,
        stall: bool = False,
    ) -> None:
        request.send_response(status)
        for name, value in headers.items():
            request.send_header(name, value)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body if limit is None else body[:limit])
        request.wfile.flush()
        if limit is not None and limit < len(body):
            if stall:
                self.stalled.set()
                self.released.wait(60)
            request.close_connection = True

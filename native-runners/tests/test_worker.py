"""The worker as a process of its own, with an encoder that does what its texts say."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image

from tests.runner_process import PATIENCE_SECONDS, PROJECT, RunnerProcess

if TYPE_CHECKING:
    from collections.abc import Iterator


def start(folder: Path, revision: str = "r") -> RunnerProcess:
    model = folder / "model"
    model.mkdir(exist_ok=True)
    words = ["--model-dir", str(model), "--model", "scripted-model", "--revision", revision, "--encoder", "scripted", "--device", "cpu"]
    return RunnerProcess(words, log=folder / "log")


@pytest.fixture
def runner(tmp_path: Path) -> Iterator[RunnerProcess]:
    with start(tmp_path) as process:
        process.of_type("ready")
        yield process


def test_ready_says_what_the_protocol_promises(tmp_path: Path) -> None:
    with start(tmp_path) as runner:
        ready = runner.of_type("ready")
    assert ready.pop("memoryBytes") > 1_000_000
    assert len(ready.pop("deviceName")) > 0
    assert ready == {
        "type": "ready",
        "protocol": 1,
        "runner": "goodclips",
        "model": "scripted-model",
        "revision": "r",
        "dim": 8,
        "device": "cpu",
        "engine": "fp32",
        "maxBatch": 4,
        "preprocessingVersion": 0,
        "speed": {"perSecond": 10.0, "unit": "captions"},
    }


def test_noise_ends_up_in_the_log(tmp_path: Path) -> None:
    with start(tmp_path, "noisy") as runner:
        runner.of_type("ready")
        runner.embed("1", "noise:", "plain")
        assert runner.vectors("1").shape == (2, 8)
        runner.close()
        assert runner.exit_status() == 0
        runner.ended()
        types = {json.loads(line)["type"] for line in runner.lines}
    assert types <= {"ready", "heartbeat", "result"}
    log = (tmp_path / "log").read_text()
    # Once while it loaded, once in the forward pass.
    assert [log.count(f"noise of {what}") for what in ("Python", "C", "a raw write")] == [2, 2, 2]


def test_vectors_keep_the_order_of_items_whatever_the_batches(runner: RunnerProcess) -> None:
    texts = [f"text {'x' * (17 * index % 11)}{index}" for index in range(11)]
    runner.embed("all", *texts)
    together = runner.vectors("all")
    for index, text in enumerate(texts):
        runner.embed(f"one{index}", text)
    alone = np.concatenate([runner.vectors(f"one{index}") for index in range(len(texts))])
    np.testing.assert_array_equal(together, alone)
    np.testing.assert_allclose(np.linalg.norm(together, axis=1), 1, atol=1e-6)
    assert len(np.unique(together, axis=0)) > 5


def test_a_request_without_items_is_answered(runner: RunnerProcess) -> None:
    runner.embed("none")
    assert runner.answer("none") == {"type": "result", "id": "none", "items": []}


def test_items_fail_alone(runner: RunnerProcess, tmp_path: Path) -> None:
    runner.embed("1", "good", "  \n", "nan:", "zero:", "also good")
    items = runner.answer("1")["items"]
    assert [item.get("error", {}).get("code") for item in items] == [None, "empty", "not_finite", "not_finite", None]
    assert [item["key"] for item in items] == ["k0", "k1", "k2", "k3", "k4"]

    picture = tmp_path / "pictures.pack"
    Image.new("RGB", (64, 48), (200, 30, 10)).save(tmp_path / "a.jpg")
    jpeg = (tmp_path / "a.jpg").read_bytes()
    picture.write_bytes(b"before" + jpeg)
    whole = {"path": str(picture), "offset": 6, "length": len(jpeg)}
    cases: list[tuple[dict[str, Any], str | None]] = [
        (whole, None),
        ({**whole, "path": str(tmp_path / "missing")}, "unreadable"),
        ({**whole, "path": str(tmp_path)}, "unreadable"),
        ({**whole, "path": "a\0b"}, "unreadable"),
        ({**whole, "length": len(jpeg) + 1}, "unreadable"),
        ({**whole, "offset": 10**12}, "unreadable"),
        ({**whole, "length": len(jpeg) // 2}, "unreadable"),
        ({**whole, "length": 10**12}, "too_large"),
        ({**whole, "length": 0}, "empty"),
        ({**whole, "offset": -1}, "unreadable"),
        ({**whole, "offset": 0}, "unreadable"),
        ({"data": "!!!"}, "unreadable"),
        ({"text": "words", "role": "query"}, "unreadable"),
        (whole, None),
    ]
    runner.send({"type": "embed", "id": "2", "kind": "images", "items": [{"key": str(n), **case} for n, (case, _) in enumerate(cases)]})
    items = runner.answer("2")["items"]
    assert [item.get("error", {}).get("code") for item in items] == [code for _, code in cases]
    assert items[0]["vector"] == items[-1]["vector"]

    runner.send({"type": "embed", "id": "3", "kind": "audio", "items": [{"key": "a", "pcm": "AACAPw=="}, {"key": "b", "pcm": ""}]})
    items = runner.answer("3")["items"]
    assert [item["error"]["code"] for item in items] == ["unsupported", "empty"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes are of POSIX")
def test_a_named_pipe_does_not_stop_it(runner: RunnerProcess, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    item = {"key": "a", "path": str(tmp_path / "pipe"), "offset": 0, "length": 10}
    runner.send({"type": "embed", "id": "1", "kind": "images", "items": [item]})
    assert runner.answer("1")["items"][0]["error"]["code"] == "unreadable"


def test_bad_lines_are_answered_and_survived(runner: RunnerProcess) -> None:
    bad: list[tuple[bytes, str]] = [
        (b"not json", ""),
        (b"[1, 2]", ""),
        (b"\xff\xfe\x00", ""),
        (b"[" * 100_000, ""),
        (b'{"type": "embed", "kind": "texts", "items": []}', ""),
        (b'{"type": "embed", "id": 7, "kind": "texts", "items": []}', ""),
        (b'{"type": "embed", "id": "b1", "kind": "smells", "items": []}', "b1"),
        (b'{"type": "embed", "id": "b2", "kind": "texts"}', "b2"),
        (b'{"type": "embed", "id": "b3", "kind": "texts", "items": [{"text": "no key", "role": "query"}]}', "b3"),
        (b'{"type": "dance", "id": "b4"}', "b4"),
    ]
    for line, identifier in bad:
        runner.write(line + b"\n")
        answer = runner.of_type("error")
        assert (answer["id"], answer["code"]) == (identifier, "bad_request"), line[:80]
    runner.write(b"\n\r\n")
    runner.send({"type": "cancel", "id": "never seen"})
    runner.send({"type": "ping", "id": "p"})
    assert runner.answer("p") == {"type": "pong", "id": "p"}


def resident_peak_bytes(pid: int) -> int:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    raise LookupError("no VmHWM")


@pytest.mark.skipif(sys.platform != "linux", reason="reads the peak of memory from /proc")
def test_a_line_of_a_gigabyte_is_skipped_without_being_held(runner: RunnerProcess) -> None:
    before = resident_peak_bytes(runner.process.pid)
    block = b"x" * 2**20
    for _ in range(1024):
        runner.write(block)
    runner.write(b'\n{"type": "ping", "id": "after"}\n')
    answer = runner.of_type("error")
    assert (answer["id"], answer["code"]) == ("", "bad_request")
    assert runner.answer("after")["type"] == "pong"
    # The limit of a line is 64 MiB.
    assert resident_peak_bytes(runner.process.pid) - before < 100 * 2**20


def test_a_line_just_below_the_limit_is_taken(runner: RunnerProcess) -> None:
    request = json.dumps({"type": "ping", "id": "long", "padding": ""}).encode()
    runner.write(request[:-2] + b"y" * (64 * 2**20 - len(request) - 1) + request[-2:] + b"\n")
    assert runner.answer("long")["type"] == "pong"


def test_the_next_request_is_prepared_while_one_is_computed(runner: RunnerProcess, tmp_path: Path) -> None:
    # The first ends only when the second was made ready.
    runner.embed("1", f"wait:{tmp_path / 'second'}")
    runner.embed("2", f"prepared:{tmp_path / 'second'}")
    assert runner.vectors("1").shape == (1, 8)
    assert runner.vectors("2").shape == (1, 8)


def test_it_beats_and_answers_pings_while_it_computes(runner: RunnerProcess, tmp_path: Path) -> None:
    runner.embed("long", f"wait:{tmp_path / 'go'}")
    for _ in range(2):
        beat = runner.until(lambda message: message["type"] == "heartbeat" and message["busy"] == "long")
        assert beat["memoryBytes"] > 1_000_000
    runner.send({"type": "ping", "id": "p"})
    assert runner.answer("p")["type"] == "pong"
    (tmp_path / "go").touch()
    assert runner.answer("long")["type"] == "result"
    runner.until(lambda message: message["type"] == "heartbeat" and message["busy"] is None)


def test_cancel_takes_back_what_has_not_begun(runner: RunnerProcess, tmp_path: Path) -> None:
    runner.embed("running", f"wait:{tmp_path / 'go'}")
    runner.until(lambda message: message["type"] == "heartbeat" and message["busy"] == "running")
    runner.embed("waiting", "never computed")
    runner.embed("kept", "computed")
    runner.send({"type": "cancel", "id": "waiting"})
    runner.send({"type": "cancel", "id": "running"})
    answer = runner.answer("waiting")
    assert (answer["type"], answer["code"]) == ("error", "cancelled")
    (tmp_path / "go").touch()
    assert runner.answer("running")["type"] == "result"
    assert runner.answer("kept")["type"] == "result"
    # Its id is free again.
    runner.embed("waiting", "now")
    assert runner.answer("waiting")["type"] == "result"


def test_the_same_id_twice_is_refused(runner: RunnerProcess, tmp_path: Path) -> None:
    runner.embed("1", f"wait:{tmp_path / 'go'}")
    runner.embed("1", "again")
    assert runner.answer("1")["code"] == "bad_request"
    (tmp_path / "go").touch()
    assert runner.answer("1")["type"] == "result"


def test_out_of_memory_says_how_many_items_were_too_many(runner: RunnerProcess) -> None:
    runner.embed("1", "a", "memory:", "c")
    runner.embed("2", "fine")
    answer = runner.answer("1")
    assert (answer["type"], answer["code"], answer["batch"]) == ("error", "out_of_memory", 3)
    assert runner.answer("2")["type"] == "result"


def test_an_error_of_the_encoder_fails_the_request_alone(runner: RunnerProcess) -> None:
    # Five items are two batches of four at most; the first of them fails.
    runner.embed("1", "error:what went wrong", "b", "c", "d", "e")
    runner.embed("2", "fine")
    answer = runner.answer("1")
    assert (answer["type"], answer["code"]) == ("error", "internal")
    assert "what went wrong" in answer["message"]
    assert runner.answer("2")["type"] == "result"


def test_shutdown_finishes_what_was_accepted(runner: RunnerProcess, tmp_path: Path) -> None:
    runner.embed("1", f"wait:{tmp_path / 'go'}")
    runner.embed("2", "next")
    runner.send({"type": "shutdown"})
    runner.embed("3", "too late")
    assert runner.answer("3")["code"] == "cancelled"
    (tmp_path / "go").touch()
    assert runner.answer("1")["type"] == "result"
    assert runner.answer("2")["type"] == "result"
    assert runner.exit_status() == 0


def test_the_end_of_requests_ends_it(tmp_path: Path) -> None:
    with start(tmp_path) as runner:
        runner.embed("1", "before it was loaded")
        runner.close()
        assert runner.answer("1")["type"] == "result"
        assert runner.exit_status() == 0


def test_the_end_of_requests_ends_a_load(tmp_path: Path) -> None:
    with start(tmp_path, f"wait:{tmp_path / 'never'}") as runner:
        while not (tmp_path / "never.loading").exists():
            assert runner.process.poll() is None
            time.sleep(0.01)
        runner.close()
        assert runner.exit_status() == 0
        runner.ended()
    assert {json.loads(line)["type"] for line in runner.lines} <= {"heartbeat"}


def test_a_model_that_cannot_be_loaded_is_fatal(tmp_path: Path) -> None:
    with start(tmp_path, "refused") as runner:
        assert runner.of_type("fatal") == {"type": "fatal", "code": "model_invalid", "message": "refused", "remedy": "none"}
        assert runner.exit_status() == 3


@pytest.mark.skipif(sys.platform == "win32", reason="signals are of POSIX")
def test_it_ends_when_its_host_is_killed(tmp_path: Path) -> None:
    (tmp_path / "model").mkdir()
    host = subprocess.Popen(
        [sys.executable, "-m", "tests.host_to_be_killed", str(tmp_path)],
        cwd=PROJECT,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
        stdout=subprocess.PIPE,
    )
    assert host.stdout is not None
    # The pid of a runner that computes something endless.
    runner = int(host.stdout.readline())
    host.send_signal(signal.SIGKILL)
    host.wait()
    deadline = time.monotonic() + PATIENCE_SECONDS
    while is_running(runner):
        assert time.monotonic() < deadline, "the runner outlived its host"
        time.sleep(0.05)


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    # One that ended and that nobody waits for is a zombie.
    return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] != "Z"


def test_it_beats_while_it_loads(tmp_path: Path) -> None:
    with start(tmp_path, f"wait:{tmp_path / 'go'}") as runner:
        for _ in range(2):
            beat = runner.of_type("heartbeat")
            assert beat["busy"] is None
            assert beat["memoryBytes"] > 1_000_000
        assert not any('"ready"' in line for line in runner.lines)
        (tmp_path / "go").touch()
        runner.of_type("ready")


@pytest.mark.skipif(sys.platform != "linux", reason="prlimit(2)")
def test_without_room_for_a_thread_it_ends_at_once_and_says_why(tmp_path: Path) -> None:
    import resource

    with start(tmp_path) as runner:
        runner.of_type("ready")
        # No stack of a thread finds room any more; the pool starts its threads when the first request comes.
        in_use = int(Path(f"/proc/{runner.process.pid}/statm").read_text().split()[0]) * resource.getpagesize()
        resource.prlimit(runner.process.pid, resource.RLIMIT_AS, (in_use, in_use))
        asked_at = time.monotonic()
        runner.embed("never", "answered")
        fatal = runner.of_type("fatal")
        assert fatal["code"] == "out_of_memory"
        assert runner.exit_status() == 3
        assert time.monotonic() - asked_at < 30


def test_a_reader_that_breaks_ends_the_process(tmp_path: Path) -> None:
    with start(tmp_path, "broken reader") as runner:
        runner.of_type("ready")
        runner.embed("never", "answered")
        assert runner.of_type("fatal")["message"].startswith("ZeroDivisionError")
        assert runner.exit_status() == 3

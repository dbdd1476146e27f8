"""Starts a runner, has it compute something that never ends, prints its pid, and waits to be killed."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from tests.runner_process import RunnerProcess

if __name__ == "__main__":
    folder = Path(sys.argv[1])
    model = str(folder / "model")
    runner = RunnerProcess(["--model-dir", model, "--model", "m", "--revision", "r", "--encoder", "scripted", "--device", "cpu"])
    runner.of_type("ready")
    runner.embed("endless", f"wait:{folder / 'never'}")
    runner.until(lambda message: message["type"] == "heartbeat" and message["busy"] == "endless")
    sys.stdout.write(f"{runner.process.pid}\n")
    sys.stdout.flush()
    time.sleep(600)

"""`python -m goodclips_runners`: docs/runner-protocol.md says how it is called and what it speaks."""

import os
import sys

from goodclips_runners.stdio import guard_stdio

if __name__ == "__main__":
    pipes = guard_stdio()
    # Only now: whatever these modules import may print.
    from goodclips_runners.command import main

    status = main(pipes, sys.argv[1:])
    sys.stderr.flush()
    # Threads of libraries may still run; nothing is left to be done.
    os._exit(status)

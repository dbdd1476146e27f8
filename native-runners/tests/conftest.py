"""What all tests share: one thread, groups for the processes that share the work, and figures told at the end."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

# Before torch is imported: tests run side by side, and one thread each keeps sums in one order.
os.environ.setdefault("OMP_NUM_THREADS", "1")

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from _pytest.terminal import TerminalReporter

OWN_GROUPS = ("test_encoders.py", "test_demo_models.py", "test_demo_training_set.py")
"""Files whose tests may run in any process: they say themselves what they share, or share nothing."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests of a file run in one process, as they share its fixtures; the longest begin first."""
    for item in items:
        if item.path.name not in OWN_GROUPS:
            item.add_marker(pytest.mark.xdist_group(item.path.name))
    items.sort(key=lambda item: ("full_size" not in item.keywords, item.path.name not in OWN_GROUPS))


@pytest.fixture
def report(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """Says something that is shown when the test passes, too."""
    return lambda line: record_property("figure", line)


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    """Shows what tests reported, also those of other processes."""
    for passed in terminalreporter.getreports("passed"):
        for name, value in passed.user_properties:
            if name == "figure":
                terminalreporter.write_line(f"  {value}")

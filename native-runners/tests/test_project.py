"""The lists of packages agree."""

from __future__ import annotations

import re
from pathlib import Path

PROJECT = Path(__file__).parent.parent


def test_requirements_hold_the_pins_of_the_project() -> None:
    project = (PROJECT / "pyproject.toml").read_text(encoding="utf-8")
    listed = re.search(r"^dependencies = \[(.*?)^\]", project, re.MULTILINE | re.DOTALL)
    assert listed is not None
    pins = set(re.findall(r'"([a-z0-9-]+==[^;"]+)', listed.group(1)))
    assert len(pins) >= 15
    requirements = (PROJECT / "requirements.txt").read_text(encoding="utf-8")
    assert pins <= set(re.findall(r"^([a-z0-9-]+==\S+)", requirements, re.MULTILINE))


def test_requirements_name_no_address() -> None:
    assert "://" not in (PROJECT / "requirements.txt").read_text(encoding="utf-8")

"""The test gateway as a fixture: one process per test module, one file of what it got."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from .outbox import SECRET


class RunningGateway:
    """A gateway process: its port, and what it wrote down."""

    def __init__(self, file: Path) -> None:
        self.file = file
        program = Path(__file__).with_name("gateway_server.py")
        self.process = subprocess.Popen(
            [sys.executable, str(program), str(file), SECRET], stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdout is not None
        self.port = int(self.process.stdout.readline())

    def got(self) -> list[dict[str, Any]]:
        """Every message it received, in order."""
        return [json.loads(line) for line in self.file.read_text("utf-8").splitlines()]

    def keys(self) -> list[str]:
        """The keys of what it received."""
        return [line["key"] for line in self.got()]

    def stop(self) -> None:
        """End it."""
        self.process.terminate()
        self.process.wait(10)


@pytest.fixture
def gateway_process(tmp_path: Path) -> Iterator[RunningGateway]:
    running = RunningGateway(tmp_path / "gateway.jsonl")
    yield running
    running.stop()

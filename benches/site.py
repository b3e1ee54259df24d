"""A running site for a bench."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from qianshao.config.serve import answers as site_answers

HOST = "127.0.0.1"


@contextmanager
def serving(port: int) -> Iterator[tuple[subprocess.Popen[str], list[str]]]:
    """A running ``qianshao serve``; yields the process and its log lines."""
    command = [sys.executable, "-m", "qianshao", "serve", "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    lines: list[str] = []
    assert process.stdout is not None
    reader = threading.Thread(target=lines.extend, args=(process.stdout,), daemon=True)
    reader.start()
    pause = threading.Event()
    while not site_answers(HOST, port):
        if process.poll() is not None:
            sys.exit("the site did not start:\n" + "".join(lines))
        pause.wait(0.1)
    try:
        yield process, lines
    finally:
        process.terminate()
        process.wait(30)
        reader.join(5)

"""A pytest plugin: each process gets a home of its own, so that keys and files never leak between runs.

It is named by ``-p`` in pyproject.toml and not written in conftest.py, because pytest-django reads the settings,
and with them the home, before any conftest is loaded.
"""

import atexit
import os
import shutil
import tempfile

HOME = tempfile.mkdtemp(prefix="qianshao-home-")
os.environ["QIANSHAO_HOME"] = HOME
atexit.register(shutil.rmtree, HOME, ignore_errors=True)

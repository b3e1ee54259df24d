"""Measurements. Each prints ratios against a limit measured in the same run; the last line is one JSON object.

Importing this package makes a site of its own, before Django reads its settings.
"""

import os
import tempfile
from pathlib import Path

import django

HOME = Path(tempfile.mkdtemp(prefix="qianshao-bench-"))
os.environ["QIANSHAO_HOME"] = str(HOME)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qianshao.config.settings")
django.setup()

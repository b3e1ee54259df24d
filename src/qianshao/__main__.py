"""``python -m qianshao``: the same as the console script."""

import sys

from qianshao.config.cli import main

if __name__ == "__main__":
    sys.exit(main())

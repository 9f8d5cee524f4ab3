"""Lets `python -m smarketing` stand for the command `smarketing`."""

import sys

from smarketing.cli import main

sys.exit(main())

"""Runs the command line as `python -m pratique.cli`."""

import sys

from pratique.cli import main

sys.exit(main())

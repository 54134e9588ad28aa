"""The incidents replay on the machine of the command-line tests."""

from tests.cli.conftest import machine

__all__ = ["machine"]

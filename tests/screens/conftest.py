"""The machine that the screens are made on is that of the command line's tests."""

from tests.cli.conftest import machine

__all__ = ["machine"]

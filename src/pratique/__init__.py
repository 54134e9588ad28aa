"""Pratique gives a verdict, with evidence, for every package artifact before it is installed."""

__version__ = "0.1.0"

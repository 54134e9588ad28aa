"""Pratique: a verdict, with evidence, for every artifact that wants into a build."""

__version__ = "0.1.0"

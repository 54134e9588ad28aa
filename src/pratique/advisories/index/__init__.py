"""Stores advisories in one SQLite file, which every change replaces as a whole.

The modules for reading depend only on SQLite, so that lookups start quickly.
"""

from pratique.advisories.index.reading import Index

__all__ = ["Index"]

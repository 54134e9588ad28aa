"""Stores advisories in one SQLite file. Every change replaces the whole index file.

The modules that read the index import few other modules, so that lookups start quickly.
"""

from pratique.advisories.index.reading import Index

__all__ = ["Index"]

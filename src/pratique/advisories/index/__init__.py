"""The index of advisories: one SQLite file, replaced as a whole. The reading side imports no more than SQLite."""

from pratique.advisories.index.reading import Index

__all__ = ["Index"]

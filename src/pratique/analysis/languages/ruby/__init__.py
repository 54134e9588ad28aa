"""Ruby: a source to its facts. Parsed, its names resolved, its constants folded, its data followed; never run."""

from pratique.analysis.languages.ruby.extraction import extract

__all__ = ["extract"]

"""JavaScript and TypeScript: a source to its facts."""

from pratique.analysis.languages.javascript.exports import exported_constant
from pratique.analysis.languages.javascript.extraction import extract

__all__ = ["exported_constant", "extract"]

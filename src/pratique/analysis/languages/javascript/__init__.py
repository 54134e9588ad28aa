"""JavaScript and TypeScript: a source to its facts."""

from pratique.analysis.languages.javascript.exports import exported_constant
from pratique.analysis.languages.javascript.extraction import extract, read_quiet
from pratique.analysis.languages.javascript.shortened import shortened
from pratique.analysis.languages.javascript.together import Part, together

__all__ = ["Part", "exported_constant", "extract", "read_quiet", "shortened", "together"]

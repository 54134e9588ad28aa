"""Literals read by the standard library without its warnings: a hostile text must not print, nor raise what only warns."""

import ast
import warnings


def literal(text: str) -> object:
    """The value of a literal. Raises ValueError, SyntaxError or MemoryError for what is none."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.literal_eval(text)

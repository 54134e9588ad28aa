"""Makefiles, read as the shell script that running them amounts to.

Sources: the manual of GNU Make 4.4 (Reading Makefiles, Recipe Syntax, Functions), and what that version was seen to do.
"""

from pratique.analysis.languages.make.script import Script, scripts

__all__ = ["Script", "scripts"]

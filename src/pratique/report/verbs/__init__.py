"""Writes the reports of single verbs, each for a terminal and as a JSON document."""

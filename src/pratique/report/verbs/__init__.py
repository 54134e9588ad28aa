"""Writes the reports of single commands, each for a terminal and as a JSON document."""

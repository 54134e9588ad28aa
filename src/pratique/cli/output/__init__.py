"""Writes results to the terminal and to files, and sets the exit code."""

"""Compares the contents of a project with the advisory index, and reports fixes."""

"""Formats the report about the install scripts of a project."""

"""Arranges an incident as a post-mortem, and writes it as Markdown or HTML."""

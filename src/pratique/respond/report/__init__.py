"""Writes the answer of an exposure search: text, JSON, Markdown, HTML and CSV."""

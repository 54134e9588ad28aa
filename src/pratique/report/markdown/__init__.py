"""Markdown: the review of a change, for a comment or a job summary."""

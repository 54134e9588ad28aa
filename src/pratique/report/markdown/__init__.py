"""Writes the review of a change as Markdown, for a comment or a job summary."""

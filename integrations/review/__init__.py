"""Publishes the review of a change as one comment, which is edited only if its content changed."""

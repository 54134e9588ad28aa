"""Implements the edits of `pratique setup`."""

"""The edits of `pratique setup`."""

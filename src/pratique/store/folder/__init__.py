"""The state folder: its location, files and size limits."""

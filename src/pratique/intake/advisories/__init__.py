"""Imports advisory sources into the local index. A new version of a source replaces the stored one only after it was checked."""

"""Imports advisory sources into the local index.

The new version of a source replaces the stored version only after the new version passed its checks.
"""

"""Manages the state folder: its location, its files and their size limits."""

"""Searches places for wanted releases: locks, their history, installed trees, caches, images and logs, one module each."""

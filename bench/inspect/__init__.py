"""Measuring `inspect`: lists of samples, and what fetches them."""

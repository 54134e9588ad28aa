"""Searches logs of registry proxies and web proxies: one module per format, and one line in `formats.FORMATS`."""

"""Contains the JSON Schemas of the machine formats, one file for each format and version."""

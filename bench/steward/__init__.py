"""Measures how well `steward` tells which packages come to their end, on recorded histories."""

"""Describes what the kept bytes of a release do: triggers, detections in order, conditions, and the indicators in the code."""

"""The gate: a server between package managers and registries that serves what was judged, and says why not."""

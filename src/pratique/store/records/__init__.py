"""What every run remembers: artifacts, inspections, listings, what was allowed or blocked."""

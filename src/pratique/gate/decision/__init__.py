"""What the gate decides about a release, and by which policy."""

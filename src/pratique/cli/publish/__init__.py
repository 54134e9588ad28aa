"""Does the work of `pratique publish check`: packs or reads what would be published, and gathers what to compare it with."""

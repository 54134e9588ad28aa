"""What the gate does between requests: sync advisories, re-evaluate, reload its settings."""

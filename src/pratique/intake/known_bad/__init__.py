"""What says that a release is bad: advisories, denials by persons, earlier blocks, and the policy."""

"""The queue of held releases, approval requests, approvals and denials."""

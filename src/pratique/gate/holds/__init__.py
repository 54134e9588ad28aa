"""The queue of held releases, and people's requests and approvals."""

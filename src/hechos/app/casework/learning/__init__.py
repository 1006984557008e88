"""What a case learns from its members' decisions, and how far its members agree."""

"""Letters: what capitals and small letters tell of a text."""

"""The parts of the date grammar: rules, joining, resolving."""

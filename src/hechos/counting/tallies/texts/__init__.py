"""What the texts of a case say of votes, beside the tally sheets of the case."""

from __future__ import annotations

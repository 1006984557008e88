"""Other coders on a case: what they may be asked, and what is kept of it."""

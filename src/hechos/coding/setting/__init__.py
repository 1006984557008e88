"""Where and when an act took place, as far as the text says."""

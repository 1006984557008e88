"""Same person: names prepared by their tradition, pairs scored by Splink, proposed for review."""

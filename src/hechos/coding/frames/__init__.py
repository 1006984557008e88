"""Words to frames: a text as classed words, and the acts and statements found in it."""

"""How far two who code the same texts agree: alignment, kappa and alpha per slot."""

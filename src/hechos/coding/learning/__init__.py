"""What a case's decisions teach its coder: features, a linear model, and proof that it helps."""

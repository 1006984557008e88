"""Who the text says did it, and nobody where it does not say."""

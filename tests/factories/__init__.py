"""Small valid rows for tests, by noun. Everything that a row names is in its workspace."""

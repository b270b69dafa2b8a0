"""Measures the read path against a stock view on the same tables and against the floor."""

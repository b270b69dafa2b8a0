"""Issuing an invoice, measured against the naive way and against the database alone."""

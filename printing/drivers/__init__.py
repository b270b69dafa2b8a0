"""Drivers carry the bytes of a job to a device and say what became of it."""

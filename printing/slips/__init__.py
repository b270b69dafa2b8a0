"""Slips: their elements, and builders that turn plain documents into them."""

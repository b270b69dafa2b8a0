"""Printers that come and ask for their slips, from behind any router: nothing is sent to them."""

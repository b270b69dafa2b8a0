"""Rendering against bare python-escpos, and how busy the spool keeps a printer."""

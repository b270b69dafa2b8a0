"""Fiscal devices: receipts as structure, a port, a driver, and a simulator that says it is one."""

"""What integrators see and ask of printing: printers, print jobs, decisions about them."""

"""What templates may name: the values of each kind of slip, written ready to print."""

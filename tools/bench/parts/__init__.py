"""The parts of `make bench`: each measures something and returns its figures."""

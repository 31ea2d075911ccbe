"""tamis: scraped text in, clean articles out, with a reason for every line removed."""

from tamis._tamis import __version__

__all__ = ["__version__"]

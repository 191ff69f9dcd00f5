"""Netterm: the paperwork of committees, for several laptops and no server."""

__version__ = "0.1.0"

__all__ = ["__version__"]

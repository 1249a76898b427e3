"""Milepost: mutual action plans that both sides keep."""

__version__ = "0.1.0"

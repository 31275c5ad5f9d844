"""Predict: draw what you think will happen, then look."""

from .predict import Predict

__all__ = ["Predict"]

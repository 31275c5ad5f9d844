"""Predict."""

from .predict import Predict

__all__ = ["Predict"]

"""Builds the medspaCy pipeline; the only package that imports medspaCy and spaCy."""

from notelint.pipeline.pipe import Analysis, NotePipeline

__all__ = ["Analysis", "NotePipeline"]

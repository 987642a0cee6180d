"""Reads a note: tokens as medspaCy makes them, sections, targets, cues, assertions. The only package that imports medspaCy and spaCy."""

from notelint.pipeline.pipe import Analysis, NotePipeline

__all__ = ["Analysis", "NotePipeline"]

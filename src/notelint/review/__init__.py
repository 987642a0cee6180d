"""Reviewing a batch: people accept or reject findings, on their own machine.

`server` serves the report's page on localhost with controls beside each finding, `sample` draws findings, `store` keeps
the verdicts in the batch's DuckDB file, where `notelint report` finds them.
"""

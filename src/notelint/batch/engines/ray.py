"""Ray: notes are linted by `map_batches` of Ray Data, over Arrow, in the worker processes of a cluster."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pyarrow as pa

from notelint.batch.engines.base import Chunk, in_waves, lint_packed
from notelint.batch.sources.base import Source
from notelint.batch.store import BatchError
from notelint.settings import Settings


def start() -> RayEngine:
    """Connect to the cluster that `RAY_ADDRESS` names or that runs on this machine, or start one here."""
    import ray

    begun = not ray.is_initialized()
    if begun:
        ray.init(log_to_driver=False, logging_level="ERROR", include_dashboard=False, configure_logging=False)
    return RayEngine(stop=begun)


class RayEngine:
    """A Ray cluster.

    Args:
        stop: Whether it was connected to for this run, and is let go of at its end.
    """

    name = "ray"

    def __init__(self, *, stop: bool = False) -> None:
        self._stop = stop

    def lint(self, chunks: Iterable[Chunk], settings: Settings) -> Iterator[Chunk]:
        """Lint chunks.

        Raises:
            BatchError: The cluster fails.
        """
        import ray
        from ray.data import DataContext

        # Set once it is loaded: it sets up its loggers itself then.
        for name in ("ray", "ray.data"):
            logging.getLogger(name).setLevel(logging.ERROR)
        context: Any = DataContext.get_current()
        context.enable_progress_bars = False
        given = settings.model_dump_json()

        def lint_wave(wave: pa.Table) -> pa.Table:
            # One row a block: a block is what one task of Ray takes.
            blocks = [wave.slice(row, 1) for row in range(wave.num_rows)]
            data = ray.data.from_arrow(blocks).map_batches(
                lint_packed,
                fn_kwargs={"settings": given},
                batch_format="pyarrow",
                batch_size=None,
                zero_copy_batch=True,
            )
            return pa.concat_tables(data.iter_batches(batch_format="pyarrow", batch_size=None))

        processors = int(ray.cluster_resources().get("CPU", 1))
        yield from in_waves(chunks, processors, lint_wave, "Ray")

    def table(self, name: str, columns: Mapping[str, str], date_order: str) -> Source | None:
        """None: Ray keeps no tables."""
        return None

    def save(self, name: str, tables: Iterable[tuple[str, Iterable[pa.Table]]]) -> None:
        """Ray keeps no tables.

        Raises:
            BatchError: Always.
        """
        raise BatchError("Ray keeps no tables: the results are the Parquet files of the folder")

    def close(self) -> None:
        """Let go of the cluster."""
        if self._stop:
            import ray

            ray.shutdown()

"""Local worker processes. A worker that dies costs the note that it was on, and nothing else."""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from typing import Any

Task = tuple[Any, ...]


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _begin() -> None:
    """In a new worker: end with the process that started it, even if that was killed, and leave Ctrl-C to it."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: Any) -> None:
    parent.join()
    os._exit(1)


class Workers:
    """Worker processes for one run.

    Args:
        jobs: How many; with one the work is done in this process.
        ahead: Modules that the work needs; what else is shared by all workers is loaded with them.
    """

    def __init__(self, jobs: int, ahead: Sequence[str] = ()) -> None:
        self.jobs = jobs
        self._ahead = [*ahead, "notelint.batch.ready"]
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Workers:
        self.prepare()
        return self

    def prepare(self) -> None:
        """Begin to load what all workers share, beside what this process does until the first task."""
        if self.jobs > 1 and sys.platform != "win32":
            from multiprocessing.forkserver import ensure_running

            self._context()
            ensure_running()

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self._pool is not None and kind is not None and not issubclass(kind, Exception):
            # Interrupted: what is under way is not waited for. It is whole or not there, and done again.
            for process in list((getattr(self._pool, "_processes", None) or {}).values()):
                process.terminate()
        self._close()

    def run(
        self, work: Callable[..., Any], tasks: Iterable[Task], lost: Callable[[Task], Iterable[Any]]
    ) -> Iterator[Any]:
        """Do `work(*task)` for each task, in any order; a few are held at a time.

        Args:
            work: A function of a module.
            tasks: Its arguments, one task after another.
            lost: Called with a task during which a worker died, in its own process or beside it; what it gives are
                the results.
        """
        if self.jobs == 1:
            for task in tasks:
                yield work(*task)
            return
        waiting: dict[Future[Any], Task] = {}
        stream = iter(tasks)
        more = True
        while more or waiting:
            while more and len(waiting) < self.jobs + 2:
                try:
                    task = next(stream)
                except StopIteration:
                    more = False
                    break
                try:
                    waiting[self._workers().submit(work, *task)] = task
                except BrokenProcessPool:
                    waiting[_broken()] = task
                    break
            done, _ = wait(waiting, return_when=FIRST_COMPLETED)
            if any(isinstance(future.exception(), BrokenProcessPool) for future in done):
                # Nobody knows which task it was: all that were under way are done again, each by itself.
                self._close()
                for future, task in list(waiting.items()):
                    whole = future.done() and not future.cancelled() and future.exception() is None
                    yield from [future.result()] if whole else lost(task)
                waiting.clear()
                continue
            for future in done:
                waiting.pop(future)
                yield future.result()

    def alone(self, work: Callable[..., Any], task: Task) -> Any:
        """Do one task in a process of its own.

        Raises:
            BrokenProcessPool: It died.
        """
        with ProcessPoolExecutor(1, mp_context=self._context(), initializer=_begin) as pool:
            return pool.submit(work, *task).result()

    def _workers(self) -> ProcessPoolExecutor:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(self.jobs, mp_context=self._context(), initializer=_begin)
        return self._pool

    def _context(self) -> Any:
        """How workers are started: from a server that has the libraries loaded, where there is one."""
        if sys.platform == "win32":
            return multiprocessing.get_context("spawn")
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(self._ahead)
        return context

    def _close(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None


def _broken() -> Future[Any]:
    future: Future[Any] = Future()
    future.set_exception(BrokenProcessPool())
    return future

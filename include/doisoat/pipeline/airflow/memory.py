"""Sample the memory of a tree of processes while it works."""

import threading
import time
from types import TracebackType

from doisoat.pipeline.airflow.processes import memory_mb


class MemorySampler:
    """Samples ``pid`` and everything below it every ``interval`` s; keeps the highest sums, in MB."""

    def __init__(self, pid: int, interval: float = 1.0) -> None:
        self.pid = pid
        self.interval = interval
        self.peak_pss = 0.0
        self.peak_rss = 0.0
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._sample, name="memory", daemon=True)

    def _sample(self) -> None:
        while not self._end.is_set():
            started = time.monotonic()
            pss, rss = memory_mb(self.pid)
            self.peak_pss, self.peak_rss = max(self.peak_pss, pss), max(self.peak_rss, rss)
            # Reading the maps of many processes costs time itself: never more than a tenth of it.
            self._end.wait(max(self.interval, 10 * (time.monotonic() - started)))

    def __enter__(self) -> "MemorySampler":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end.set()
        self._thread.join(timeout=5)

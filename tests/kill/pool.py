"""A few workers side by side: some wait for generated input and real time, so more of them than processors."""

import json
import queue
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

WORKER = Path(__file__).with_name("worker.py")


class WorkerDiedError(RuntimeError):
    """A worker ended in the middle of a job; its last words are in the text."""


class Worker:
    """One process; `cases` maps the id of each case to its role."""

    def __init__(self):
        command = [sys.executable, str(WORKER)]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        self._process = subprocess.Popen(command, text=True, **pipes)
        self._words = []
        self._reader = threading.Thread(target=lambda: self._words.extend(self._process.stderr), daemon=True)
        self._reader.start()
        self.cases = self._read()["cases"]

    def run(self, job):
        self._process.stdin.write(json.dumps(job) + "\n")
        self._process.stdin.flush()
        return self._read()

    def end(self):
        """Tell it that there are no more jobs."""
        with suppress(BrokenPipeError):  # it has died
            self._process.stdin.close()

    def stop(self):
        """Wait for its end."""
        self._process.wait(300)
        self._reader.join()
        self._process.stdout.close()
        self._process.stderr.close()

    def _read(self):
        line = self._process.stdout.readline()
        if not line:
            self._process.wait(60)
            raise WorkerDiedError("".join(self._words[-30:]))
        return json.loads(line)


class Pool:
    """`with Pool(6) as pool: pool.run(jobs)` gives the answers in the order of the jobs."""

    def __init__(self, size):
        self._threads = ThreadPoolExecutor(size)
        self._idle = queue.Queue()
        self._workers = list(self._threads.map(lambda _: Worker(), range(size)))
        for worker in self._workers:
            self._idle.put(worker)
        self.cases = self._workers[0].cases

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for worker in self._workers:
            worker.end()
        for worker in self._workers:
            worker.stop()
        self._threads.shutdown()

    def run(self, jobs, tell=lambda answer: None, until=None):
        """The answers in the order of the jobs; None for one whose turn came later than `until` (monotonic)."""

        def one(job):
            if until is not None and time.monotonic() > until:
                return None
            worker = self._idle.get()
            try:
                answer = worker.run(job)
            except (WorkerDiedError, BrokenPipeError) as error:
                raise WorkerDiedError(f"a worker ended on {job['fault']}:\n{error}") from error
            finally:
                self._idle.put(worker)
            tell(answer)
            return answer

        return list(self._threads.map(one, jobs))

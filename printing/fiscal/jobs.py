"""The tasks of the simulated service: one queue, in memory, each result told once."""

from __future__ import annotations

import queue
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from printing.errors import PrintingError
from printing.fiscal.receipt import REQUEST_ID
from printing.fiscal.requests import (
    amount_from,
    done_document,
    error_document,
    moment_from,
    receipt_from,
    result_document,
)
from printing.fiscal.simulator.codes import ERRORS, refused

if TYPE_CHECKING:
    from printing.fiscal.simulator import Simulator

MAX_TASKS = 1000
MAX_RAW = 200
TASK_ID = re.compile(r"[\x21-\x7e]{1,60}")


class Refused(Exception):  # noqa: N818 (an answer, not a failure)
    """A task that was not taken: `no_such` action, or the document to answer with."""

    def __init__(self, code: str | None = None) -> None:
        self.no_such = code is None
        self.document = error_document(code, ERRORS[code]) if code else {}
        super().__init__(code)


@dataclass(slots=True)
class Job:
    """A task under way; `result` is None until `done` is set."""

    id: str
    action: str
    body: Any
    running: bool = False
    result: dict[str, Any] | None = None
    done: threading.Event = field(default_factory=threading.Event)


class Jobs:
    """Runs tasks one after the other in a thread of its own."""

    def __init__(self, simulator: Simulator) -> None:
        self.simulator = simulator
        self._jobs: dict[str, Job] = {}
        self._lock = threading.Lock()
        self._queue: queue.Queue[Job | None] = queue.Queue()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to work."""
        self._thread = threading.Thread(target=self._work, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the task at work, forget the others."""
        with self._lock:
            self._jobs.clear()
        self._queue.put(None)
        if self._thread is not None:
            self._thread.join(timeout=5)

    def put(self, task_id: str, action: str, body: Any) -> None:
        """Queue a task; raises `Refused`: E109 when it is known, E110 when its id is none."""
        if action not in ACTIONS:
            raise Refused
        if not TASK_ID.fullmatch(task_id):
            raise Refused("E110")
        job = Job(task_id, action, body)
        with self._lock:
            if task_id in self._jobs:
                raise Refused("E109")
            if len(self._jobs) >= MAX_TASKS:
                self._forget_oldest()
            self._jobs[task_id] = job
        self._queue.put(job)

    def wait(self, task_id: str, seconds: float) -> dict[str, Any] | None:
        """Wait for a result and forget it; None when it takes longer."""
        with self._lock:
            job = self._jobs.get(task_id)
        if job is None or seconds <= 0 or not job.done.wait(seconds):
            return None
        with self._lock:
            self._jobs.pop(task_id, None)
        return job.result

    def info(self, task_id: str) -> dict[str, Any]:
        """Say how a task is; a result is told once and then forgotten."""
        with self._lock:
            job = self._jobs.get(task_id)
            if job is None:
                return {"taskStatus": "unknown"}
            if job.done.is_set():
                del self._jobs[task_id]
                return {"taskStatus": "finished", "result": job.result}
            return {"taskStatus": "running" if job.running else "enqueued"}

    def _forget_oldest(self) -> None:
        for task_id, job in self._jobs.items():
            if job.done.is_set():
                del self._jobs[task_id]
                return
        raise Refused("E108")

    def _work(self) -> None:
        while (job := self._queue.get()) is not None:
            with self._lock:
                wanted = self._jobs.get(job.id) is job
            if not wanted:
                continue
            job.running = True
            job.result = self._run(job)
            job.done.set()

    def _run(self, job: Job) -> dict[str, Any]:
        try:
            return ACTIONS[job.action](self.simulator, job.body, job.id)
        except PrintingError as error:
            if error.code == "fiscal_refused":
                return error_document(str(error.data["device_code"]), str(error.data["text"]))
            if error.may_have_printed:
                # So it looks to the service when the cable is pulled after the close.
                return error_document("E101", ERRORS["E101"])
            return error_document("E403", str(error))
        except Exception as error:  # noqa: BLE001 (one task must not end the service)
            return error_document("E499", f"{ERRORS['E499']}: {type(error).__name__}")


def _receipt(simulator: Simulator, body: Any, task_id: str) -> dict[str, Any]:
    return result_document(simulator.print_receipt(receipt_from(body, _name(task_id), back=False)))


def _reversal(simulator: Simulator, body: Any, task_id: str) -> dict[str, Any]:
    receipt = receipt_from(body, _name(task_id), back=True)
    result = result_document(simulator.print_receipt(receipt))
    # ErpNet.FP answers a reversal with the state of the device alone.
    return {name: result[name] for name in ("ok", "messages", "simulated")}


def _name(task_id: str) -> str:
    """Make a request id of a task id that has other characters."""
    return task_id if REQUEST_ID.fullmatch(task_id) else task_id.encode().hex()[:60]


def _report(name: str) -> Action:
    def run(simulator: Simulator, _body: Any, _task_id: str) -> dict[str, Any]:
        report: Callable[[], object] = getattr(simulator, name)
        report()
        return done_document(simulator.status())

    return run


def _raw(simulator: Simulator, body: Any, _task_id: str) -> dict[str, Any]:
    """Answer the two questions of the ISL protocol that tell what was closed last."""
    command = body.get("rawRequest") if isinstance(body, dict) else None
    if not isinstance(command, str) or len(command) > MAX_RAW:
        raise refused("E401")
    last = simulator.last()
    cents = int((last.amount or 0) * 100)
    state = f"{int(last.is_open)},0,{cents},{cents}"
    answers = {"q": f"{last.number:07d}", "LT": state, "L": state}
    if command not in answers:
        raise refused("E402")
    return {**done_document(simulator.status()), "rawResponse": answers[command]}


def _cash(name: str) -> Action:
    def run(simulator: Simulator, body: Any, _task_id: str) -> dict[str, Any]:
        return done_document(getattr(simulator, name)(amount_from(body)))

    return run


def _clock(simulator: Simulator, body: Any, _task_id: str) -> dict[str, Any]:
    return done_document(simulator.set_clock(moment_from(body)))


Action = Callable[["Simulator", Any, str], dict[str, Any]]
ACTIONS: dict[str, Action] = {
    "receipt": _receipt,
    "reversalreceipt": _reversal,
    "xreport": _report("x_report"),
    "zreport": _report("z_report"),
    "duplicate": _report("duplicate"),
    "deposit": _cash("cash_in"),
    "withdraw": _cash("cash_out"),
    "datetime": _clock,
    "rawrequest": _raw,
}

"""The tasks of ErpNet.FP: handed over once, asked about until they have ended."""

from __future__ import annotations

import time
from enum import StrEnum
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from printing.errors import PrintingError
from printing.fiscal.wire import Answer, answer_of

if TYPE_CHECKING:
    from printing.fiscal.exchange import Deadline, Reply, Service

FIRST_PAUSE = 0.02
LONGEST_PAUSE = 0.5
# The service refused to take it; with any other status it may be at work all the same.
_NOT_TAKEN = frozenset({400, 401, 403, 404, 405, 411, 413, 414, 415, 501})


class Fate(StrEnum):
    """What is known of a task whose end was not heard.

    `RUNNING`: the service still works on it; `GONE`: it knows nothing of it, or has just told and
    forgotten the result; `SILENT`: it did not answer.
    """

    RUNNING = "running"
    GONE = "gone"
    SILENT = "silent"


class Lost(Exception):  # noqa: N818 (a state of the task, not an error by itself)
    """The end of a task was not heard, for a reason in words."""

    def __init__(self, fate: Fate, reason: str) -> None:
        self.fate = fate
        self.reason = reason
        super().__init__(reason)


class Tasks:
    """Runs tasks on one printer of a service."""

    def __init__(self, service: Service, printer: str) -> None:
        self.service = service
        self.path = f"/printers/{quote(printer, safe='')}"

    def run(self, action: str, body: object, task_id: str, deadline: Deadline) -> Answer:
        """Hand a task over, once, and wait until it has ended.

        Raises PrintingError when it was not taken (`printer_unreachable`, `fiscal_reply`), and
        `Lost` when it was, or may have been, and its end cannot be heard.
        """
        query = urlencode({"taskId": task_id, "asyncTimeout": 0})
        try:
            reply = self.service.ask("POST", f"{self.path}/{action}?{query}", body, deadline)
        except PrintingError as error:
            if error.code == "printer_unreachable":
                raise
            return self.wait(task_id, deadline)
        if reply.status in _NOT_TAKEN:
            raise self.service.unusable(f"status {reply.status}")
        answer = answer_of(reply.document) if reply.status == 200 else None
        # E109: the task was handed over before, so its end is what we want.
        if answer is None or (not answer.ok and answer.error.code == "E109"):
            return self.wait(task_id, deadline)
        return answer

    def wait(self, task_id: str, deadline: Deadline) -> Answer:
        """Ask until the task has ended; raises `Lost` when it is unknown or the time is over."""
        pause, fate, heard = FIRST_PAUSE, Fate.SILENT, "no answer"
        while deadline.left > 0:
            try:
                status, answer = self._info(task_id, deadline)
            except PrintingError as error:
                fate, heard = Fate.SILENT, str(error)
            else:
                if status == "unknown":
                    raise Lost(Fate.GONE, "the service does not know the task")
                if answer is not None:
                    return answer
                fate, heard = Fate.RUNNING, f"the task is {status}"
            time.sleep(min(pause, deadline.left))
            pause = min(pause * 2, LONGEST_PAUSE)
        raise Lost(fate, f"{heard} after {deadline.seconds:g} s")

    def _info(self, task_id: str, deadline: Deadline) -> tuple[str, Answer | None]:
        path = f"/printers/taskinfo?{urlencode({'id': task_id})}"
        reply: Reply = self.service.ask("GET", path, None, deadline)
        document = reply.document
        status = document.get("taskStatus") if isinstance(document, dict) else None
        status = status.lower() if isinstance(status, str) else None
        if reply.status != 200 or status not in {"unknown", "enqueued", "running", "finished"}:
            raise self.service.unusable("no state of a task")
        if status != "finished":
            return status, None
        answer = answer_of(document["result"]) if "result" in document else None
        if answer is None:
            # It is forgotten with this very answer: asking again would say "unknown".
            raise Lost(Fate.GONE, "the result of the task cannot be read")
        return status, answer

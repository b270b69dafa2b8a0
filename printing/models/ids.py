"""Keys and times of rows."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import uuid_utils
from django.db import models
from django.utils import timezone

if TYPE_CHECKING:
    import datetime as dt


def new_id() -> uuid.UUID:
    """Make a UUIDv7: random to look at, in order for the index."""
    return uuid.UUID(bytes=uuid_utils.uuid7().bytes)


def now() -> dt.datetime:
    """Tell the time, cut to milliseconds: what is shown of a row is all there is to compare."""
    moment = timezone.now()
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


class Moment(models.DateTimeField):  # type: ignore[type-arg]
    """When a row was made, or (`auto_now`) last changed, to the millisecond."""

    def pre_save(self, model_instance: models.Model, add: bool) -> object:  # noqa: FBT001
        if self.auto_now or (self.auto_now_add and add):
            setattr(model_instance, self.attname, now())
        return getattr(model_instance, self.attname)

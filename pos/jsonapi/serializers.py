"""The base of every resource's serializer."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from rest_framework_json_api import serializers as dja

from pos.jsonapi.fields import DecimalText, TimestampField


class ResourceSerializer(dja.ModelSerializer):
    """A djangorestframework-jsonapi serializer whose fields the compiler can turn into SQL."""

    serializer_field_mapping: ClassVar[dict[type[models.Field[Any, Any]], type[Any]]] = {
        **dja.ModelSerializer.serializer_field_mapping,
        models.DecimalField: DecimalText,
        models.DateTimeField: TimestampField,
    }

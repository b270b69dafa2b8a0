"""The base of every resource's serializer."""

from __future__ import annotations

from copy import copy
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

    def build_standard_field(self, field_name: str, model_field: Any) -> tuple[type[Any], Any]:
        """Choose a field by what a generated column holds; DRF knows no generated ones."""
        if not isinstance(model_field, models.GeneratedField):
            chosen: tuple[type[Any], Any] = super().build_standard_field(field_name, model_field)
            return chosen
        held: Any = copy(model_field.output_field)
        held.model = model_field.model
        kind, options = super().build_standard_field(field_name, held)
        return kind, {**options, "read_only": True}

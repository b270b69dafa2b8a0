"""The one renderer. Views write their documents themselves; this names the media type to DRF."""

from __future__ import annotations

from typing import Any

import orjson
from rest_framework.renderers import BaseRenderer

from pos.jsonapi.media import MEDIA_TYPE


class JsonApiRenderer(BaseRenderer):
    """Writes a document given as plain data."""

    media_type = MEDIA_TYPE
    format = "json"
    charset = None

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Any = None,
    ) -> bytes:
        del accepted_media_type, renderer_context
        return b"" if data is None else orjson.dumps(data)

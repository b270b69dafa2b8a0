"""The routes of `/v1`, camelCase."""

from pos.api.table import routes
from pos.jsonapi.dialect import V1

urlpatterns = routes({"": V1})

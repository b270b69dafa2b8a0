"""The routes of `/api/v2`: snake_case, or camelCase for a key that chose the later flavour."""

from pos.api.table import routes
from pos.jsonapi.dialect import V2, V2_CAMEL

urlpatterns = routes({"": V2, "camel": V2_CAMEL})

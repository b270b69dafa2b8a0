"""Every declared name round-trips between the two casings."""

import pytest

from pos.api.table import REGISTRY
from pos.jsonapi.names import camel, kebab, singular, snake

NAMES = sorted(
    {
        name
        for resource in REGISTRY.by_type.values()
        for name in (resource.type, *resource.attributes, *resource.relationships)
    }
)


@pytest.mark.parametrize("name", NAMES)
def test_name_round_trips(name):
    assert snake(camel(name)) == name


@pytest.mark.parametrize(
    ("plural", "word"),
    [("invoices", "invoice"), ("taxes", "tax"), ("invoice_items", "invoice_item")],
)
def test_singular(plural, word):
    assert singular(plural) == word


def test_kebab():
    assert kebab("invoice_item_modifiers") == "invoice-item-modifiers"

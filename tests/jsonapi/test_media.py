"""Content negotiation, as a table."""

from __future__ import annotations

import time

import pytest

from pos.jsonapi import media
from pos.jsonapi.media import MEDIA_TYPE as TYPE

ACCEPT = {
    None: True,
    "": True,
    "*/*": True,
    TYPE: True,
    TYPE.upper(): True,
    f" {TYPE} ": True,
    f"{TYPE};q=0.5": True,
    f"{TYPE}; q=0.001": True,
    f"{TYPE};Q=0.5": True,
    f'{TYPE};profile="https://example.test/unknown"': True,
    f'{TYPE};profile="a,b;c"': True,
    f'{TYPE};ext=""': True,
    f"{TYPE};charset=utf-8, {TYPE}": True,
    f'{TYPE};ext="https://example.test/unknown", {TYPE}': True,
    "application/json": True,
    "application/*": True,
    "text/html, */*;q=0.1": True,
    "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8": True,
    f"{TYPE};charset=utf-8": False,
    f"{TYPE};q=0": False,
    f"{TYPE};q=0.0": False,
    f"{TYPE};q=nan": False,
    f"{TYPE};q=high": False,
    f'{TYPE};ext="https://example.test/unknown"': False,
    f'{TYPE};profile="x";charset=utf-8': False,
    f'{TYPE};ext="a", {TYPE};charset=x': False,
    f"{TYPE};charset=utf-8, */*": False,
    f"{TYPE};charset=utf-8, {TYPE}, */*": True,
    "text/html": False,
    "text/html, image/*": False,
    "*/*;q=0": False,
    "application/json;q=0": False,
    "nonsense": False,
    ",": False,
    ";;;": False,
}
BODY = {
    TYPE: True,
    TYPE.upper(): True,
    f'{TYPE};profile="https://example.test/unknown"': True,
    f'{TYPE}; profile="a b"': True,
    "": False,
    "application/json": False,
    "text/plain": False,
    "*/*": False,
    "multipart/form-data; boundary=x": False,
    f"{TYPE}; charset=utf-8": False,
    f'{TYPE};ext="https://jsonapi.org/ext/atomic"': False,
    f"{TYPE}, {TYPE}": False,
}


@pytest.mark.parametrize(("header", "expected"), ACCEPT.items())
def test_accept(header, expected):
    assert media.acceptable(header) is expected


@pytest.mark.parametrize(("header", "expected"), BODY.items())
def test_content_type(header, expected):
    assert media.supported_body(header) is expected


def test_a_comma_and_a_semicolon_in_quotes_do_not_split():
    (entry,) = media.parse('a/b;x="1,2;3";q=0.5')
    assert (entry.type, entry.parameters, entry.quality) == ("a/b", {"x": "1,2;3"}, 0.5)


@pytest.mark.parametrize("piece", [",", ',"', ';"', "a;", 'a/b;x="', ";"])
def test_a_long_header_takes_time_in_proportion(piece):
    started = time.process_time()
    assert not media.acceptable(piece * 100_000)
    assert time.process_time() - started < 2

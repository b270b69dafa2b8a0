"""Runs the items of the JSON:API checklist against this server: steps, then what they assert."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, quote, urlsplit

from pos.jsonapi.media import MEDIA_TYPE, PROFILE, parse
from tests.contract.structure import linkage, primary, problems

if TYPE_CHECKING:
    from pos.jsonapi.dialect import Dialect
    from tests.contract.client import Api

Step = dict[str, Any]
Item = dict[str, Any]
ITEMS: dict[str, Item] = {
    item["id"]: item
    for item in json.loads((Path(__file__).parent / "data" / "jsonapi_checklist.json").read_text())[
        "items"
    ]
}
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
# More pages than any list of the tests has rows.
LONGEST_WALK = 200


@dataclass
class Answer:
    """A response with what was asked."""

    url: str
    response: Any
    sent: str | None = None

    @property
    def status(self) -> int:
        return int(self.response.status_code)

    @property
    def text(self) -> bytes:
        return bytes(self.response.content)

    @property
    def document(self) -> Any:
        return json.loads(self.text)

    @property
    def rows(self) -> list[dict[str, Any]]:
        return primary(self.document)

    @property
    def keys(self) -> list[tuple[str, str]]:
        return [key(item) for item in self.rows]

    @property
    def included(self) -> list[dict[str, Any]]:
        return list(self.document.get("included", []))

    @property
    def links(self) -> dict[str, Any]:
        return dict(self.document.get("links") or {})

    def link(self, name: str) -> str | None:
        return href(self.links.get(name))

    def header(self, name: str) -> str:
        return str(self.response.headers.get(name, ""))


def key(item: dict[str, Any]) -> tuple[str, str]:
    return item["type"], item["id"]


def href(link: Any) -> str | None:
    return link["href"] if isinstance(link, dict) else link


def members(item: dict[str, Any]) -> set[str]:
    return {*item.get("attributes", {}), *item.get("relationships", {})}


@dataclass
class Runner:
    """Sends an item's steps. `names` fills the placeholders of urls, `bodies` those of bodies."""

    api: Api
    dialect: Dialect
    names: dict[str, str]
    bodies: dict[str, Any] = field(default_factory=dict)

    def fill(self, text: str) -> str:
        return _PLACEHOLDER.sub(lambda match: self.names[match[1]], text)

    def send(self, method: str, url: str, headers: dict[str, str], body: str | None) -> Answer:
        url = quote(url, safe="/?&=%[]:,+*!@$'()~-._;")
        extra: dict[str, Any] = {}
        if body is not None:
            extra = {"data": body, "content_type": headers.get("Content-Type", MEDIA_TYPE)}
        chosen = {name.lower(): value for name, value in headers.items()}
        response = self.api.request(method, self.dialect, url, headers=chosen, **extra)
        answer = Answer(url, response, body)
        if answer.text and response.headers.get("Content-Type", "").startswith(MEDIA_TYPE):
            assert problems(answer.document) == [], (method, url)
        return answer

    def get(self, url: str) -> Answer:
        return self.send("GET", url, {}, None)

    def follow(self, url: str) -> Answer:
        answer = self.get(url)
        assert answer.status == 200, (url, answer.text)
        return answer

    def body(self, text: str | None) -> str | None:
        if text is None or text.startswith("raw:"):
            return text and text.removeprefix("raw:")
        return json.dumps(self.bodies.get(text.strip("{}"), {"data": {"type": "invoices"}}))

    def ask(self, step: Step) -> Answer:
        headers = {name: self.fill(value) for name, value in step["headers"].items()}
        return self.send(
            step["method"], self.fill(step["url"]), headers, self.body(step.get("body"))
        )

    def run(self, step: Step) -> None:
        """Send a step and check its status and everything that it asserts."""
        answer = self.ask(step)
        assert answer.status in step["status"], (step["url"], answer.status, answer.text)
        for assertion in step["assert"]:
            name, _, rest = assertion.partition(":")
            CHECKS[name](self, answer, *(self.fill(part) for part in rest.split(":") if rest))

    def walk(self, start: Answer, link: str = "next") -> list[Answer]:
        """Follow a link to its end."""
        pages = [start]
        while (url := pages[-1].link(link)) is not None:
            pages.append(self.follow(url))
            assert len(pages) < LONGEST_WALK, "the walk does not end"
        return pages

    def whole(self, answer: Answer) -> list[tuple[str, str]]:
        """Read the list that a page is of at once."""
        pages = self.walk(self.page(answer, size=1000))
        return [one for page in pages for one in page.keys]

    def cursors(self, answer: Answer) -> list[str]:
        """Find the cursor of each item: the one that the next link of a page ending there has."""
        found = []
        for size in range(1, len(answer.rows) + 1):
            url = self.page(answer, size=size).link("next")
            assert url, "no next link to take a cursor from"
            found += parse_qs(urlsplit(url).query)["page[after]"]
        return found

    def page(self, answer: Answer, **page: Any) -> Answer:
        """Read another page of the same list."""
        path, _, query = answer.url.partition("?")
        kept = [part for part in query.split("&") if part and not part.startswith("page[size]")]
        kept += [f"page[{name}]={value}" for name, value in page.items()]
        return self.follow(f"{path}?{'&'.join(kept)}")


Check = Callable[..., None]
CHECKS: dict[str, Check] = {}


def check(function: Check) -> Check:
    """Register an assertion under the name that the checklist has for it."""
    CHECKS[function.__name__.strip("_")] = function
    return function


# Media types and headers.


@check
def ct_is_jsonapi(runner: Runner, answer: Answer) -> None:
    (media,) = parse(answer.header("Content-Type"))
    assert media.type == MEDIA_TYPE


@check
def ct_params_ok(runner: Runner, answer: Answer) -> None:
    (media,) = parse(answer.header("Content-Type"))
    assert media.type == MEDIA_TYPE
    assert media.parameters.keys() <= {"ext", "profile"}


@check
def ct_has_cursor_profile(runner: Runner, answer: Answer) -> None:
    (media,) = parse(answer.header("Content-Type"))
    assert PROFILE in media.parameters["profile"].split(" ")


@check
def vary_accept(runner: Runner, answer: Answer) -> None:
    assert "accept" in {name.strip().lower() for name in answer.header("Vary").split(",")}


@check
def allow_header(runner: Runner, answer: Answer) -> None:
    assert answer.header("Allow")


@check
def no_body(runner: Runner, answer: Answer) -> None:
    assert answer.text == b""


# Documents. Every answer's structure is checked when it arrives.


@check
def errors_doc(runner: Runner, answer: Answer) -> None:
    ct_is_jsonapi(runner, answer)
    assert answer.document["errors"]


@check
def doc_valid(runner: Runner, answer: Answer) -> None:
    assert problems(answer.document) == []


@check
def data_array(runner: Runner, answer: Answer) -> None:
    assert isinstance(answer.document["data"], list)


@check
def data_object(runner: Runner, answer: Answer) -> None:
    assert isinstance(answer.document["data"], dict)


@check
def data_empty_array(runner: Runner, answer: Answer) -> None:
    assert answer.document["data"] == []


@check
def nonempty(runner: Runner, answer: Answer) -> None:
    assert answer.rows


@check
def len_(runner: Runner, answer: Answer, number: str) -> None:
    assert len(answer.rows) == int(number)


@check
def null_rel_is_null(runner: Runner, answer: Answer) -> None:
    (item,) = answer.rows
    assert item["relationships"][runner.names["null_rel"]] == {"data": None}


# Compound documents.


@check
def included_array(runner: Runner, answer: Answer) -> None:
    assert answer.included


included_nonempty = CHECKS["included_nonempty"] = included_array


@check
def included_empty(runner: Runner, answer: Answer) -> None:
    assert answer.document["included"] == []


@check
def included_types(runner: Runner, answer: Answer, types: str) -> None:
    assert {item["type"] for item in answer.included} == set(types.split("+"))


included_only = CHECKS["included_only"] = included_types


@check
def included_fields(runner: Runner, answer: Answer, type_name: str, names: str) -> None:
    found = [members(item) for item in answer.included if item["type"] == type_name]
    assert found
    assert all(one == set(names.split(",")) for one in found)


@check
def included_equals_detail(runner: Runner, answer: Answer) -> None:
    followed = 0
    for item in answer.included:
        if link := href(item.get("links", {}).get("self")):
            assert runner.follow(link).document["data"]["attributes"] == item["attributes"]
            followed += 1
    assert followed


@check
def full_linkage(runner: Runner, answer: Answer) -> None:
    known = {key(item): item for item in (*answer.rows, *answer.included)}
    waiting, seen = list(answer.keys), set(answer.keys)
    while waiting:
        item = known.get(waiting.pop(), {})
        for relationship in item.get("relationships", {}).values():
            fresh = {key(one) for one in linkage(relationship)} - seen
            seen |= fresh
            waiting += fresh
    assert {key(item) for item in answer.included} <= seen


@check
def no_duplicates(runner: Runner, answer: Answer) -> None:
    found = [key(item) for item in (*answer.rows, *answer.included)]
    assert len(found) == len(set(found))


# Links.


def links_of(answer: Answer, name: str) -> Iterator[tuple[dict[str, Any], str]]:
    for item in (*answer.rows, *answer.included):
        for relationship in item.get("relationships", {}).values():
            if link := href(relationship.get("links", {}).get(name)):
                yield item, link


@check
def self_links_resolve(runner: Runner, answer: Answer) -> None:
    links = {
        link: item
        for item in (*answer.rows, *answer.included)
        if (link := href(item.get("links", {}).get("self")))
    }
    assert links
    for link, item in links.items():
        assert key(runner.follow(link).document["data"]) == key(item)


@check
def related_links_resolve(runner: Runner, answer: Answer) -> None:
    for _, link in links_of(answer, "related"):
        assert "data" in runner.follow(link).document


@check
def rel_self_links_resolve(runner: Runner, answer: Answer) -> None:
    for _, link in links_of(answer, "self"):
        assert "data" in runner.follow(link).document


@check
def rel_pagination_is_linkage(runner: Runner, answer: Answer) -> None:
    for _, link in links_of(answer, "next"):
        assert all(item.keys() <= {"type", "id", "meta"} for item in runner.follow(link).rows)


@check
def self_reproduces(runner: Runner, answer: Answer) -> None:
    link = answer.link("self")
    assert link is not None, "there is no top-level self link"
    assert runner.follow(link).document["data"] == answer.document["data"]


@check
def links_keys(runner: Runner, answer: Answer, names: str) -> None:
    assert set(names.split(",")) <= answer.links.keys()


@check
def prev_null(runner: Runner, answer: Answer) -> None:
    assert answer.link("prev") is None


# Sparse fieldsets.


@check
def attr2_absent(runner: Runner, answer: Answer) -> None:
    assert answer.status == 400 or runner.names["attr2"] not in members(answer.rows[0])


@check
def no_fields(runner: Runner, answer: Answer) -> None:
    assert not any(members(item) for item in answer.rows)


@check
def fields_exact(runner: Runner, answer: Answer, names: str) -> None:
    assert all(members(item) == set(names.split(",")) for item in answer.rows)


# Errors.


@check
def param(runner: Runner, answer: Answer, name: str) -> None:
    assert name in {one.get("source", {}).get("parameter") for one in answer.document["errors"]}


@check
def no_pointer(runner: Runner, answer: Answer) -> None:
    assert not any("pointer" in one.get("source", {}) for one in answer.document["errors"])


@check
def error_type(runner: Runner, answer: Answer, slug: str) -> None:
    types = [href(one.get("links", {}).get("type")) for one in answer.document["errors"]]
    assert f"{PROFILE}/{slug}" in types


@check
def max_size_meta(runner: Runner, answer: Answer) -> None:
    (error,) = answer.document["errors"]
    assert type(error["meta"]["page"]["maxSize"]) is int


# Order and pages.


def values(pages: list[Answer], name: str) -> list[Any]:
    return [item["attributes"][name] for page in pages for item in page.rows]


@check
def sorted_(runner: Runner, answer: Answer, sort: str) -> None:
    found = values([answer], sort.removeprefix("-"))
    assert found == sorted(found, reverse=sort.startswith("-"))
    assert len(set(found)) > 1


@check
def walk_next_unique(runner: Runner, answer: Answer) -> None:
    found = [one for page in runner.walk(answer) for one in page.keys]
    assert len(found) == len(set(found))
    assert found == runner.whole(answer)


@check
def walk_next(runner: Runner, answer: Answer, sort: str) -> None:
    walk_next_unique(runner, answer)
    found = values(runner.walk(answer), sort.removeprefix("-"))
    assert found == sorted(found, reverse=sort.startswith("-"))


@check
def walk_next_exact(runner: Runner, answer: Answer) -> None:
    walk_next_unique(runner, answer)
    pages = runner.walk(answer)
    assert all(page.rows for page in pages)
    assert pages[-1].links["next"] is None


@check
def walk_back_exact(runner: Runner, answer: Answer) -> None:
    forward = runner.walk(answer)
    back = runner.walk(forward[-1], "prev")
    assert [page.keys for page in back[::-1]] == [page.keys for page in forward]


@check
def next_then_prev(runner: Runner, answer: Answer) -> None:
    following = answer.link("next")
    assert following
    back = runner.follow(following).link("prev")
    assert back
    assert runner.follow(back).keys == answer.keys


@check
def stable_order(runner: Runner, answer: Answer) -> None:
    assert runner.get(answer.url).keys == answer.keys


@check
def after_first_len(runner: Runner, answer: Answer, size: str) -> None:
    first = runner.cursors(answer)[0]
    assert len(runner.page(answer, size=size, after=first).rows) == int(size)


@check
def after_is_next(runner: Runner, answer: Answer) -> None:
    cursors = runner.cursors(answer)
    assert runner.page(answer, size=2, after=cursors[1]).keys == answer.keys[2:4]
    # The cursor of the last item of all: that of the last but one, and one item on.
    whole = runner.whole(answer)
    page = runner.page(answer, size=len(whole) - 1)
    (before_last,) = parse_qs(urlsplit(page.link("next") or "").query)["page[after]"]
    last = runner.page(answer, size=1, after=before_last)
    assert last.keys == whole[-1:]
    assert last.link("next") is None


@check
def before_is_prev(runner: Runner, answer: Answer) -> None:
    cursors = runner.cursors(answer)
    assert runner.page(answer, size=2, before=cursors[4]).keys == answer.keys[2:4]
    assert runner.page(answer, size=2, before=cursors[0]).rows == []


@check
def range_ok_or_refused(runner: Runner, answer: Answer) -> None:
    cursors = runner.cursors(answer)
    page = runner.page(answer, after=cursors[0], before=cursors[3])
    assert page.keys == answer.keys[1:3]
    assert "meta" not in page.document


@check
def range_truncated_or_refused(runner: Runner, answer: Answer) -> None:
    cursors = runner.cursors(answer)
    page = runner.page(answer, size=1, after=cursors[0], before=cursors[4])
    assert page.keys == answer.keys[1:2]
    assert page.document["meta"] == {"page": {"rangeTruncated": True}}


def metas(answer: Answer) -> list[dict[str, Any]]:
    return [one.get("meta", {}).get("page", {}) for one in (answer.document, *answer.rows)]


@check
def meta_page_objects(runner: Runner, answer: Answer) -> None:
    assert all(isinstance(page, dict) for page in metas(answer))


@check
def total_matches_if_present(runner: Runner, answer: Answer) -> None:
    total = metas(answer)[0].get("total")
    assert total is None or total == len(runner.whole(answer))


@check
def estimated_total_shape(runner: Runner, answer: Answer) -> None:
    estimate = metas(answer)[0].get("estimatedTotal", {})
    assert isinstance(estimate, dict)
    assert isinstance(estimate.get("bestGuess", 0), int)

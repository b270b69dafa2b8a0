"""XML from strangers: elements and their attributes, and nothing that XML can do beyond that."""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.parsers import expat

from printing.errors import PrintingError

MOST_ELEMENTS = 2000
DEEPEST = 20


@dataclass(slots=True)
class Element:
    """An element without its namespace."""

    name: str
    attributes: dict[str, str]
    text: str = ""
    children: list[Element] = field(default_factory=list)

    def find(self, name: str) -> Element | None:
        """Return the first element of that name within."""
        return next(iter(self.all(name)), None)

    def all(self, name: str) -> list[Element]:
        """List the elements of that name within, in order."""
        found = []
        for child in self.children:
            if child.name == name:
                found.append(child)
            found += child.all(name)
        return found


def parse(text: str) -> Element:
    """Parse a document; raises PrintingError `pull_request`.

    A document type is refused: entities are declared there, and a few lines of them become
    gigabytes. So nothing is expanded, and nothing is fetched.
    """
    reader = _Reader()
    parser = expat.ParserCreate("utf-8", " ")
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.data
    try:
        parser.Parse(text.encode(), True)  # noqa: FBT003 (expat takes it by place)
    except expat.ExpatError as error:
        raise _wrong(f"it is not well formed, line {error.lineno}") from error
    except UnicodeEncodeError as error:
        raise _wrong("it has characters that are none") from error
    assert reader.root is not None  # noqa: S101 (a document without an element is not well formed)
    return reader.root


class _Reader:
    def __init__(self) -> None:
        self.root: Element | None = None
        self.open: list[Element] = []
        self.count = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.count += 1
        if self.count > MOST_ELEMENTS or len(self.open) >= DEEPEST:
            raise _wrong("it is too large")
        bare = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        element = Element(name.rpartition(" ")[2], bare)
        if self.open:
            self.open[-1].children.append(element)
        else:
            self.root = element
        self.open.append(element)

    def end(self, name: str) -> None:
        del name
        self.open.pop()

    def data(self, text: str) -> None:
        self.open[-1].text += text


def _refuse(*declared: object) -> None:
    del declared
    raise _wrong("a document type is not allowed")


def _wrong(reason: str) -> PrintingError:
    return PrintingError("pull_request", member="XML", reason=reason)

"""Values are data: whatever they hold, a slip has the shape that its template gave it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from printing.errors import PrintingError
from printing.markup.fill import fill
from printing.render.encoder import encode
from printing.render.layout import lay_out
from printing.render.profile import profile_for
from printing.slips.elements import QR, Cell, Columns, Cut, Drawer, Raw, Rule, Slip, Text
from printing.slips.kinds import KINDS
from tests.printing.markup.shop import ItemView, ShopView, made

TEMPLATE = """
{number}
{bold}>{number}<
{width: 4+,*,8+}
{each items as item}
  {item.name} | x {item.name} y | >{item.price}.
  {each item.notes as note}
    {note}{if note} {note}{end}
  {end}
{end}
{grid: *,4+}
{number} | {label.total}
{qr: q{number}}
{cut}
"""
HOSTILE = [
    "---", "===", "|", "a|b", "{drawer}", "{cut}", "{qr: x}", "{end}", "{", "}", "\\", "# x", ">x<",
    "{number}", "%s", "%", "{0}", "\x1b@", "\x1bp\x00\x19\xfa", "\x10\x14\x01\x00\x01", "a\nb", "\r\n",
    "\x00", "\u202e", "\ud800", "\u0301", "{if x}", "{each lines as line}", " ", "",
]  # fmt: skip
VALUE = st.sampled_from(HOSTILE) | st.text(max_size=40)
ITEMS = st.lists(
    st.builds(ItemView, name=VALUE, price=VALUE, notes=st.lists(VALUE, max_size=2)), max_size=3
)


def shape(view):
    """What the template says, written by hand: the elements, and the texts in them."""
    number = view.number
    yield Text, [number]
    yield Text, [number]
    for item in view.items:
        yield Columns, [item.name, f"x {item.name} y", f"{item.price}."]
        for note in item.notes:
            yield Text, [f"{note} {note}" if note else ""]
    yield Columns, [number, "TOTAL"]
    yield QR, [f"q{number}".encode("utf-8", "replace").decode()]
    yield Cut, []


def texts(element):
    if isinstance(element, Columns):
        return [cell.text for cell in element.cells]
    if isinstance(element, QR):
        return [element.data]
    return [element.text] if isinstance(element, Text) else []


@given(VALUE, ITEMS)
def test_no_value_is_read_as_markup(number, items):
    view = ShopView(number, items=items)
    # The template begins with a line break, which is an empty line.
    found = made(TEMPLATE, view)[1:]
    assert [(type(element), texts(element)) for element in found] == list(shape(view))
    assert all(isinstance(cell, Cell) for e in found if isinstance(e, Columns) for cell in e.cells)


@given(st.lists(VALUE, min_size=12, max_size=12))
def test_no_value_opens_a_drawer_or_cuts(values):
    it = iter(values * 40)
    view = ShopView(next(it), items=[ItemView(next(it), next(it), [next(it)]) for _ in range(3)])
    slip = Slip("x", made(TEMPLATE.replace("{qr: q{number}}", ""), view))
    kinds = [type(element) for element in slip.elements]
    assert kinds.count(Cut) == 1
    assert not {Drawer, Raw, Rule} & set(kinds)
    profile = profile_for(42)
    job = encode(lay_out(slip, profile), profile)
    assert b"\x1bp" not in job
    assert b"\x10\x14" not in job
    assert job.count(b"\x1dV") == 1


def every(view_class, value):
    """Return a document's view whose every text is `value`."""

    def item(names):
        return type("Item", (), {name: made_of(one) for name, one in names.items()})()

    def made_of(one):
        if one.sort == "text":
            return value
        if one.sort == "yes or no":
            return True
        return [value] * 2 if one.items is None else [item(one.items)] * 2

    view = item({name: one for name, one in view_class.items() if "." not in name})
    label = {name.partition(".")[2]: value for name in view_class if name.startswith("label.")}
    view.label = type("Label", (), label)()
    return view


@given(st.sampled_from(sorted(KINDS)), st.sampled_from([v for v in HOSTILE if v]))
def test_the_default_templates_keep_their_shape(kind, value):
    form = KINDS[kind].form

    def kinds(text):
        steps = form.compile(form.default.text)
        return [type(element) for element in fill(steps, every(form.names, text))]

    assert kinds(value) == kinds("word")


PARTS = st.sampled_from(
    [
        *HOSTILE, "number", "{item.name}", "{each items as item}", "{each item.notes as n}", "{n}",
        "{if number}", "{if not fresh}", "{else}", "{end}", "\n", "\n", "\n", "{bold 2x2}", ">", "<",
        "{width: 4,*,8+}", "{grid: *,3+}", "{width: auto}", "{feed 2}", "{cut full}", "{qr: {number}}",
        "{barcode ean8: {number}}", "{image: logo}", "{space}", "{drawer 5}", "\\", ":", "{{", "}}",
    ]
)  # fmt: skip


def refused(text):
    try:
        made(text, ShopView("7", items=[ItemView(notes=["a"])]))
    except PrintingError as error:
        return error
    return None


@given(st.lists(PARTS, max_size=25).map("".join) | st.text(max_size=60))
def test_any_text_is_a_template_or_is_refused_with_its_place(text):
    error = refused(text)
    if error is None:
        return
    assert str(error)
    lines = text.replace("\r\n", "\n").split("\n")
    assert 1 <= error.data["line"] <= len(lines)
    if error.code == "template_refused":
        assert 1 <= error.data["column"] <= len(lines[error.data["line"] - 1]) + 1

"""A small markup for slips: one line of it is one line on paper.

`parser` reads text into frozen nodes, once; `fill` puts the values of a document into them, which
gives a `Slip`. Values are data: whatever a product is called, it is printed and never read as
markup. `docs/slip-templates.md` describes it for the people who write it.
"""

"""Which items of the checklist apply to this server; of the others, why they do not.

An item that stands in none of these tables applies whole, and must pass.
"""

from __future__ import annotations

WRITES = "of the resources that the checklist writes none is written here yet: 405 with Allow"
RELATIONSHIP_URLS = "relationship and related URLs are not offered, and no link leads to one: 404"

# Every step is a write, or needs what one has written: each write is answered 405.
WRITE_ITEMS = dict.fromkeys(
    (
        "CN-8", "DS-2", "DS-3", "DS-4", "RO-16", "RO-3", "RO-7", "RO-8", "RO-15", "MN-3",
        "CR-0", "CR-1", "CR-2", "CR-4", "CR-5", "CR-6", "CR-12", "CR-9", "CR-11",
        "UP-1", "UP-2", "UP-3", "UP-4", "UP-5", "UP-6", "UP-7", "UP-9", "UP-10",
        "DE-1", "DE-2",
    ),
    WRITES,
)  # fmt: skip

# Every step is at a URL that is not offered: each is answered 404.
RELATIONSHIP_ITEMS = dict.fromkeys(
    ("FL-2", "FL-4", "RU-1", "RU-2", "RU-3", "RU-4", "RU-5", "RU-6", "RU-7", "RU-8"),
    RELATIONSHIP_URLS,
)

# Single steps (counted from 0) of items that apply otherwise.
STEPS_LEFT_OUT = {
    ("CN-6", 1): WRITES,
    ("DS-7", 2): RELATIONSHIP_URLS,
    ("FR-4", 1): RELATIONSHIP_URLS,
    ("ER-3", 0): WRITES,
}

# Where a published dialect contradicts the specification, the dialect wins.
DIALECT_WINS = {
    "LK-3": "the published links of a list are prev and next, and no others",
}

# Items without steps.
REVIEWED = {
    "MT-4": "no extension is offered",
    "MT-6": "binds clients",
    "EX-1": "binds authors of extensions",
    "EX-2": "binds authors of extensions",
    "EX-3": "binds authors of profiles",
    "EX-4": "binds authors of extensions",
    "RO-12": "there are no related links",
    "CR-3": "binds clients",
    "CR-7": WRITES,
    "CR-8": WRITES,
    "CR-10": WRITES,
    "UP-8": WRITES,
    "QP-1": "there are no parameters of our own",
    "CP-13": "tested below: a range without a size takes the largest page",
    "CP-23": "the error of CP-3",
    "CP-24": "the error of CP-5",
    "CP-25": "the error of CP-4 and CP-8",
}

"""The words on a kitchen ticket, by language. What is missing falls back to English."""

from __future__ import annotations

LABELS: dict[str, dict[str, str]] = {
    "en": {"cancelled": "CANCELLED", "reprint": "REPRINT"},
    "de": {
        "order": "Bestellung",
        "ticket": "Bon",
        "table": "Tisch",
        "moved": "Umgezogen von Tisch",
        "covers": "Gäste",
        "server": "Bedienung",
        "seat": "Platz",
        "cancelled": "STORNO",
        "order_cancelled": "BESTELLUNG STORNIERT",
        "reprint": "NACHDRUCK",
    },
    "lv": {
        "order": "Pasūtījums",
        "ticket": "Lapiņa",
        "table": "Galds",
        "moved": "Pārcelts no galda",
        "covers": "Viesi",
        "server": "Apkalpo",
        "seat": "Vieta",
        "cancelled": "ATCELTS",
        "order_cancelled": "PASŪTĪJUMS ATCELTS",
        "reprint": "ATKĀRTOTA IZDRUKA",
    },
    "ar": {
        "order": "طلب",
        "ticket": "تذكرة",
        "table": "طاولة",
        "moved": "نُقل من طاولة",
        "covers": "الضيوف",
        "server": "النادل",
        "seat": "مقعد",
        "cancelled": "ملغى",
        "order_cancelled": "الطلب ملغى",
        "reprint": "إعادة طباعة",
    },
}

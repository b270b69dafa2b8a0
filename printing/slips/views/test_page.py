"""What a test page's template may name."""

from __future__ import annotations

from types import SimpleNamespace

from printing.markup.forms import Form

SAMPLES = (
    ("English", "The quick brown fox"),
    ("Deutsch", "Grüße, Straße, 5 €"),
    ("Latviešu", "ā č ē ģ ī ķ ļ ņ š ū ž"),
    ("Polski", "ą ć ę ł ń ó ś ź ż"),
    ("Ελληνικά", "Καλημέρα"),
    ("Русский", "Доброе утро"),
    ("العربية", "شكرا لزيارتكم"),
    ("עברית", "תודה רבה"),
)


class SampleView:
    """A line in one language."""

    def __init__(self, language: str, text: str) -> None:
        self._language, self._text = language, text

    @property
    def language(self) -> str:
        """Name of the language."""
        return self._language

    @property
    def text(self) -> str:
        """Words with its letters."""
        return self._text


class PrinterView:
    """The printer that is tried."""

    label = SimpleNamespace()

    def __init__(self, name: str, columns: int) -> None:
        self._name, self._columns = name, columns

    @property
    def printer(self) -> str:
        """Name of the printer."""
        return self._name

    @property
    def ruler(self) -> str:
        """Digits that must just fill a line."""
        return "".join(str(column % 10) for column in range(1, self._columns + 1))

    @property
    def samples(self) -> list[SampleView]:
        """Lines in eight languages, to see whether their letters print."""
        return [SampleView(language, text) for language, text in SAMPLES]


TEST_PAGE = Form("test_page", PrinterView, {})

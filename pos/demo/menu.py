"""The menu as data. Prices are in cents, with tax.

`where` names the places that sell it (R restaurant, B bar, T terrace, W web) and `when` the parts
of the day (B breakfast, L lunch, A afternoon, D dinner, N night).
"""

from __future__ import annotations

from typing import NamedTuple


class TaxPlan(NamedTuple):
    """A tax rate in per cent and the letter printed for it."""

    percent: int
    label: str

    @property
    def name(self) -> str:
        return f"PVN {self.percent} %"


class SetPlan(NamedTuple):
    """A question to the guest: how many answers, and the answers with their prices."""

    name: str
    least: int
    most: int
    answers: tuple[tuple[str, int], ...]


class Dish(NamedTuple):
    """A product; `sizes` are its variants by the name of what tells them apart."""

    name: str
    type: str
    price: int
    tax: int
    weight: int
    where: str
    when: str
    sets: tuple[str, ...] = ()
    sizes: tuple[str, tuple[tuple[str, int], ...]] | None = None
    sold_by: str = "piece"  # piece, portion (halves too), kilogram
    was: int = 0
    active: bool = True


class PromoPlan(NamedTuple):
    """A promo code; the amount is in hundredths of a per cent or in cents."""

    code: str
    type: str
    amount: int
    channel: str
    description: str
    max_usages: int | None = None
    active: bool = True


PROMO_CODES = (
    PromoPlan("DRAUGI10", "percent", 1000, "pos", "10 % for friends of the house"),
    PromoPlan("WEB5", "absolute", 500, "ecommerce", "5 euros off web orders", 1000),
    PromoPlan("BEZMAKSAS", "free_shipping", 0, "ecommerce", "Free delivery in Rīga"),
    PromoPlan("ATKLĀŠANA", "percent", 2500, "pos", "Opening week", active=False),
)

TAXES = (TaxPlan(21, "A"), TaxPlan(12, "B"), TaxPlan(5, "C"), TaxPlan(0, "D"))

MODIFIER_SETS = (
    SetPlan("Doneness", 1, 1, (("Rare", 0), ("Medium rare", 0), ("Medium", 0), ("Well done", 0))),
    SetPlan("Side dish", 0, 2, (("Fries", 350), ("Baked potatoes", 300), ("Rice", 250), ("Grilled vegetables", 420), ("Zaļie salāti", 380))),
    SetPlan("Sauce", 0, 3, (("Pepper sauce", 150), ("Aioli", 120), ("Béarnaise", 180), ("BBQ", 120), ("Sauce Hollandaise", 180))),
    SetPlan("Milk", 0, 1, (("Oat milk", 60), ("Lactose-free milk", 40), ("Soy milk", 50))),
    SetPlan("Coffee extras", 0, 2, (("Extra shot", 80), ("Vanilla syrup", 50), ("Decaf", 0))),
    SetPlan("Ice & lemon", 0, 3, (("Extra ice", 0), ("No ice", 0), ("Lemon", 0), ("Lime", 20))),
    SetPlan("Mixer", 1, 1, (("Tonic", 250), ("Cola", 220), ("Ginger beer", 320), ("Soda", 150))),
    SetPlan("Toppings", 0, 4, (("Bacon", 180), ("Fried egg", 150), ("Jalapeños", 120), ("Extra cheese", 160), ("Avocado", 250))),
    SetPlan("Allergy wishes", 0, 4, (("No gluten", 0), ("No nuts", 0), ("No lactose", 0), ("Ohne Zwiebeln", 0), ("بدون بصل", 0))),
)  # fmt: skip

_BEER = ("size", (("0.3 l", 350), ("0.5 l", 480)))
_STEAK = ("weight", (("200 g", 2490), ("300 g", 3290)))

DISHES = (
    Dish("Brokastu bufete", "Breakfast", 1850, 12, 30, "R", "B", sold_by="portion"),
    Dish("Eggs Benedict", "Breakfast", 1150, 12, 14, "RTW", "B", ("Toppings",)),
    Dish("Chef's Full Breakfast", "Breakfast", 1390, 12, 12, "RT", "B", ("Toppings", "Allergy wishes")),
    Dish("Biezpiena plācenīši ar ievārījumu", "Breakfast", 850, 12, 10, "RTW", "BL", sold_by="portion"),
    Dish("Croissant & Butter", "Bakery", 320, 12, 16, "RBTW", "BA"),
    Dish("Rupjmaizes kārtojums", "Desserts", 620, 12, 12, "RTW", "LAD"),
    Dish("Business lunch", "Lunch", 1090, 12, 34, "RTW", "L", ("Allergy wishes",)),
    Dish("Salad buffet, weighed", "Lunch", 1990, 12, 14, "R", "L", sold_by="kilogram"),
    Dish("Soljanka", "Soups", 690, 12, 14, "RTW", "LAD", sold_by="portion"),
    Dish("Aukstā zupa", "Soups", 650, 12, 12, "RTW", "LA", sold_by="portion"),
    Dish("Crab Bisque", "Soups", 1190, 12, 6, "R", "D"),
    Dish("Caesar Salad", "Starters", 1150, 12, 16, "RTBW", "LAD", ("Toppings",)),
    Dish("Siļķe ar biezpienu", "Starters", 790, 12, 9, "RT", "LAD", sold_by="portion"),
    Dish("Tatar vom Rind", "Starters", 1490, 12, 8, "RT", "D", ("Toppings",)),
    Dish("حمص بالطحينة", "Starters", 750, 12, 8, "RTBW", "LADN"),
    Dish("Strawberry bowl", "Starters", 590, 5, 8, "RTW", "BA"),
    Dish("Pelēkie zirņi ar speķi", "Mains", 1090, 12, 14, "RTW", "LAD", sold_by="portion"),
    Dish("Karbonāde ar kartupeļiem", "Mains", 1390, 12, 15, "RTW", "LAD", ("Sauce",)),
    Dish("Wiener Schnitzel mit Kartoffelsalat", "Mains", 1890, 12, 13, "RT", "LAD", ("Side dish", "Sauce")),
    Dish("Fish & Chips", "Mains", 1590, 12, 14, "RTBW", "LADN", ("Sauce",)),
    Dish('Burger "Zelta Gailis"', "Mains", 1490, 12, 20, "RTBW", "LADN", ("Toppings", "Sauce", "Side dish")),
    Dish("Grilled Salmon", "Mains", 2090, 12, 12, "RT", "LD", ("Side dish",)),
    Dish("Rib-Eye Steak", "Mains", 2490, 12, 10, "RT", "D", ("Doneness", "Sauce", "Side dish"), _STEAK),
    Dish("Roast Beef Carvery, weighed", "Mains", 3600, 12, 5, "R", "LD", sold_by="kilogram"),
    Dish("Mushroom Risotto", "Mains", 1450, 12, 11, "RTW", "LAD", ("Allergy wishes",)),
    Dish("شاورما دجاج", "Mains", 1290, 12, 9, "RTBW", "LADN", ("Sauce",)),
    Dish("Kids' Pasta", "Mains", 790, 12, 9, "RTW", "LAD", sold_by="portion"),
    Dish("Chef's Tasting Menu", "Mains", 6900, 12, 4, "R", "D", sizes=("courses", (("5 courses", 6900), ("7 courses", 8900)))),
    Dish("Side of Fries", "Sides", 390, 12, 14, "RTBW", "LADN", ("Sauce",)),
    Dish("Ķiploku grauzdiņi", "Snacks", 550, 12, 18, "RTB", "LADN", ("Sauce",)),
    Dish("Siera plate", "Snacks", 1250, 12, 8, "RTB", "ADN"),
    Dish('Olives "Kalamata"', "Snacks", 490, 12, 9, "RTB", "LADN"),
    Dish("Jāņu siers <ar ķimenēm>", "Snacks", 590, 12, 6, "RTB", "LADN"),
    Dish("Crème brûlée", "Desserts", 690, 12, 10, "RT", "LAD"),
    Dish("Apfelstrudel mit Vanilleeis", "Desserts", 720, 12, 10, "RTW", "LAD"),
    Dish("Ice cream scoop", "Desserts", 220, 12, 14, "RTW", "LAD", sizes=("flavour", (("Vanilla", 220), ("Chocolate", 220), ("Sea buckthorn", 250)))),
    Dish("Fruit plate", "Desserts", 690, 5, 6, "RTW", "BLAD", sold_by="portion"),
    Dish("Espresso", "Hot drinks", 220, 21, 26, "RBTW", "BLADN", ("Coffee extras",), ("size", (("single", 220), ("double", 300)))),
    Dish("Cappuccino", "Hot drinks", 350, 21, 34, "RBTW", "BLAD", ("Milk", "Coffee extras"), ("size", (("small", 350), ("large", 420)))),
    Dish("Caffè latte", "Hot drinks", 380, 21, 22, "RBTW", "BLAD", ("Milk", "Coffee extras")),
    Dish("Tea, pot", "Hot drinks", 390, 21, 16, "RBT", "BLAD", sizes=("kind", (("Black", 390), ("Green", 390), ("Piparmētru", 420)))),
    Dish("Karstā šokolāde", "Hot drinks", 450, 21, 7, "RBTW", "BAD", ("Milk",)),
    Dish("Mangaļi ūdens", "Soft drinks", 290, 21, 26, "RBTW", "BLADN", ("Ice & lemon",), ("size", (("0.33 l", 290), ("0.75 l", 480)))),
    Dish("100 % Apple Juice", "Soft drinks", 320, 21, 16, "RBTW", "BLAD", ("Ice & lemon",)),
    Dish("Kvass", "Soft drinks", 310, 21, 12, "RBTW", "LAD"),
    Dish("Cola", "Soft drinks", 320, 21, 22, "RBTW", "LADN", ("Ice & lemon",)),
    Dish("Homemade Lemonade", "Soft drinks", 420, 21, 16, "RBT", "LADN", ("Ice & lemon",), ("size", (("glass", 420), ("jug", 1290)))),
    Dish("Aldaris Gaišais", "Beer", 350, 21, 34, "RBT", "LADN", sizes=_BEER),
    Dish("Valmiermuižas tumšais", "Beer", 390, 21, 24, "RBT", "LADN", sizes=("size", (("0.3 l", 390), ("0.5 l", 540)))),
    Dish("Erdinger Weißbier", "Beer", 560, 21, 14, "RBT", "LADN"),
    Dish("IPA of the month", "Beer", 580, 21, 14, "RBT", "ADN", was=650),
    Dish("Alcohol-free beer", "Beer", 380, 21, 8, "RBTW", "LADN"),
    Dish("Riesling Kabinett", "Wine", 620, 21, 14, "RBT", "LADN", sizes=("vintage", (("2021", 620), ("2022", 580)))),
    Dish("Château d'Aussières", "Wine", 790, 21, 12, "RBT", "DN", sizes=("vintage", (("2018", 890), ("2019", 790)))),
    Dish("Grüner Veltliner", "Wine", 560, 21, 12, "RBT", "LADN", sizes=("size", (("0.15 l", 560), ("bottle", 2600)))),
    Dish("Prosecco", "Wine", 650, 21, 14, "RBT", "LADN", sizes=("size", (("0.1 l", 650), ("bottle", 3200)))),
    Dish("Champagne brut", "Wine", 7800, 21, 2, "RB", "DN"),
    Dish("Gin", "Spirits", 520, 21, 14, "RBT", "DN", ("Mixer", "Ice & lemon"), ("size", (("4 cl", 520), ("6 cl", 720)))),
    Dish("Rīgas Melnais balzams", "Spirits", 450, 21, 12, "RBT", "DN", sizes=("size", (("4 cl", 450), ("6 cl", 620)))),
    Dish('"Black Magic" Cocktail', "Cocktails", 950, 21, 12, "BT", "DN", ("Ice & lemon",)),
    Dish("Aperol Spritz", "Cocktails", 890, 21, 18, "RBT", "LADN", ("Ice & lemon",)),
    Dish("Dark 'n' Stormy", "Cocktails", 980, 21, 9, "BT", "DN", ("Ice & lemon",)),
    Dish("Mocktail \\ no alcohol", "Cocktails", 690, 21, 8, "BT", "LADN", ("Ice & lemon",)),
    Dish("Whisky tasting", "Spirits", 2900, 21, 2, "B", "N"),
    Dish("Postcard & stamp", "Shop", 250, 21, 2, "RB", "BLAD"),
    Dish("Cookbook 'Latvijas galds'", "Shop", 2490, 5, 1, "RW", "LAD"),
    Dish("Gift voucher 50", "Shop", 5000, 0, 1, "RBW", "LAD"),
    Dish("Glühwein", "Hot drinks", 590, 21, 0, "T", "D", active=False),
    Dish("Zander, ganz", "Mains", 2290, 12, 0, "R", "D", active=False),
)  # fmt: skip

# A bundle: its name, its price in cents, and the groups with the dishes to choose from.
BUNDLES = (
    ("Lunch deal", 1890, (("Soup", ("Soljanka",)), ("Main", ("Mushroom Risotto", "Kids' Pasta")), ("Drink", ("Kvass", "Caffè latte")))),
)  # fmt: skip

DRINKS = frozenset({"Hot drinks", "Soft drinks", "Beer", "Wine", "Spirits", "Cocktails"})

"""The catalogue: product types, products, variants, modifier sets, modifiers, taxes."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from pos.workspaces.fields import MoneyField
from pos.workspaces.models import WorkspaceModel, listed

PRICE_ADDS_UP = Q(retail_price_incl_tax=F("retail_price_excl_tax") + F("tax"))


class ProductType(WorkspaceModel):
    """A category of products, such as Food or Wine."""

    name = models.CharField(max_length=255)

    class Meta:
        ordering = ["name"]
        indexes = [listed("product_type")]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "name"], name="product_type_name_unique"),
        ]

    def __str__(self) -> str:
        return self.name


class Tax(WorkspaceModel):
    """A tax rate as law has it at some time."""

    class Type(models.TextChoices):
        INCLUSIVE = "inclusive", "Contained in the price"
        EXCLUSIVE = "exclusive", "Added to the price"

    name = models.CharField(max_length=255)
    rate = models.DecimalField(
        max_digits=7, decimal_places=6, help_text="As a fraction: 0.210000 is 21 %."
    )
    rate_percent = models.GeneratedField(
        expression=F("rate") * 100,
        output_field=models.DecimalField(max_digits=7, decimal_places=2),
        db_persist=True,
    )
    tax_type = models.CharField(max_length=16, choices=Type, default=Type.INCLUSIVE)
    is_active = models.BooleanField(default=True)
    label = models.CharField(
        max_length=255, null=True, blank=True, help_text="As printed on receipts, such as A."
    )
    fixed_amount = MoneyField(
        null=True, blank=True, help_text="Per unit sold, instead of a rate: a deposit, an eco tax."
    )
    increases_base = models.BooleanField(
        default=False, help_text="Later taxes of the product are computed on top of this one."
    )

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "taxes"
        indexes = [listed("tax")]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "name"], name="tax_name_unique"),
            models.CheckConstraint(name="tax_rate", condition=Q(rate__gte=0, rate__lt=10)),
        ]

    def __str__(self) -> str:
        return self.name


class Modifier(WorkspaceModel):
    """Something a guest can add to or change in a product, at a price."""

    name = models.CharField(max_length=255)
    price = MoneyField(default=Decimal("0.00"))

    class Meta:
        ordering = ["name"]
        indexes = [listed("modifier")]

    def __str__(self) -> str:
        return self.name


class ModifierSet(WorkspaceModel):
    """A question to the guest with a list of modifiers as answers."""

    class Selection(models.TextChoices):
        SINGLE = "single"
        MULTIPLE = "multiple"

    name = models.CharField(max_length=255)
    selection = models.CharField(max_length=16, choices=Selection, default=Selection.SINGLE)
    minimum_count = models.PositiveIntegerField(default=0)
    maximum_count = models.PositiveIntegerField(default=1)
    modifiers = models.ManyToManyField(
        Modifier, through="ModifierSetModifier", related_name="modifier_sets"
    )

    class Meta:
        ordering = ["name"]
        indexes = [listed("modifier_set")]
        constraints = [
            models.CheckConstraint(
                name="modifier_set_counts",
                condition=Q(minimum_count__lte=F("maximum_count")),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Product(WorkspaceModel):
    """Something that is sold."""

    class Status(models.TextChoices):
        ACTIVE = "active"
        INACTIVE = "inactive"

    product_type = models.ForeignKey(
        ProductType,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="products",
        db_index=False,
    )
    name = models.CharField(max_length=255)
    description = models.TextField(max_length=10000, blank=True, default="")
    sku = models.CharField(max_length=255, blank=True, default="")
    barcode = models.CharField(max_length=255, blank=True, default="")
    status = models.CharField(max_length=16, choices=Status, default=Status.ACTIVE)
    is_available = models.BooleanField(default=True)
    tax = MoneyField(default=Decimal("0.00"), help_text="The tax in one unit's price.")
    retail_price_excl_tax = MoneyField(default=Decimal("0.00"))
    retail_price_incl_tax = MoneyField(default=Decimal("0.00"))
    regular_retail_price = MoneyField(
        default=Decimal("0.00"), help_text="Before a promotion, with tax."
    )
    modifier_sets = models.ManyToManyField(
        ModifierSet, through="ProductModifierSet", related_name="products"
    )
    modifiers = models.ManyToManyField(Modifier, through="ProductModifier", related_name="products")
    taxes = models.ManyToManyField(Tax, through="ProductTax", related_name="products")

    class Meta:
        ordering = ["name"]
        indexes = [
            listed("product"),
            models.Index(fields=["workspace", "updated_at", "id"], name="product_changed"),
            models.Index(fields=["workspace", "product_type"], name="product_by_type"),
            models.Index(fields=["workspace", "sku"], name="product_by_sku"),
        ]
        constraints = [
            models.CheckConstraint(name="product_price_adds_up", condition=PRICE_ADDS_UP),
        ]

    def __str__(self) -> str:
        return self.name


class ProductVariant(WorkspaceModel):
    """A size, flavour or vintage of a product, with a price of its own."""

    product = models.ForeignKey(
        Product, on_delete=models.PROTECT, related_name="product_variants", db_index=False
    )
    selector = models.JSONField(
        default=dict, blank=True, help_text='What tells it apart, such as {"size": "0.5 l"}.'
    )
    sku = models.CharField(max_length=255, blank=True, default="")
    barcode = models.CharField(max_length=255, blank=True, default="")
    deleted = models.BooleanField(default=False)
    tax = MoneyField(default=Decimal("0.00"))
    retail_price_excl_tax = MoneyField(default=Decimal("0.00"))
    retail_price_incl_tax = MoneyField(default=Decimal("0.00"))
    regular_retail_price = MoneyField(default=Decimal("0.00"))

    class Meta:
        ordering = ["product", "sku"]
        indexes = [
            listed("product_variant"),
            models.Index(fields=["workspace", "product"], name="product_variant_product"),
        ]

    def __str__(self) -> str:
        chosen = ", ".join(str(value) for value in self.selector.values())
        return chosen or self.sku or str(self.id)


class Link(models.Model):
    """One entry of a catalogue list, with its place in it."""

    workspace = models.ForeignKey(
        "workspaces.Workspace", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.position}"


class ModifierSetModifier(Link):
    """A modifier in a modifier set."""

    modifier_set = models.ForeignKey(ModifierSet, on_delete=models.CASCADE, db_index=False)
    modifier = models.ForeignKey(Modifier, on_delete=models.PROTECT, db_index=False)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "modifier_set", "modifier"], name="modifier_set_modifier_once"
            ),
        ]


class ProductModifierSet(Link):
    """A modifier set asked for a product."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, db_index=False)
    modifier_set = models.ForeignKey(ModifierSet, on_delete=models.PROTECT, db_index=False)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "product", "modifier_set"], name="product_modifier_set_once"
            ),
        ]


class ProductModifier(Link):
    """A modifier offered for a product without a set."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, db_index=False)
    modifier = models.ForeignKey(Modifier, on_delete=models.PROTECT, db_index=False)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "product", "modifier"], name="product_modifier_once"
            ),
        ]


class ProductTax(Link):
    """A tax that is due on a product."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, db_index=False)
    tax = models.ForeignKey(Tax, on_delete=models.PROTECT, db_index=False)

    class Meta:
        ordering = ["position", "id"]
        verbose_name_plural = "product taxes"
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "product", "tax"], name="product_tax_once"
            ),
        ]


class ProductBundle(WorkspaceModel):
    """Several products sold together: at one price, or at the prices of what is chosen."""

    name = models.CharField(max_length=255)
    description = models.CharField(max_length=10000, null=True, blank=True)
    image_url = models.CharField(max_length=1024, null=True, blank=True)
    retail_price_incl_tax = MoneyField(
        null=True,
        blank=True,
        help_text="The price of the whole; empty where its items have theirs.",
    )
    price_range = models.JSONField(
        null=True, blank=True, help_text='{"min": "9.50", "max": "14.00"} where no price is fixed.'
    )
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["name"]
        indexes = [
            listed("product_bundle"),
            models.Index(fields=["workspace", "updated_at", "id"], name="product_bundle_changed"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "name"], name="product_bundle_name_unique"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ProductBundleItem(WorkspaceModel):
    """One choice in a group of a bundle."""

    product_bundle = models.ForeignKey(
        ProductBundle,
        on_delete=models.PROTECT,
        related_name="product_bundle_items",
        db_index=False,
    )
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+", db_index=False)
    product_variant = models.ForeignKey(
        ProductVariant,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    group_name = models.CharField(max_length=255)
    retail_price_incl_tax = MoneyField(default=Decimal("0.00"))
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["product_bundle", "position"]
        indexes = [
            listed("product_bundle_item"),
            models.Index(fields=["workspace", "product_bundle"], name="product_bundle_item_bundle"),
        ]

    def __str__(self) -> str:
        return f"{self.group_name}: {self.product_id}"

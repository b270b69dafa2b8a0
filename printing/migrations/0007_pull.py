# Printers that ask for their slips: their login, when they were seen, what they were offered.

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('printing', '0006_needs'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='printer',
            name='printing_printer_kind',
        ),
        migrations.AddField(
            model_name='printer',
            name='failing_since',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='printer',
            name='login_md5',
            field=models.CharField(blank=True, db_default='', default='', editable=False, max_length=32),
        ),
        migrations.AddField(
            model_name='printer',
            name='login_sha256',
            field=models.CharField(blank=True, db_default='', default='', editable=False, max_length=64),
        ),
        migrations.AddField(
            model_name='printer',
            name='poll_seconds',
            field=models.PositiveSmallIntegerField(db_default=5, default=5, help_text='How often the printer asks for slips, as it is set in the printer.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(3600)]),
        ),
        migrations.AddField(
            model_name='printer',
            name='seen_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='printjob',
            name='offer',
            field=models.CharField(blank=True, db_default='', default='', editable=False, max_length=16),
        ),
        migrations.AlterField(
            model_name='printer',
            name='kind',
            field=models.CharField(choices=[('network', 'Network (TCP)'), ('serial', 'Serial line'), ('usb', 'USB'), ('file', 'Device file'), ('cups', 'CUPS queue'), ('virtual', 'Virtual printer'), ('memory', 'Memory (nothing is printed)'), ('cloudprnt', 'Star CloudPRNT (the printer asks)'), ('epson_sdp', 'Epson Server Direct Print (the printer asks)')], default='network', max_length=16),
        ),
        migrations.AddConstraint(
            model_name='printer',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['network', 'serial', 'usb', 'file', 'cups', 'virtual', 'memory', 'cloudprnt', 'epson_sdp'])), name='printing_printer_kind'),
        ),
    ]

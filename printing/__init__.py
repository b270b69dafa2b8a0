"""Receipt printing: slips, their pictures, printers and a virtual printer. Knows no business."""

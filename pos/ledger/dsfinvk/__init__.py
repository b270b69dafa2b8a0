"""The journal as DSFinV-K 2.1 tables, for tax auditors in Germany."""

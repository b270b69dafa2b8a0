"""The spool: every slip is a row, and every row ends on paper or with a reason."""

"""From a slip to bytes, picture and plain text, all by way of one layout."""

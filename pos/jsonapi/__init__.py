"""The JSON:API engine: from a resource definition to the bytes of a document. Knows no noun."""

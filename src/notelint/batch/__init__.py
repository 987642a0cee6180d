"""Many notes: a table or a folder in, tables of facts, suggestions and findings out. Needs the extra `batch`."""

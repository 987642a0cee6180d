"""Files and records become notes: one module a format. Nothing here knows spaCy, a rule or a code."""

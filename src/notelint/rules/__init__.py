"""Documentation and coding rules, one module a topic. `registry` finds them; no list is kept by hand."""

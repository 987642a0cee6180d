"""Sources of notes: each is a stream of Arrow record batches in one shape, in an order that is the same every time."""

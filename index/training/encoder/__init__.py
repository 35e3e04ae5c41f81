"""Training of the small reader: sentence ranker, answer-span reader, bi-encoder. Serving never imports this package."""

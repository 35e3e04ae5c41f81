"""The training room of the ranker; serving never imports it."""

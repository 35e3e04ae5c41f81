"""Measures the small reader beside the shipped ranker, and fits their blend; serving never imports it."""

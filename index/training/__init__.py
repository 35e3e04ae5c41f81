"""Training of the shipped models. Serving never imports this package; `python -m index.training --help` lists its steps."""

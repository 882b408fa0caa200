"""Starts the parts of the product and keeps them running: `python -m bot.run`."""

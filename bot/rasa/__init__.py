"""How Rasa is run: its start, where it keeps dialogues, and what of it is done quicker here. Nothing here is part of the model."""

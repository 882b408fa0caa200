"""What the assistant does and says. A file per skill; each reads the turn, asks a pure function or a service, replies."""

"""Conversations while the desk is closed: each ends with an answer, a commitment or the customer's own "no thanks"."""

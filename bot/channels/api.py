"""Customers' endpoints, room by room; importing a room registers what is in it."""

from __future__ import annotations

from bot.channels import carry, files, returning, web
from bot.channels.mail import proofs
from bot.channels.web import api

ROOMS = (web, files, carry, returning, proofs)
__all__ = ["ROOMS", "api"]

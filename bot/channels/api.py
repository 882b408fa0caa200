"""Customers' endpoints, room by room; importing a room registers what is in it."""

from __future__ import annotations

from bot.channels import carry, files, web
from bot.channels.mail import returning
from bot.channels.web import api

ROOMS = (web, files, returning, carry)
__all__ = ["ROOMS", "api"]

"""Customers' endpoints, room by room; importing a room registers what is in it."""

from __future__ import annotations

from bot.channels import files, web
from bot.channels.web import api

ROOMS = (web, files)
__all__ = ["ROOMS", "api"]

"""The demo order service: a small real HTTP server with forty orders. Contract: docs/orders.md."""

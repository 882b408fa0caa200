"""`/openapi.json`, made from the same endpoints that serve."""

from __future__ import annotations

from typing import Any

from apispec import APISpec

from bot.http.api import Endpoint

PROBLEM = {
    "type": "object",
    "description": "RFC 9457, with a stable code.",
    "properties": {"code": {"type": "string"}, "title": {"type": "string"}, "status": {"type": "integer"}},
    "required": ["code", "title", "status"],
}
FILE = {
    "type": "object",
    "properties": {"file": {"type": "string", "format": "binary"}},
    "required": ["file"],
}
SECURITY: dict[str, dict[str, Any]] = {
    "conversation": {"type": "http", "scheme": "bearer", "description": "The token of this conversation."},
    "desk": {
        "type": "apiKey",
        "in": "cookie",
        "name": "aina_desk",
        "description": "With X-CSRF-Token on changes.",
    },
}


def describe(endpoints: list[Endpoint], version: str) -> dict[str, Any]:
    """The OpenAPI 3.1 document."""
    spec = APISpec(
        title="Aina", version=version, openapi_version="3.1.0",
        info={"description": "Customers and desk. Socket frames are in docs/protocol.md."},
    )  # fmt: skip
    spec.components.schema("Problem", PROBLEM)
    for name, scheme in SECURITY.items():
        spec.components.security_scheme(name, scheme)
    models = {endpoint.body for endpoint in endpoints if endpoint.body}
    for model in sorted(models, key=lambda m: m.__name__):
        schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
        for name, part in schema.pop("$defs", {}).items():
            if name not in spec.components.schemas:
                spec.components.schema(name, part)
        spec.components.schema(model.__name__, schema)
    for endpoint in endpoints:
        spec.path(endpoint.openapi_path, operations={endpoint.method.lower(): _operation(endpoint)})
    document: dict[str, Any] = spec.to_dict()
    return document


def _id(endpoint: Endpoint) -> str:
    """The handler's name, told apart from the other side's of the same name."""
    side = "desk" if "/desk/" in endpoint.path else "customer"
    return f"{side}_{endpoint.handler.__name__}"


def _operation(endpoint: Endpoint) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "summary": endpoint.summary,
        "operationId": _id(endpoint),
        "parameters": [
            {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
            for name in endpoint.parameters
        ]
        + [
            {"name": name, "in": "query", "required": False, "schema": {"type": "string"}}
            for name in endpoint.query
        ],
        "responses": {
            str(endpoint.status): {
                "description": "Done.",
                "content": {"application/json": {"schema": {"type": "object"}}},
            },
            "default": {
                "description": "A problem.",
                "content": {"application/problem+json": {"schema": "Problem"}},
            },
        },
    }
    if endpoint.security:
        operation["security"] = [{endpoint.security: []}]
    if endpoint.takes_file:
        operation["requestBody"] = {"content": {"multipart/form-data": {"schema": FILE}}}
    if endpoint.body:
        operation["requestBody"] = {"content": {"application/json": {"schema": endpoint.body.__name__}}}
    return operation

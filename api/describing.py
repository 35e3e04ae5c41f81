"""Request bodies in the OpenAPI description."""

from typing import Any

from pydantic import BaseModel


def described(model: type[BaseModel]) -> dict[str, Any]:
    """What a route says of its body: the model's schema, whole."""
    schema = model.model_json_schema()
    content = {"application/json": {"schema": _whole(schema, schema.pop("$defs", {}))}}
    return {"requestBody": {"required": True, "content": content}}


def _whole(schema: Any, named: dict[str, Any]) -> Any:  # noqa: ANN401 - any part of a schema
    """A schema with its named parts in their places: inside an OpenAPI description #/$defs leads nowhere."""
    if isinstance(schema, list):
        return [_whole(part, named) for part in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return _whole(named[schema["$ref"].rpartition("/")[2]], named)
    return {key: _whole(part, named) for key, part in schema.items()}

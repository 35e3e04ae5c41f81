// Lists the interface from its own description.

import { byId, fetchJson, make } from "./dom.js";

function operation(path, method, described) {
  const content = described.requestBody?.content?.["application/json"]?.schema;
  return [
    make("h2", {}, make("code", {}, `${method.toUpperCase()} ${path}`)),
    make("p", {}, described.description || described.summary || ""),
    ...(content ? [make("pre", {}, JSON.stringify(content.properties, null, 2))] : []),
  ];
}

const described = await fetchJson("/openapi.json");
byId("paths").append(...Object.entries(described.paths).flatMap(([path, methods]) =>
  Object.entries(methods).flatMap(([method, one]) => operation(path, method, one))));

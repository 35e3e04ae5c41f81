// Which sources to use: the controls under the question, what they send, and their part of the address.

import { byId, fetchJson, make } from "./dom.js";

const FIELDS = ["level", "kind", "issuer", "as_of"]; // names of the controls, and in the address
const control = (name) => byId(`scope-${name}`);
const NAMES = { level: "级别", kind: "文种", issuer: "发布者", as_of: "截至" };

export function scope() {
  const [level, kind, issuer, asOf] = FIELDS.map((name) => control(name).value.trim());
  return {
    ...(level && { levels: [level] }),
    ...(kind && { kinds: [kind] }),
    ...(issuer && { issuers: [issuer] }),
    ...(asOf && { as_of: asOf }),
  };
}

export function scopeAddress() {
  return FIELDS.filter((name) => control(name).value.trim())
    .map((name) => `&${name}=${encodeURIComponent(control(name).value.trim())}`)
    .join("");
}

export function setScope(parameters) {
  for (const name of FIELDS) {
    const value = parameters.get(name) || "";
    if (name === "kind" && value) offer("kind", [value]);
    control(name).value = value;
  }
  tell();
}

function offer(name, values) {
  const list = name === "issuer" ? byId("scope-issuers") : control(name);
  const known = new Set([...list.options].map((option) => option.value));
  list.append(...values.filter((value) => !known.has(value)).map((value) => make("option", { value }, value)));
}

function tell() {
  const set = FIELDS.filter((name) => control(name).value.trim());
  const said = set.map((name) => {
    const { value, selectedOptions } = control(name);
    return `${NAMES[name]} ${selectedOptions ? selectedOptions[0]?.textContent : value}`;
  });
  byId("scope-told").textContent = said.join("，") || "全部资料";
  byId("scope-clear").hidden = set.length === 0;
}

// What kinds and issuers there are is asked when somebody looks.
async function offerKnown() {
  const { documents } = await fetchJson("/v1/documents");
  const articles = documents.flatMap((one) => one.articles || []);
  for (const name of ["kind", "issuer"]) offer(name, [...new Set(articles.map((one) => one[name]).filter(Boolean))].sort());
}

byId("scope").addEventListener("toggle", () => { if (byId("scope").open) offerKnown().catch(() => {}); });
byId("scope").addEventListener("input", tell);
byId("scope-clear").addEventListener("click", () => {
  for (const name of FIELDS) control(name).value = "";
  tell();
  byId("scope").querySelector("summary").focus();
});

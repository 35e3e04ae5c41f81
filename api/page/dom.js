// Builds elements. Text only ever goes in as text, never as markup.

export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

export const byId = (id) => document.getElementById(id);

export async function fetchJson(address, options = {}) {
  const response = await fetch(address, options).catch(() => { throw new Error("连不上服务。请确认它在运行，然后重试"); });
  const body = await response.json();
  if (!response.ok) throw new Error([body.detail, body.remedy].filter(Boolean).join("。"));
  return body;
}

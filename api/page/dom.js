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

// The response to a request; an error that says what is wrong and what to do, with its `status`, where it is none.
export async function reach(address, options = {}) {
  const response = await fetch(address, options).catch(() => { throw new Error("连不上服务。请确认它在运行，然后重试"); });
  if (response.ok) return response;
  const body = await response.json();
  throw Object.assign(new Error([body.detail, body.remedy].filter(Boolean).join("。")), { status: response.status });
}

export const fetchJson = async (address, options = {}) => (await reach(address, options)).json();

export const sent = (method, body) => ({ method, ...(body && { headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }) });

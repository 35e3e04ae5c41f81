// The form that asks for a briefing.

import { byId, fetchJson, make } from "./dom.js";
import { scope } from "./scope.js";

const lines = (id) => byId(id).value.split("\n").map((line) => line.trim()).filter(Boolean);
let forms = [];

export function readForm() {
  const [questions, outline] = [lines("draft-questions"), lines("draft-outline")];
  return {
    topic: byId("draft-topic").value.trim(),
    form: byId("draft-form").value,
    length: Number(byId("draft-length").value),
    ...(questions.length && { questions }),
    ...(outline.length && { outline }),
    ...scope(),
  };
}

export async function showForms(say) {
  if (forms.length) return;
  try {
    ({ forms } = await fetchJson("/v1/briefings/forms"));
    byId("draft-form").replaceChildren(...forms.map(({ name }) => make("option", { value: name }, name)));
    tell();
  } catch (error) {
    say(error.message, true);
  }
}

// What the form will hold, and what the closed parts of it hold.
function tell() {
  const [questions, outline] = [lines("draft-questions"), lines("draft-outline")];
  const own = forms.find(({ name }) => name === byId("draft-form").value)?.headings ?? [];
  byId("draft-headings").textContent = outline.length ? "" : own.join("　");
  byId("draft-questions-told").textContent = questions.length ? `（${questions.length} 个）` : "";
  byId("draft-outline-told").textContent = outline.length ? `（${outline.length} 节）` : "";
}

byId("draft").addEventListener("input", tell);

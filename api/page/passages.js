// The passages that were read for an answer, and which of them it quotes.

import { make } from "./dom.js";

export function passages(answer) {
  if (!answer.passages.length) return [];
  const used = answer.passages.map((passage) => citing(answer, passage));
  const claimed = new Set(answer.claims.flatMap((claim) => claim.citations));
  const items = answer.passages.map((passage, at) => retrieved(passage, use(used[at], claimed)));
  const cited = used.filter((numbers) => numbers.some((n) => claimed.has(n))).length;
  const name = `检索到的片段（前 ${items.length} 条，${cited ? `其中 ${cited} 条已引用` : "均未引用"}）`;
  return [make("details", {}, make("summary", {}, name), make("ol", { class: "passages" }, ...items), ...elsewhere(answer, used))];
}

function retrieved(passage, { style, word }) {
  const where = make("strong", {}, [passage.document, ...passage.section].join(" › "));
  return make("li", { class: style }, make("span", { class: "badge" }, word), where, make("br"), passage.text);
}

// What became of a passage that the citations of these numbers come from: quoted, only shown as near, or neither.
function use(numbers, claimed) {
  const quoted = numbers.filter((n) => claimed.has(n));
  if (quoted.length) return { style: "cited", word: `已引用 ${quoted.join("、")}` };
  if (numbers.length) return { style: "near", word: `最接近 ${numbers.join("、")}` };
  return { style: null, word: "未引用" };
}

// The numbers of the citations whose quotes stand in a passage: a sentence at least in part, a table row with all its
// cells, as rows share the merged ones.
function citing(answer, passage) {
  const meets = ([start, end]) => passage.spans.some(([from, to]) => start < to && from < end);
  return answer.citations
    .filter(({ document, table, spans }) => document === passage.document && (table ? spans.every(meets) : spans.some(meets)))
    .map((citation) => citation.n);
}

function elsewhere(answer, used) {
  const shown = new Set(used.flat());
  const rest = answer.citations.map((citation) => citation.n).filter((n) => !shown.has(n));
  return rest.length ? [make("p", { class: "about" }, `引文 ${rest.join("、")} 出自排在这 ${used.length} 条之后的片段。`)] : [];
}

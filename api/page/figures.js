// The numbers of an answer as controls: each opens a card that says what it is and leads to it in the document.

import { make } from "./dom.js";
import { title } from "./citing.js";
import { openCitation, openFigure } from "./reader.js";

const ASIDE = ".badge, .ref, .head, .lead, small"; // shown beside the words of a claim, none of them
const LONG = 10; // letters of a number that still fits on one line of a phone with what follows it

// Makes the figures of an answer, shown in `root`, controls: in its claims, and the same ones in its short answer.
export function armFigures(root, answer) {
  close();
  const claims = root.querySelectorAll(".claims > p");
  const short = root.querySelector(".short");
  for (const figure of answer.figures || []) {
    const { text } = answer.claims[figure.claim];
    if (claims[figure.claim]) arm(claims[figure.claim], text, [figure.start, figure.end], answer, figure);
    if (short && figure.short) arm(short, answer.short_answer, figure.short, answer, figure);
  }
}

function arm(holder, text, range, answer, figure) {
  const found = place(holder, ...range.map((at) => letters(Array.from(text).slice(0, at).join("")).length));
  if (!found) return;
  const button = make("button", { type: "button", class: "figure", "aria-expanded": "false", "aria-haspopup": "dialog" });
  button.addEventListener("click", () => { if (!selected(button)) toggle(button, answer, figure); });
  const [node, from, to] = found;
  const words = node.splitText(from);
  words.splitText(to - from);
  words.replaceWith(button);
  button.append(words);
}

const letters = (text) => Array.from(text.replace(/\s/gu, "")); // the page sets other white space between table cells

// The text node that holds the letters from `first` up to `last`, and where in it they stand.
function place(holder, first, last) {
  const parts = [];
  const walker = document.createTreeWalker(holder, NodeFilter.SHOW_TEXT);
  let seen = 0;
  for (let node = walker.nextNode(); node && seen < last; node = walker.nextNode()) {
    if (node.parentElement.closest(ASIDE)) continue;
    let [at, from, to] = [0, null, null];
    for (const point of node.data) {
      if (point.trim()) {
        if (seen >= first && seen < last) [from, to] = [from ?? at, at + point.length];
        seen += 1;
      }
      at += point.length;
    }
    if (from !== null) parts.push([node, from, to]);
  }
  if (seen < last || parts.some(([node]) => node.parentElement.closest(".figure"))) return null;
  return parts.length > 1 ? joined(parts) : parts[0];
}

// A number whose end is kept on the line of the badges: the rest of it goes there too.
function joined(parts) {
  const [node, , to] = parts.at(-1);
  let lead = "";
  for (const [part, from] of parts.slice(0, -1)) {
    lead += part.data.slice(from);
    part.data = part.data.slice(0, from);
  }
  node.data = lead + node.data;
  if (lead.length + to > LONG) node.parentElement.classList.add("loose");
  return [node, 0, lead.length + to];
}

// Whether the click only ends a selection of text that began in or before the number.
function selected(button) {
  const selection = getSelection();
  return !selection.isCollapsed && selection.containsNode(button, true);
}

// The card. It stands at the end of the page, so that it is no part of the answer's text; Tab leads from the number into it.

const card = make("div", { id: "figure-card", class: "card figure-card", role: "dialog", hidden: true });
document.body.append(card);
let opener = null;

function toggle(button, answer, figure) {
  const again = opener === button;
  close();
  if (again) return;
  opener = button;
  button.setAttribute("aria-expanded", "true");
  button.setAttribute("aria-controls", card.id);
  card.setAttribute("aria-label", `${figure.text}：这个数字的来历`);
  card.replaceChildren(...content(answer, figure));
  card.hidden = false;
  settle(button);
}

function close() {
  if (!opener) return;
  opener.setAttribute("aria-expanded", "false");
  opener.removeAttribute("aria-controls");
  opener = null;
  card.hidden = true;
}

function settle(button) {
  const line = button.getClientRects()[0];
  const left = Math.min(line.left, document.documentElement.clientWidth - card.offsetWidth - 16);
  const below = line.bottom + 6 + card.offsetHeight < window.innerHeight || line.top < card.offsetHeight + 6;
  card.style.left = `${Math.max(16, left) + window.scrollX}px`;
  card.style.top = `${(below ? button.getBoundingClientRect().bottom + 6 : line.top - card.offsetHeight - 6) + window.scrollY}px`;
}

const inside = (node) => card.contains(node) || opener?.contains(node);

window.addEventListener("keydown", (event) => {
  if (!opener) return;
  if (event.key === "Escape") {
    event.stopPropagation(); // only the card is closed, not the document under it
    opener.focus({ preventScroll: true });
    close();
  }
  if (event.key === "Tab") step(event);
}, true);
document.addEventListener("pointerdown", (event) => { if (opener && !inside(event.target)) close(); });
document.addEventListener("focusin", (event) => { if (opener && !inside(event.target)) close(); });
window.addEventListener("resize", close);
window.addEventListener("popstate", close);

// From the number Tab goes to the first control of its card, from the last one on to what follows the number.
function step(event) {
  const controls = [...card.querySelectorAll("button")];
  const at = controls.indexOf(document.activeElement);
  if (document.activeElement === opener && !event.shiftKey && controls.length) {
    event.preventDefault();
    controls[0].focus();
  } else if (at === 0 && event.shiftKey) {
    event.preventDefault();
    opener.focus();
  } else if (at >= 0 && at === controls.length - 1 && !event.shiftKey) {
    opener.focus({ preventScroll: true }); // and the browser goes on from there
  }
}

// What the card says.

const MODALITY = { achieved: "已实现", planned: "目标（不是已实现的结果）", estimated: "预计（不是已实现的结果）", conditional: "有条件" };
const QUALIFIER = { about: "约数", at_least: "不低于此数", above: "多于此数", below: "接近而不到此数", at_most: "不超过此数" };
const UNTIL = { at_most: "截至", about: "约", at_least: "自", below: "早于" };
const CHANGE = { up: "增加的幅度，不是总量", down: "减少的幅度，不是总量" };
const TIMES = ["date", "period"];
const ROWS = 12; // rows of a count that are listed one by one

function content(answer, figure) {
  const told = [
    ...number(answer, figure),
    ...(TIMES.includes(figure.kind) ? days(figure) : measured(answer, figure)),
    ["性质", MODALITY[figure.modality] || (figure.origin === "printed" && "原文未写明")],
  ];
  return [
    make("dl", {}, ...told.filter(([, said]) => said).flatMap(([name, said]) => [make("dt", {}, name), make("dd", {}, said)])),
    ...sources(answer, figure),
  ];
}

function number(answer, figure) {
  const printed = figure.source?.text.replace(/\s+/gu, " ");
  if (figure.origin === "computed") return [["算得数字", figure.text], ["算式", figure.formula]];
  if (figure.origin === "counted") return [["统计结果", figure.text], ["原文数字", printed], ["统计方法", figure.formula], ["是否完整", answer.completeness?.reason]];
  const repaired = figure.inferred && figure.inferred.value !== printed;
  return [["原文数字", printed], ["推断", repaired && `原文印作“${figure.inferred.as_printed || "空格"}”，据推断为“${figure.inferred.value}”`]];
}

function measured(answer, figure) {
  const about = [figure.subject, figure.indicator].filter(Boolean).join(" · ");
  const scope = [...(figure.scope || []), figure.share_of && `占${figure.share_of}的份额`].filter(Boolean).join("，");
  const printed = figure.origin === "printed";
  return [
    ["数值", exact(figure)],
    ["单位", figure.unit || (printed && "无（或见上下文）")],
    ["限定", [QUALIFIER[figure.qualifier], CHANGE[figure.change]].filter(Boolean).join("；")],
    ["指标", about],
    ["时间", figure.date ? when(answer, figure) : ""],
    ["范围/口径", scope || (printed && "原文未另作限定")],
  ];
}

// The exact value where the words do not say it digit by digit: 20万亿元, 三成, 10—15%.
function exact(figure) {
  const grouped = (value) => value.replace(/^-?\d+/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, ","));
  if (figure.value === null) return figure.low === figure.high ? "" : `${grouped(figure.low)} 至 ${grouped(figure.high)} ${figure.unit}`;
  return figure.text.includes(figure.value.replace("-", "")) ? "" : `${grouped(figure.value)} ${figure.unit}`;
}

function days(figure) {
  const day = (digits) => digits.padStart(8, "0").replace(/^(\d{4})(\d\d)(\d\d)$/, "$1-$2-$3").replace(/^0000-/, "");
  const [low, high] = [day(figure.low), day(figure.high)];
  return [["所指时间", `${UNTIL[figure.qualifier] || ""}${low === high ? low : `${low} 至 ${high}`}`]];
}

function when(answer, figure) {
  const { words, how, by } = figure.date;
  const cited = answer.citations.find((one) => one.n === figure.source?.citation);
  const dated = cited?.date.value?.replace(/\s+/gu, "");
  const document = dated ? `文档日期 ${dated}${cited.date.how === "inferred" ? "，推断" : ""}` : "文档未注明日期";
  if (how === "text") return `${words}（原文写明）`;
  if (by === "table" || by === "heading") return `${words}（据${by === "table" ? "表名或表头" : "所在标题"}推断）`;
  return words ? `${words}（${document}）` : `原文未写明（${document}）`;
}

function sources(answer, figure) {
  if (figure.origin === "printed") return [make("p", {}, "出处 ", lead(answer, figure.source))];
  if (figure.origin === "computed") return figure.inputs.map((input) => make("p", {}, `${input.text}${since(answer, input)}　出处 `, lead(answer, input)));
  if (figure.source) return [make("p", {}, "出处 ", lead(answer, figure.source))];
  const rows = (figure.rows || []).slice(0, ROWS).map((n) => leadTo(String(n), `第 ${n} 条引文`, () => openCitation(n, opener)));
  const more = figure.rows.length > ROWS ? ` 等 ${figure.rows.length} 行` : "";
  return [make("p", { class: "rows" }, "所计各行 ", ...rows, more)];
}

// When a figure that another one is computed from holds, as its own card says.
function since(answer, { citation, spans }) {
  const same = ({ source }) => source?.citation === citation && String(source.spans) === String(spans);
  const words = answer.figures.find(same)?.date?.words;
  return words ? `（${words}）` : "";
}

function lead(answer, printed) {
  const cited = answer.citations.find((one) => one.n === printed.citation);
  return leadTo(`[${printed.citation}] 在原文中看这个数字`, title(cited), () => openFigure(printed, opener));
}

function leadTo(words, name, open) {
  const follow = () => { open(); close(); };
  return make("button", { type: "button", class: "plain", title: name, onclick: follow }, words);
}

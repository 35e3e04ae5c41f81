// The parts of a draft on the page: key figures, sections with their lines and tables, alternatives, gaps.

import { make } from "./dom.js";
import { about, place } from "./citing.js";
import { ref, together, worded } from "./claims.js";

const NATURES = { achieved: "结果", planned: "目标", estimated: "预计", conditional: "有条件", unknown: "未注明" };
const DATED = { document: "文档日期", inferred: "据文档日期推断" };

// What is shown of a job: its lines by id, its citations under the numbers they are shown by, what may stand in for what.
export function view(job, verdicts, panel) {
  const { briefing } = job;
  const pool = new Map(briefing.citations.map((one) => [one.n, one]));
  const number = new Map(job.numbers);
  const citations = job.numbers.map(([n, shown]) => ({ ...pool.get(n), n: shown })).sort((a, b) => a.n - b.n);
  const lines = new Map(briefing.lines.map((one) => [one.id, one]));
  const used = new Set(briefing.sections.flatMap((one) => one.lines));
  const words = [...used].reduce((sum, id) => sum + Array.from(lines.get(id).lead + lines.get(id).claim.text).length, 0);
  const said = `${briefing.sections.length} 节 · ${used.size} 句 ${words} 字 · 出处 ${citations.length} 条`;
  return { job, briefing, pool, number, citations, lines, used, verdicts, panel, told: said };
}

const refs = (shown, numbers) => numbers.filter((n) => shown.number.has(n)).map((n) => ref(shown, shown.number.get(n)));

export function figures(shown) {
  const rows = shown.briefing.figures;
  if (!rows.length) return [];
  const how = (row) => (row.by ? `据文档日期${row.by}推断` : DATED[row.how]);
  const bare = (row) => (row.by ? `原文未注明年份（文档日期${row.by}）` : "原文未注明年份");
  const known = (row) => (!row.when ? bare(row) : how(row) ? `${row.when}（${how(row)}）` : row.when);
  const cells = (row) => [row.value, row.indicator, known(row), NATURES[row.nature]];
  const body = rows.map((row) => make("tr", {}, ...cells(row).map((text) => make("td", {}, text)), make("td", {}, ...refs(shown, [row.citation]))));
  return [make("h3", {}, "关键数据"), table(["数值", "事项（原文）", "时点", "性质", "来源"], body, "timeline figures")];
}

function table(heads, rows, shape = "timeline") {
  const head = make("tr", {}, ...heads.map((name) => make("th", {}, name)));
  return make("div", { class: shape }, make("table", {}, make("thead", {}, head), make("tbody", {}, ...rows)));
}

export function tool(key, name, word, onclick, disabled = false) {
  return make("button", { type: "button", class: "tool", "data-key": key, "aria-label": name, title: name, disabled, onclick }, word);
}

export function section(part, shown, actions) {
  const { sections } = shown.briefing;
  const at = sections.indexOf(part);
  const { id } = part;
  const buttons = [
    tool(`up:${id}`, `上移一节：${part.heading}`, "↑", () => actions.moveSection(id, -1, `up:${id}`), at === 0),
    tool(`down:${id}`, `下移一节：${part.heading}`, "↓", () => actions.moveSection(id, 1, `down:${id}`), at === sections.length - 1),
    tool(`rename:${id}`, `改标题：${part.heading}`, "改标题", () => actions.panel(`name:${id}`, `name:${id}`)),
    tool(`drop:${id}`, `删去一节：${part.heading}`, "删去", () => actions.dropSection(id)),
  ];
  const heading = shown.panel === `name:${id}` ? headingBox(part, actions) : make("h3", { tabindex: "-1", "data-key": `section:${id}` }, part.heading);
  const lines = part.lines.map((name, n) => line(shown.lines.get(name), n, part, shown, actions));
  const spare = part.alternatives.filter((name) => !shown.used.has(name));
  const more = spare.length ? tool(`add:${id}`, `补充一条：${part.heading}`, `＋ 补充一条（另有 ${spare.length}）`, () => actions.panel(shown.panel === `add:${id}` ? null : `add:${id}`, `add:${id}`)) : null;
  return make(
    "section",
    { class: part.level > 1 ? "part below" : "part", "data-id": id },
    make("div", { class: "part-head" }, heading, make("span", { class: "about count" }, counted(sections, at)), make("div", { class: "tools" }, ...buttons)),
    make("ol", { class: "lines" }, ...lines),
    part.lines.length || part.sheets.length || sections[at + 1]?.level > part.level ? null : make("p", { class: "about" }, "这一节没有语句，请补充，或删去这一节。"),
    more,
    ...(shown.panel === `add:${id}` ? [spares(`add:${id}`, spare, shown, (name) => actions.add(id, name), actions)] : []),
    ...part.sheets.flatMap((sheet, n) => sheetOf(sheet, shown, tool(`table:${id}:${n}`, `删去表格：${sheet.name || part.heading}`, "删去表格", () => actions.dropTable(id, n)))),
  );
}

// How much was found and is used, of a section with those below it.
function counted(sections, at) {
  const after = sections.findIndex((one, n) => n > at && one.level <= sections[at].level);
  const all = sections.slice(at, after < 0 ? sections.length : after);
  const sum = (of) => all.reduce((total, one) => total + of(one), 0);
  const rows = sum((one) => one.sheets.reduce((total, sheet) => total + sheet.rows.length, 0));
  return `采用 ${sum((one) => one.lines.length)} · 找到 ${sum((one) => one.found)}${rows ? ` · 表格 ${rows} 行` : ""}`;
}

function headingBox(part, actions) {
  const box = make("input", { class: "heading-box", "data-key": `name:${part.id}`, "aria-label": "标题", maxlength: "100", value: part.heading });
  const leave = () => actions.panel(null, `rename:${part.id}`);
  const keep = () => (box.value.trim() && box.value.trim() !== part.heading ? actions.rename(part.id, box.value.trim()) : leave());
  box.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter") { event.preventDefault(); keep(); }
    if (event.key === "Escape") { event.stopPropagation(); leave(); }
  });
  return make("div", { class: "naming" }, box, make("button", { type: "button", class: "tool", onclick: keep }, "保存"), make("button", { type: "button", class: "tool", onclick: leave }, "不改"));
}

function line(one, at, part, shown, actions) {
  const { id } = one;
  const first = at === 0 && shown.briefing.sections[0] === part;
  const last = at === part.lines.length - 1 && shown.briefing.sections.at(-1) === part;
  const spare = part.alternatives.filter((name) => !shown.used.has(name));
  const brief = Array.from(one.claim.text).slice(0, 12).join("");
  const toggle = () => actions.panel(shown.panel === `swap:${id}` ? null : `swap:${id}`, `swap:${id}`);
  const buttons = [
    tool(`up:${id}`, `上移：${brief}`, "↑", () => actions.move(part.id, id, -1, `up:${id}`), first),
    tool(`down:${id}`, `下移：${brief}`, "↓", () => actions.move(part.id, id, 1, `down:${id}`), last),
    tool(`swap:${id}`, `换一条：${brief}`, "换一条", toggle, !spare.length),
    tool(`drop:${id}`, `删去：${brief}`, "删去", () => actions.drop(part.id, id)),
  ];
  const item = make(
    "li",
    { tabindex: "0", "data-key": `line:${id}`, "data-line": id },
    worded_(one, shown),
    ...(one.asides.length ? [make("p", { class: "about" }, `注：${one.asides.join("；")}。`)] : []),
    make("div", { class: "tools" }, ...buttons),
    ...(shown.panel === `swap:${id}` ? [spares(`swap:${id}`, spare, shown, (name) => actions.swap(part.id, id, name), actions)] : []),
  );
  item.addEventListener("keydown", (event) => {
    if (event.target !== item) return;
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (event.altKey && by) { event.preventDefault(); actions.move(part.id, id, by, `line:${id}`); }
    if (event.key === "Delete") actions.drop(part.id, id);
    if (event.key.toLowerCase() === "r" && !event.ctrlKey && !event.metaKey && spare.length) toggle();
  });
  return item;
}

// A line's words with the numbers behind them, and its verdict where it was checked again.
function worded_(one, shown) {
  const numbers = one.claim.citations.filter((n) => shown.number.has(n)).map((n) => shown.number.get(n));
  const claim = { ...one.claim, citations: numbers };
  const lead = one.lead ? make("strong", { class: "lead" }, one.lead) : null;
  const verdict = shown.verdicts.get(one.id)?.();
  return make("p", {}, lead, ...together(worded(shown, claim), numbers.map((n) => ref(shown, n)), verdict ? [verdict] : []));
}

// Lines of the pool that may be taken, each with its source.
function spares(key, names, shown, take, actions) {
  const options = names.map((name) => {
    const one = shown.lines.get(name);
    const cited = shown.pool.get(one.claim.citations[0]);
    const button = make("button", { type: "button", class: "spare", "data-spare": name, onclick: () => take(name) }, one.lead + one.claim.text);
    return make("li", {}, button, make("p", { class: "about" }, [place(cited), about(cited)].join(" · ")));
  });
  const list = make("ul", { class: "spares", "aria-label": "可用的其他语句" }, ...options);
  list.addEventListener("keydown", (event) => { if (event.key === "Escape") { event.stopPropagation(); actions.panel(null, key); } });
  return list;
}

function sheetOf(sheet, shown, drop) {
  const rows = sheet.rows.map((row) => make("tr", {}, ...row.cells.map((cell, n) => make("td", {}, cell, ...(n + 1 === row.cells.length ? refs(shown, [row.citation]) : [])))));
  return [
    make("p", { class: "about" }, `表：${sheet.name || "（未名）"} `, drop),
    table(sheet.heads, rows),
    ...(sheet.whole ? [make("p", { class: "about" }, `注：${sheet.whole.reason}。`)] : []),
  ];
}

// What does not agree, what is not covered, what was left out: by the draft, or by the reader, who may take it back in.
export function gaps(shown, restore) {
  const { disagreements, uncovered, left_out: empty } = shown.briefing;
  const { notes } = shown.job;
  const apart = disagreements.flatMap((one) => [
    make("p", { class: "about" }, `${one.date}有不同数值：${one.values.join("、")}。原文如下：`),
    make("ul", { class: "plain-list" }, ...one.lines.map((name) => make("li", {}, worded_(shown.lines.get(name), shown)))),
  ]);
  const open = uncovered.map((gap) => make("li", {}, gap.reason ? `${gap.text}：${gap.reason}` : gap.text));
  const dropped = shown.job.dropped.map((one) =>
    make("li", {}, `${one.heading} `, make("button", { type: "button", class: "tool restore", onclick: () => restore(one) }, "恢复")));
  return [
    ...(apart.length ? [make("h3", {}, "数据不一致之处"), ...apart] : []),
    ...(open.length ? [make("h3", {}, "资料未覆盖的问题"), make("ul", { class: "plain-list" }, ...open)] : []),
    ...(empty.length ? [make("p", { class: "about" }, `未写入的部分：${empty.map((name) => `“${name}”`).join("、")}，资料中没有找到可用的原文。`)] : []),
    ...notes.map((note) => make("p", { class: "about" }, note)),
    ...(dropped.length ? [make("h3", {}, "已删去的章节"), make("ul", { class: "plain-list" }, ...dropped)] : []),
  ];
}

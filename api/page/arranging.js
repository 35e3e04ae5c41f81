// Changes to the sections of an arrangement: lists of { id, lines, heading, tables }, each change giving a new one.

const edit = (sections, id, change) => sections.map((one) => (one.id === id ? { ...one, ...change(one) } : one));
const swapped = (list, at, to) => list.map((one, n) => (n === at ? list[to] : n === to ? list[at] : one));

export const dropLine = (sections, id, line) => edit(sections, id, ({ lines }) => ({ lines: lines.filter((one) => one !== line) }));
export const addLine = (sections, id, line) => edit(sections, id, ({ lines }) => ({ lines: [...lines, line] }));
export const swapLine = (sections, id, line, other) => edit(sections, id, ({ lines }) => ({ lines: lines.map((one) => (one === line ? other : one)) }));
export const rename = (sections, id, heading) => edit(sections, id, () => ({ heading }));

// Leaves out one of the tables that a section shows; `shown`: how many.
export const dropTable = (sections, id, at, shown) =>
  edit(sections, id, ({ tables }) => ({ tables: (tables ?? Array.from({ length: shown }, (_, n) => n)).filter((_, n) => n !== at) }));

// A section with those below it: where it begins and where the next one of its level begins. `levels`: of each id.
function span(sections, id, levels) {
  const at = sections.findIndex((one) => one.id === id);
  const after = sections.findIndex((one, n) => n > at && levels.get(one.id) <= levels.get(id));
  return [at, after < 0 ? sections.length : after];
}

export function dropSection(sections, id, levels) {
  const [from, to] = span(sections, id, levels);
  return sections.filter((_, n) => n < from || n >= to);
}

const numbered = ({ id }) => Number(id.slice(1)); // S12: the twelfth of the draft

// Brings a section back behind the one that stood before it.
export function addSection(sections, { id, lines }) {
  const shown = new Set(sections.flatMap((one) => one.lines)); // a line may have moved to another section meanwhile
  const section = { id, lines: lines.filter((line) => !shown.has(line)), heading: null, tables: null };
  const before = sections.filter((one) => numbered(one) < numbered(section));
  const last = before.reduce((best, one) => (best && numbered(best) > numbered(one) ? best : one), null);
  return sections.toSpliced(sections.indexOf(last) + 1, 0, section);
}

// Moves a section with those below it; one of a lower level may go on to the section before or after its own.
export function moveSection(sections, id, by, levels) {
  const [from, to] = span(sections, id, levels);
  const beside = sections[by < 0 ? from - 1 : to];
  if (!beside || (by < 0 && from === 1 && levels.get(id) > levels.get(beside.id))) return sections;
  const moved = sections.slice(from, to);
  const rest = sections.toSpliced(from, to - from);
  if (by > 0) {
    const past = levels.get(beside.id) === levels.get(id) ? span(sections, beside.id, levels)[1] - to : 1;
    return rest.toSpliced(from + past, 0, ...moved);
  }
  const before = sections.findLastIndex((one, n) => n < from && levels.get(one.id) <= levels.get(id));
  return rest.toSpliced(before, 0, ...moved);
}

// Moves a line up or down; from the end of a section it goes on to the next one.
export function moveLine(sections, id, line, by) {
  const place = sections.findIndex((one) => one.id === id);
  const { lines } = sections[place];
  const at = lines.indexOf(line);
  if (lines[at + by] !== undefined) return edit(sections, id, () => ({ lines: swapped(lines, at, at + by) }));
  const next = sections[place + by];
  if (!next) return sections;
  const without = dropLine(sections, id, line);
  return edit(without, next.id, ({ lines: theirs }) => ({ lines: by > 0 ? [line, ...theirs] : [...theirs, line] }));
}

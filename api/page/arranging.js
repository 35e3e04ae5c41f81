// Changes to an arrangement: lists of { id, lines, heading }, each change giving a new one.

const edit = (sections, id, change) => sections.map((one) => (one.id === id ? { ...one, ...change(one) } : one));
const swapped = (list, at, to) => list.map((one, n) => (n === at ? list[to] : n === to ? list[at] : one));

export const dropLine = (sections, id, line) => edit(sections, id, ({ lines }) => ({ lines: lines.filter((one) => one !== line) }));
export const addLine = (sections, id, line) => edit(sections, id, ({ lines }) => ({ lines: [...lines, line] }));
export const swapLine = (sections, id, line, other) => edit(sections, id, ({ lines }) => ({ lines: lines.map((one) => (one === line ? other : one)) }));
export const rename = (sections, id, heading) => edit(sections, id, () => ({ heading }));
export const dropSection = (sections, id) => sections.filter((one) => one.id !== id);
export const addSection = (sections, { id, lines }) => {
  const shown = new Set(sections.flatMap((one) => one.lines)); // a line may have moved to another section meanwhile
  return [...sections, { id, lines: lines.filter((line) => !shown.has(line)), heading: null }];
};

export function moveSection(sections, id, by) {
  const at = sections.findIndex((one) => one.id === id);
  return sections[at + by] ? swapped(sections, at, at + by) : sections;
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

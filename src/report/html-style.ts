/** Style of the page of scan and migrate, beyond what all pages share. */
export const STYLE = `
.lead { color: var(--soft); margin: 0 0 1rem } .note { border-left: 3px solid var(--yellow); padding: .25rem .75rem; margin: .5rem 0 }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr)); gap: .75rem; margin: 1rem 0; padding: 0; list-style: none }
.tiles li { background: var(--panel); border: 1px solid var(--line); border-radius: 8px; padding: .6rem .8rem } .tiles b { display: block; font-size: 1.5rem; line-height: 1.2 }
.charts { columns: 3 20rem; column-gap: 1rem }
.chart { break-inside: avoid; margin: 0 0 1rem; border: 1px solid var(--line); border-radius: 8px; padding: .75rem .9rem; min-width: 0 } .chart h3 { font-size: .95rem; margin: 0 0 .5rem }
.chart ol { list-style: none; margin: 0; padding: 0 } .chart li { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 0 .75rem; margin: .45rem 0; font-size: 13px }
.chart .count { color: var(--soft); font-variant-numeric: tabular-nums } .bar { grid-column: 1 / -1; display: flex; height: .55rem; border-radius: 3px; overflow: hidden; background: var(--line) }
.bar i { display: block; min-width: 2px } .bar .done { background: var(--green) } .bar .auto { background: var(--blue) } .bar .review { background: var(--yellow) } .bar .manual { background: var(--red) }
.legend { display: flex; flex-wrap: wrap; gap: .25rem 1rem; color: var(--soft); font-size: 13px; margin: .75rem 0 0; padding: 0; list-style: none }
.legend i { display: inline-block; width: .7rem; height: .7rem; border-radius: 2px; margin-right: .35rem } i.done { background: var(--green) } i.auto { background: var(--blue) } i.review { background: var(--yellow) } i.manual { background: var(--red) }
form { display: flex; flex-wrap: wrap; gap: .5rem .75rem; align-items: end; position: sticky; top: 0; z-index: 1; background: var(--paper); padding: .6rem 0; border-bottom: 1px solid var(--line) }
form label { display: grid; font-size: 12px; color: var(--soft); min-width: 0 } input, select { font: inherit; font-size: 14px; color: var(--ink); background: var(--paper); border: 1px solid var(--line); border-radius: 6px; padding: .25rem .4rem; max-width: 15rem }
form output { margin-left: auto; color: var(--soft); font-size: 13px }
.group > h3 { font-size: .95rem; margin: 1.25rem 0 .4rem; overflow-wrap: anywhere } .group > h3 span { color: var(--soft); font-weight: normal }
.finding { border: 1px solid var(--line); border-left: 4px solid var(--grey); border-radius: 6px; padding: .55rem .8rem; margin: .5rem 0; min-width: 0 }
.finding[hidden], .group[hidden] { display: none } .finding.done { border-left-color: var(--green) } .finding.auto { border-left-color: var(--blue) } .finding.review { border-left-color: var(--yellow) } .finding.manual { border-left-color: var(--red) }
.head { display: flex; flex-wrap: wrap; gap: .15rem .75rem; align-items: baseline } .head b { font-size: 12px; text-transform: uppercase; letter-spacing: .03em } .head .place { margin-left: auto }
b.done { color: var(--green) } b.auto { color: var(--blue) } b.review { color: var(--yellow) } b.manual { color: var(--red) }
.finding p { margin: .25rem 0 } .change { overflow-wrap: anywhere } .sides { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)); gap: .5rem; margin: .4rem 0 }
.sides figure { margin: 0; min-width: 0 } .sides pre { white-space: pre-wrap; overflow-wrap: anywhere } .sides figcaption { font-size: 12px; color: var(--soft) } .sides mark { color: inherit; border-radius: 2px } .before mark { background: var(--removed) } .after mark { background: var(--added) }
.added { background: var(--added) } .removed { background: var(--removed) } .hunk, .header { color: var(--soft) } pre span { display: block; min-height: 1.5em }
details { margin: .3rem 0 } details > summary { font-size: 13px; color: var(--soft) }
@media (max-width: 30rem) { body { padding: .75rem .6rem 3rem } form { position: static } form label, input, select { width: 100%; max-width: none } .head .place { margin-left: 0; flex-basis: 100% } form output { margin-left: 0 } }
@media print { form { display: none } .finding { break-inside: avoid } }
`;

/** Filters, sorting and grouping; the only script of the page. */
export const SCRIPT = `
const form = document.getElementById('filters');
const list = document.getElementById('findings');
const rows = [...list.querySelectorAll('.finding')];
const ORDER = { manual: 0, review: 1, auto: 2, done: 3 };
const keys = {
  place: (row) => [row.dataset.file, Number(row.dataset.line)],
  level: (row) => [ORDER[row.dataset.rank], row.dataset.file, Number(row.dataset.line)],
  rule: (row) => [row.dataset.rule, row.dataset.file, Number(row.dataset.line)],
};
const compare = (a, b) => {
  for (let index = 0; index < a.length; index += 1) if (a[index] !== b[index]) return a[index] < b[index] ? -1 : 1;
  return 0;
};
const apply = () => {
  const { text, level, state, rule, owner, group, sort } = Object.fromEntries(new FormData(form));
  const needle = text.toLowerCase();
  const fits = (row, key, wanted) => !wanted || row.dataset[key] === wanted;
  let shown = 0;
  for (const row of rows) {
    row.hidden = !(fits(row, 'level', level) && fits(row, 'state', state) && fits(row, 'rule', rule) && fits(row, 'owner', owner) && (needle === '' || row.textContent.toLowerCase().includes(needle)));
    if (!row.hidden) shown += 1;
  }
  const sorted = rows.slice().sort((a, b) => compare(keys[sort](a), keys[sort](b)));
  const groups = new Map();
  for (const row of sorted) {
    const name = group === '' ? '' : row.dataset[group] || 'nobody';
    groups.set(name, [...(groups.get(name) || []), row]);
  }
  list.replaceChildren(...[...groups].map(([name, members]) => {
    const section = document.createElement('section');
    section.className = 'group';
    const visible = members.filter((row) => !row.hidden).length;
    section.hidden = visible === 0;
    if (name !== '') {
      const heading = document.createElement('h3');
      heading.textContent = name + ' ';
      const number = document.createElement('span');
      number.textContent = '(' + visible + ')';
      heading.append(number);
      section.append(heading);
    }
    section.append(...members);
    return section;
  }));
  document.getElementById('shown').textContent = shown + ' of ' + rows.length + ' shown';
};
form.addEventListener('input', apply);
form.addEventListener('submit', (event) => event.preventDefault());
apply();
`;

/** Style of the page of scan and migrate, beyond what all pages share. */
export const STYLE = `
.group > h3 { font-size: .95rem; margin: 1.25rem 0 .4rem; overflow-wrap: anywhere } .group > h3 span { color: var(--soft); font-weight: normal }
.finding { border: 1px solid var(--line); border-left: 4px solid var(--rank); border-radius: 6px; padding: .55rem .8rem; margin: .5rem 0; min-width: 0 }
.finding[hidden], .group[hidden] { display: none }
.head { display: flex; flex-wrap: wrap; gap: .15rem .75rem; align-items: baseline } .head b { font-size: 12px; text-transform: uppercase; letter-spacing: .03em; color: var(--rank) } .head .place { margin-left: auto }
.finding p { margin: .25rem 0 } .change { overflow-wrap: anywhere } .sides { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)); gap: .5rem; margin: .4rem 0 }
.sides figure { margin: 0; min-width: 0 } .sides pre { white-space: pre-wrap; overflow-wrap: anywhere } .sides figcaption { font-size: 12px; color: var(--soft) } .sides mark { color: inherit; border-radius: 2px } .before mark { background: var(--removed) } .after mark { background: var(--added) }
.added { background: var(--added) } .removed { background: var(--removed) } .hunk, .header { color: var(--soft) } pre span { display: block; min-height: 1.5em }
@media (max-width: 30rem) { .head .place { margin-left: 0; flex-basis: 100% } }
@media print { .finding { break-inside: avoid } }
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

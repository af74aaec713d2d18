/** Style of the page of verify, beyond what all pages share. */
export const STYLE = `
.exchange { border: 1px solid var(--line); border-left: 4px solid var(--rank); border-radius: 6px; padding: .4rem .8rem; margin: .5rem 0; min-width: 0 } .exchange[hidden] { display: none }
.exchange > summary { font-size: inherit; color: inherit; overflow-wrap: anywhere } .exchange > summary b { font-size: 12px; text-transform: uppercase; letter-spacing: .03em; color: var(--rank) } .exchange p, .exchange ol { margin: .3rem 0 }
.differences { table-layout: fixed } .differences td:nth-child(2), .differences th:nth-child(2) { width: 7rem } .differences pre { white-space: pre-wrap; overflow-wrap: anywhere; border: 0; padding: 0; background: none }
tr.unexplained td:nth-child(3) pre { color: var(--green) } tr.unexplained td:nth-child(4) pre { color: var(--red) } tr:is(.volatile, .additive, .explained, .accepted) { color: var(--soft) }
.scroll { overflow-x: auto } svg .recorded { fill: var(--grey) } svg .live { fill: var(--blue) }
@media print { .exchange { break-inside: avoid } }
`;

/** Filters; the only script of the page. */
export const SCRIPT = `
const form = document.getElementById('filters');
const rows = [...document.querySelectorAll('.exchange')];
const apply = () => {
  const { text, verdict, rule, endpoint } = Object.fromEntries(new FormData(form));
  const needle = text.toLowerCase();
  let shown = 0;
  for (const row of rows) {
    const fits = (verdict === '' || row.dataset.verdict === verdict) && (rule === '' || row.dataset.rule.split('\\n').includes(rule))
      && (endpoint === '' || row.dataset.endpoint === endpoint) && (needle === '' || row.textContent.toLowerCase().includes(needle));
    row.hidden = !fits;
    if (fits) shown += 1;
  }
  document.getElementById('shown').textContent = shown + ' of ' + rows.length + ' shown';
};
form.addEventListener('input', apply);
form.addEventListener('submit', (event) => event.preventDefault());
apply();
`;

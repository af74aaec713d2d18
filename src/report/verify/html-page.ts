/** Style of the page beyond the frame that all pages share. */
export const STYLE = `
form { display: flex; gap: 1rem; flex-wrap: wrap; margin: 1rem 0; position: sticky; top: 0; padding: .5rem 0; background: Canvas }
.bar { display: flex; color: #fff; font-size: 13px; gap: 2px } .bar span { padding: .1rem .4rem; white-space: nowrap; overflow: hidden; min-width: 1rem }
.bar .pass { background: #1a7f37 } .bar .fail { background: #cf222e } .bar .error { background: #9a6700 } .bar .skipped { background: #6e7781 }
.exchange { border-bottom: 1px solid var(--line); padding: .3rem 0 } .exchange[hidden] { display: none } .exchange > :not(summary) { margin-left: 1.5rem }
summary code { overflow-wrap: anywhere }
b.pass { color: var(--green) } b.fail { color: var(--red) } b.error { color: var(--yellow) }
.differences { table-layout: fixed; width: calc(100% - 1.5rem) } .differences td:nth-child(2), .differences th:nth-child(2) { width: 7rem } .differences pre { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; border: 0; padding: 0 }
tr.unexplained td:nth-child(3) pre { color: var(--green) } tr.unexplained td:nth-child(4) pre { color: var(--red) } tr.volatile, tr.additive, tr.explained { opacity: .7 }
svg .recorded { fill: #6e7781 } svg .live { fill: #0969da }
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

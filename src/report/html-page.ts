import { createHash } from 'node:crypto';
import { escapeMarkup } from './escape.js';

/** A page in one file: nothing is loaded from anywhere, and nothing runs but the script given here. */
export function htmlPage({ title, style, script, body }: { title: string; style: string; script: string; body: string }): string {
  const hash = createHash('sha256').update(script).digest('base64');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${hash}'">
<title>${escapeMarkup(title)}</title>
<style>${BASE_STYLE}${style}</style>
</head>
<body>
${body}
<script>${script}</script>
</body>
</html>
`;
}

/** Figures at the top of a page. */
export function tileList(facts: readonly (readonly [value: string, what: string])[]): string {
  return `<ul class="tiles">${facts.map(([value, what]) => `<li><b>${value}</b>${what}</li>`).join('')}</ul>`;
}

/** A filter by one of these values. */
export function select(name: string, label: string, values: readonly string[]): string {
  const options = values.filter((value) => value !== '').map((value) => `<option>${escapeMarkup(value)}</option>`);
  return `<label>${label}<select name="${name}"><option value="">all</option>${options.join('')}</select></label>`;
}

/** Colours, type, tiles, charts and filters that all pages share, light and dark. */
const BASE_STYLE = `
:root { color-scheme: light dark; --ink: #1f2328; --soft: #59636e; --paper: #fff; --panel: #f6f8fa; --line: #d1d9e0; --link: #0969da;
  --green: #1a7f37; --yellow: #9a6700; --red: #cf222e; --blue: #0969da; --grey: #6e7781; --added: #dafbe1; --removed: #ffebe9 }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --soft: #9198a1; --paper: #0d1117; --panel: #151b23; --line: #3d444d; --link: #4493f8;
  --green: #3fb950; --yellow: #d29922; --red: #f85149; --blue: #4493f8; --grey: #8b949e; --added: #12361f; --removed: #48191c } }
* { box-sizing: border-box }
body { font: 15px/1.5 system-ui, -apple-system, 'Segoe UI', sans-serif; color: var(--ink); background: var(--paper); margin: 0 auto; max-width: 76rem; padding: 1.25rem 1rem 4rem }
h1 { font-size: 1.5rem; margin: 0 0 .25rem } h2 { font-size: 1.1rem; margin: 2rem 0 .75rem } a { color: var(--link) }
code, pre { font: 13px/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace } code { overflow-wrap: anywhere }
pre { overflow-x: auto; margin: 0; padding: .5rem .75rem; border: 1px solid var(--line); border-radius: 6px; background: var(--panel) }
table { border-collapse: collapse; width: 100% } th, td { border-bottom: 1px solid var(--line); padding: .3rem .6rem; text-align: left; vertical-align: top }
summary { cursor: pointer } :focus-visible { outline: 2px solid var(--link); outline-offset: 2px }
.done, .pass { --rank: var(--green) } .auto { --rank: var(--blue) } .review, .error { --rank: var(--yellow) } .manual, .fail { --rank: var(--red) } .skipped { --rank: var(--grey) }
.lead { color: var(--soft); margin: 0 0 1rem } .note { border-left: 3px solid var(--yellow); padding: .25rem .75rem; margin: .5rem 0 }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr)); gap: .75rem; margin: 1rem 0; padding: 0; list-style: none }
.tiles li { background: var(--panel); border: 1px solid var(--line); border-radius: 8px; padding: .6rem .8rem } .tiles b { display: block; font-size: 1.5rem; line-height: 1.2 }
.charts { columns: 3 20rem; column-gap: 1rem }
.chart { break-inside: avoid; margin: 0 0 1rem; border: 1px solid var(--line); border-radius: 8px; padding: .75rem .9rem; min-width: 0 } .chart h3 { font-size: .95rem; margin: 0 0 .5rem }
.chart ol { list-style: none; margin: 0; padding: 0 } .chart li { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 0 .75rem; margin: .45rem 0; font-size: 13px }
.chart .count { color: var(--soft); font-variant-numeric: tabular-nums } .bar { grid-column: 1 / -1; display: flex; height: .55rem; border-radius: 3px; overflow: hidden; background: var(--line) }
.bar i { display: block; min-width: 2px; background: var(--rank) }
.legend { display: flex; flex-wrap: wrap; gap: .25rem 1rem; color: var(--soft); font-size: 13px; margin: .75rem 0 0; padding: 0; list-style: none }
.legend i { display: inline-block; width: .7rem; height: .7rem; border-radius: 2px; margin-right: .35rem; background: var(--rank) }
form { display: flex; flex-wrap: wrap; gap: .5rem .75rem; align-items: end; position: sticky; top: 0; z-index: 1; background: var(--paper); padding: .6rem 0; border-bottom: 1px solid var(--line) }
form label { display: grid; font-size: 12px; color: var(--soft); min-width: 0 } input, select { font: inherit; font-size: 14px; color: var(--ink); background: var(--paper); border: 1px solid var(--line); border-radius: 6px; padding: .25rem .4rem; max-width: 15rem }
form output { margin-left: auto; color: var(--soft); font-size: 13px }
details { margin: .3rem 0 } details > summary { font-size: 13px; color: var(--soft) }
@media (max-width: 30rem) { body { padding: .75rem .6rem 3rem } form { position: static } form label, input, select { width: 100%; max-width: none } form output { margin-left: 0 } }
@media print { form { display: none } }
`;

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

/** Colours and type that all pages share, light and dark. */
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
`;

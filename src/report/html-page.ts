import { createHash } from 'node:crypto';
import { escapeMarkup } from './escape.js';

/** A page in one file: nothing is loaded from anywhere, and nothing runs but the script given here. */
export function htmlPage({ title, style, script, body }: { title: string; style: string; script: string; body: string }): string {
  const hash = createHash('sha256').update(script).digest('base64');
  return `<!doctype html>
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

const BASE_STYLE = `
:root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 20%, transparent); --green: #1a7f37; --yellow: #9a6700; --red: #cf222e }
@media (prefers-color-scheme: dark) { :root { --green: #3fb950; --yellow: #d29922; --red: #f85149 } }
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 80rem; padding: 0 1rem }
code, pre { font: 13px/1.45 ui-monospace, monospace }
pre { overflow-x: auto; padding: .5rem; border: 1px solid var(--line) }
table { border-collapse: collapse; width: 100% }
th, td { border-bottom: 1px solid var(--line); padding: .3rem .6rem; text-align: left; vertical-align: top }
`;

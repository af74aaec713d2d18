import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

// Draws docs/picture.svg from a real run at a terminal of 100 columns: npm run picture (needs `script` of util-linux).

const COLUMNS = 100;
const LINE = 19;
const CHARACTER = 8.43;
const COLOURS: Record<string, string> = { '31': '#f85149', '32': '#3fb950', '33': '#d29922', '36': '#39c5cf', '2': '#8b949e' };

/** A real project: the client of the TAO API, and a file that cannot be migrated by itself. */
function project(): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'api-migrate-picture-')));
  cpSync('fixtures/tao/client/src', join(root, 'src'), { recursive: true });
  cpSync('fixtures/tao/clients/internal-callbacks/worker.ts', join(root, 'src/worker.ts'));
  return root;
}

function run(root: string, command: string): string {
  const bin = resolve('bin/api-migrate.js');
  const line = `stty cols ${COLUMNS} rows 50; ${process.execPath} ${bin} ${command}`;
  return execFileSync('script', ['-qec', line, '/dev/null'], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, CI: '1', TERM: 'xterm' },
  });
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** One line of a terminal as spans of SVG. */
function spans(line: string): string {
  let style = '';
  // oxlint-disable-next-line no-control-regex -- these are the colours of the terminal
  const parts = line.split(/\u001B\[([\d;]*)m/);
  return parts
    .map((part, index) => {
      if (index % 2 === 0) return part === '' ? '' : `<tspan${style}>${escaped(part)}</tspan>`;
      style = COLOURS[part] === undefined ? (part === '1' ? ' font-weight="bold"' : '') : ` fill="${COLOURS[part]}"`;
      return '';
    })
    .join('');
}

function picture(text: string): string {
  const lines = text.replaceAll('\r', '').trimEnd().split('\n');
  const rows = lines.map((line, index) => `<text x="16" y="${40 + index * LINE}" xml:space="preserve">${spans(line)}</text>`);
  const [width, height] = [Math.ceil(COLUMNS * CHARACTER) + 32, 56 + lines.length * LINE];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="api-migrate in a terminal"><rect width="100%" height="100%" rx="8" fill="#0d1117"/><g fill="#e6edf3" font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="14">${rows.join('\n')}</g></svg>\n`;
}

function prompt(command: string): string {
  return `\u001B[2m$\u001B[0m \u001B[1mnpx api-migrate ${command}\u001B[0m\n`;
}

const root = project();
try {
  const shown = ['scan src/api/jobs.ts src/worker.ts', 'migrate --write --allow-dirty --quiet'];
  writeFileSync('docs/picture.svg', picture(shown.map((command) => prompt(command) + run(root, `${command} || true`)).join('\n')));
} finally {
  rmSync(root, { recursive: true, force: true });
}

// Writes a project of any size: packages of components, utilities, reducers and tests, and in each package a few files that
// call the TAO API through a constant, a wrapper or a client of a shared file.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const PACKAGE = 200;
const VERBS = ['load', 'read', 'merge', 'sort', 'format', 'parse', 'group', 'select', 'update', 'reset'];
const NOUNS = ['Invoice', 'Member', 'Panel', 'Report', 'Series', 'Ticket', 'Upload', 'Widget', 'Folder', 'Badge'];

/**
 * @param {string} root
 * @param {number} files
 * @param {number} hits how many of the files call the API
 */
export function writeTree(root, files, hits) {
  const packages = Math.ceil(files / PACKAGE);
  let written = 0;
  let called = 0;
  for (let index = 0; index < packages; index += 1) {
    const count = Math.min(PACKAGE, files - written);
    const due = Math.round((hits * (index + 1)) / packages) - called;
    writePackage(path.join(root, 'packages', `p${index}`), count, due, index);
    written += count;
    called += due;
  }
  writeFileSync(path.join(root, 'package.json'), '{ "name": "bench", "private": true }\n');
  execFileSync('git', ['init', '-q'], { cwd: root });
  execFileSync('git', ['add', '-A'], { cwd: root });
}

/**
 * @param {string} directory
 * @param {number} count
 * @param {number} hits
 * @param {number} seed
 */
function writePackage(directory, count, hits, seed) {
  const pick = random(seed + 1);
  /** @type {Map<string, string>} */
  const files = new Map();
  const shared = hits > 1 ? SHARED : [];
  for (const [name, text] of shared) files.set(`api/${name}.ts`, text);
  const callers = Math.max(0, hits - shared.length);
  for (let index = 0; index < callers; index += 1) files.set(`data/call${index}.ts`, CALLERS[index % CALLERS.length]?.(index) ?? '');
  for (let index = 0; files.size < count; index += 1) {
    const write = OTHERS[index % OTHERS.length] ?? utility;
    files.set(`${FOLDERS[index % FOLDERS.length]}/${nameOf(index)}${write === component ? '.tsx' : '.ts'}`, write(index, pick));
  }
  for (const folder of ['api', 'data', ...FOLDERS]) mkdirSync(path.join(directory, folder), { recursive: true });
  for (const [name, text] of files) writeFileSync(path.join(directory, name), text);
}

/** @type {[string, string][]} */
const SHARED = [
  [
    'base',
    `export const HOST = process.env.TAO_HOST ?? 'http://localhost:8090';
export const ORG = 'acme';
export const API_BASE = \`\${HOST}/api/v1/orgs/\${ORG}\`;
`,
  ],
  [
    'client',
    `import axios from 'axios';
import { API_BASE } from './base';

export const http = axios.create({ baseURL: API_BASE, timeout: 10_000 });

export async function request<T>(path: string, init: RequestInit = {}): Promise<T> {
  const response = await fetch(API_BASE + path, { ...init, headers: { accept: 'application/json', ...init.headers } });
  if (!response.ok) throw new Error(\`\${path} answered \${response.status}\`);
  return response.json() as Promise<T>;
}

export class ApiClient {
  constructor(private readonly base = API_BASE) {}

  get<T>(path: string): Promise<T> {
    return fetch(\`\${this.base}\${path}\`).then((response) => response.json() as Promise<T>);
  }
}
`,
  ],
];

/** @type {((index: number) => string)[]} */
const CALLERS = [
  (index) => `import { API_BASE } from '../api/base';

export async function datasets${index}(): Promise<string[]> {
  const response = await fetch(\`\${API_BASE}/datasets\`);
  const datasets: { id: string }[] = await response.json();
  return datasets.map(({ id }) => id);
}
`,
  (index) => `import { request } from '../api/client';

export async function convert${index}(dataset: string, seed: number): Promise<unknown> {
  return request(\`/datasets/\${dataset}/jobs\`, { method: 'POST', body: JSON.stringify({ action: 'convert', specs: { seed } }) });
}
`,
  (index) => `import { http } from '../api/client';

export async function experiments${index}() {
  const { data } = await http.get('/experiments', { params: { limit: ${index + 10} } });
  return data;
}
`,
  (index) => `import { ApiClient } from '../api/client';

const client = new ApiClient();

export const experiment${index} = (id: string) => client.get<{ id: string; name: string }>(\`/experiments/\${id}\`);
`,
  (index) => `export async function workspaces${index}(host: string) {
  const response = await fetch(\`\${host}/api/v1/orgs/acme/workspaces\`);
  if (response.status !== 200) return [];
  return response.json();
}
`,
];

const FOLDERS = ['components', 'utils', 'state', 'hooks'];

/** @param {number} index */
function nameOf(index) {
  return `${VERBS[index % 10]}${NOUNS[Math.floor(index / 10) % 10]}${Math.floor(index / 100)}`;
}

/**
 * A file of `utils` that a file imports.
 * @param {number} index
 */
function helperOf(index) {
  return nameOf(index - (index % FOLDERS.length) + FOLDERS.length + FOLDERS.indexOf('utils'));
}

/**
 * @param {number} index
 * @param {() => number} pick
 */
function utility(index, pick) {
  const functions = Array.from(
    { length: 4 + (pick() % 6) },
    (_, at) => `
/** Keeps the rows that are newer than a limit, and counts the others. */
export function ${VERBS[pick() % 10]}${NOUNS[pick() % 10]}${at}(rows: readonly Row[], limit = ${pick() % 900}): { kept: Row[]; dropped: number } {
  const kept: Row[] = [];
  let dropped = 0;
  for (const row of rows) {
    if (row.updated > limit && row.tags.every((tag) => tag !== '${index % 97 === 1 ? 'v1' : 'old'}')) kept.push({ ...row, label: \`\${row.label} (\${row.tags.length})\` });
    else dropped += 1;
  }
  return { kept: kept.sort((a, b) => a.label.localeCompare(b.label)), dropped };
}
`,
  );
  return `import { ${helperOf(index)} } from '../utils/${helperOf(index)}';

export interface Row {
  id: string;
  label: string;
  updated: number;
  tags: string[];
}
${functions.join('')}
export const ${nameOf(index)} = (rows: readonly Row[]) => ${helperOf(index)}(rows);
`;
}

/**
 * @param {number} index
 * @param {() => number} pick
 */
function component(index, pick) {
  const parts = Array.from(
    { length: 2 + (pick() % 4) },
    (_, at) => `
export function ${NOUNS[pick() % 10]}View${at}({ title, items, onSelect }: Props) {
  const [open, setOpen] = useState(false);
  const shown = useMemo(() => items.filter((item) => item.label.includes(title)).slice(0, ${10 + (pick() % 40)}), [items, title]);
  return (
    <section className={open ? 'panel panel-open' : 'panel'}>
      <button type="button" onClick={() => setOpen(!open)}>{title}</button>
      <ul>
        {shown.map((item) => (
          <li key={item.id} onClick={() => onSelect(item.id)}>
            {item.label}
          </li>
        ))}
      </ul>
    </section>
  );
}
`,
  );
  return `import { useMemo, useState } from 'react';
import type { Row } from '../utils/${helperOf(index)}';

interface Props {
  title: string;
  items: Row[];
  onSelect(id: string): void;
}
${parts.join('')}`;
}

/**
 * @param {number} index
 * @param {() => number} pick
 */
function reducer(index, pick) {
  const name = nameOf(index);
  const cases = Array.from(
    { length: 3 + (pick() % 6) },
    (_, at) => `
    case '${name}/${VERBS[at % 10]}':
      return { ...state, pending: false, byId: { ...state.byId, [action.payload.id]: action.payload }, revision: state.revision + ${at} };`,
  );
  return `import type { Row } from '../utils/${helperOf(index)}';

interface State {
  byId: Record<string, Row>;
  pending: boolean;
  revision: number;
}

const initial: State = { byId: {}, pending: false, revision: ${pick() % 50} };

export function ${name}(state: State = initial, action: { type: string; payload: Row }): State {
  switch (action.type) {${cases.join('')}
    default:
      return state;
  }
}
`;
}

/** @type {((index: number, pick: () => number) => string)[]} */
const OTHERS = [component, utility, reducer, utility];

/**
 * The same numbers in each run.
 * @param {number} seed
 */
function random(seed) {
  let state = seed * 2_654_435_761;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 8;
  };
}

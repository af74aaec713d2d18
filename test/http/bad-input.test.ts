import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Scanner, startScanner } from './bad-input/scanner.js';
import type { Files } from '../workspace.js';
import { type Outcome, scanFiles } from './bad-input/scan-files.js';

const CALL = "fetch('https://trains.example.com/api/v1/trains')";

let scanner: Scanner;

beforeAll(async () => {
  scanner = await startScanner();
});

afterAll(() => scanner.close());

/** Scans the files beside a good one, which must be read as ever. */
async function survive(files: Files, prepare?: (root: string) => void): Promise<Outcome> {
  const outcome = await scanFiles(scanner, files, prepare);
  expect(outcome.sawNeighbour).toBe(true);
  return outcome;
}

/** A bundle of 3 MB in one line, with some calls at its end. */
function bundle(calls: number): string {
  return `!function(){${'var a=function(b,c){return b?c+1:b};'.repeat(90_000)}${`${CALL};`.repeat(calls)}}();`;
}

describe('files that are malformed', () => {
  it.each([
    ['an unfinished function', `export function load() {\n  return ${CALL};\n`],
    ['an unfinished template', `const a = 1;\nconst url = \`https://trains.example.com/api/v1/trains\${a;\n`],
    ['merge conflict markers', `<<<<<<< HEAD\nconst a = ${CALL};\n=======\nconst a = 2;\n>>>>>>> other\n`],
    ['stray braces', `}}}\n${CALL};\n{{{`],
    ['an unfinished string and comment', `const url = '/api/v1/trains;\n/* never closed ${CALL}`],
  ])('reports %s with its line and goes on', async (_name, text) => {
    const outcome = await survive({ 'broken.ts': text });
    expect(outcome.errors.map(({ file }) => file)).toEqual(['broken.ts']);
    expect(outcome.errors[0]?.line).toBeGreaterThan(0);
    expect(outcome.errors[0]?.message).not.toMatch(/\n/);
  });

  it('still finds the calls before a syntax error', async () => {
    const outcome = await survive({ 'broken.ts': `export const all = () => ${CALL};\n\nexport function half( {\n` });
    expect(outcome.found).toEqual(['broken.ts:1 trains/list-trains']);
  });

  it.each([
    ['an empty file', ''],
    ['a byte order mark and nothing else', '\uFEFF'],
    ['only a hash-bang', '#!/usr/bin/env node // /api/v1/'],
    ['lone surrogates', `const a = '\uD800'; // /api/v1/\n${CALL};\n`],
    ['line separators of another kind', `const a = 1;\u2028const b = 2; // /api/v1/\n`],
    ['a private-use character in a URL', "fetch('https://trains.example.com/api/v1/trains/\uE000')"],
  ])('reads %s without a word', async (_name, text) => {
    const outcome = await survive({ 'odd.ts': text });
    expect(outcome.reported).toEqual([]);
  });

  it('names the line of a call after a byte order mark and CRLF', async () => {
    const outcome = await survive({ 'windows.ts': `\uFEFF// first\r\n\r\nexport const all = () =>\r\n  ${CALL};\r\n` });
    expect(outcome.found).toEqual(['windows.ts:4 trains/list-trains']);
    expect(outcome.findings.find(({ file }) => file === 'windows.ts')?.column).toBe(3);
  });

  it('says so when a source is UTF-16', async () => {
    const utf16 = Buffer.from(`\uFEFFexport const all = () => ${CALL};\n`, 'utf16le');
    const outcome = await survive({ 'utf16.ts': utf16 });
    expect([...outcome.reported, ...outcome.found]).not.toEqual([]);
  });

  it('passes over binary files with the name of a source', async () => {
    const video = Buffer.concat([Buffer.from([0x47, 0x40, 0x00, 0x10, 0x00]), Buffer.from('/api/v1/trains'), Buffer.alloc(4_096, 0xff)]);
    const late = Buffer.concat([Buffer.from(`export const all = () => ${CALL};\n`.padEnd(9_000)), Buffer.from([0, 1, 2, 0xfe, 0xff])]);
    const outcome = await survive({ 'video.ts': video, 'late.js': late, 'image.png': video, 'module.wasm': video });
    expect(outcome.found.filter((found) => found.startsWith('video'))).toEqual([]);
  });
});

describe('files that are large', () => {
  it('lists a line of 3 MB as not analysed', async () => {
    const outcome = await survive({ 'bundle.min.js': bundle(3) });
    expect(outcome.reported).toEqual(['bundle.min.js']);
  });

  it('lists a large text file with a v1 URL as not analysed, or reads it', async () => {
    const outcome = await survive({ 'dump.json': `{"rows": ["${'x'.repeat(3_000_000)}", "https://trains.example.com/api/v1/trains"]}` });
    expect([...outcome.reported, ...outcome.found]).toHaveLength(1);
  });

  it('reads a line of 1 MB', async () => {
    const outcome = await survive({ 'page.js': `${'f(1,2,3);'.repeat(110_000)}${CALL};` });
    expect(outcome.found).toEqual(['page.js:1 trains/list-trains']);
  });

  it.each([
    ['an almost-URL of slashes', `// ${'/api/v1/'.repeat(120_000)}`, 'slashes.md'],
    ['spaces and methods', `${'GET '.repeat(250_000)} /api/v1/trains`, 'methods.http'],
    ['open braces', `/api/v1/${'{'.repeat(500_000)}`, 'braces.yaml'],
    ['dollar signs', `http://${'${a'.repeat(300_000)}/api/v1/trains`, 'dollars.sh'],
  ])('reads 1 MB of %s in bounded time', async (_name, text, file) => {
    await expect(survive({ [file]: text })).resolves.toMatchObject({ sawNeighbour: true });
  });
});

describe('code that is deeply nested', () => {
  const DEPTH = 5_000;
  const nested = (open: string, inner: string, close: string): string => open.repeat(DEPTH) + inner + close.repeat(DEPTH);

  it.each([
    ['arrays', `const a = ${nested('[', CALL, ']')};`],
    ['parentheses', `const a = ${nested('(', CALL, ')')};`],
    ['objects', `const a = ${nested('{a:', CALL, '}')};`],
    ['calls', `const a = ${nested('f(', CALL, ')')};`],
    ['blocks', nested('{', `${CALL};`, '}')],
    ['functions', nested('function f(){', `${CALL};`, '}')],
    ['arrow functions', `const a = ${'() => '.repeat(DEPTH)}${CALL};`],
    ['conditions', nested('if (x) {', `${CALL};`, '}')],
    ['conditional expressions', `const a = ${'x ? 1 : '.repeat(DEPTH)}${CALL};`],
    ['templates', `fetch(${nested('`/api/v1/${', "'trains'", '}`')});`],
    ['member accesses', `const a = b${'.c'.repeat(DEPTH)}; ${CALL};`],
    ['chained calls', `const a = b${'.c()'.repeat(DEPTH)}; ${CALL};`],
    ['concatenations', `fetch('https://trains.example.com/api/v1/trains'${" + ''".repeat(DEPTH)});`],
    ['awaits', `const a = async () => ${'await '.repeat(DEPTH)}${CALL};`],
    ['types', `type A = ${nested('Array<', '"/api/v1/trains"', '>')};\n${CALL};`],
    ['assertions', `const a = ${CALL}${' as any'.repeat(DEPTH)};`],
  ])('survives 5,000 levels of %s', async (_name, text) => {
    const outcome = await survive({ 'deep.ts': text });
    // What could not be followed is said; nothing is lost in silence.
    expect([...outcome.reported, ...outcome.found]).not.toEqual([]);
  });

  it.each(['||', '??'])('finds the call behind 5,000 levels of %s', async (operator) => {
    const outcome = await survive({ 'deep.ts': `fetch(${`x.y ${operator} `.repeat(DEPTH)}'https://trains.example.com/api/v1/trains');` });
    expect(outcome.found).toEqual(['deep.ts:1 trains/list-trains']);
  });

  it('survives 5,000 classes that extend the one before', async () => {
    const classes = Array.from({ length: DEPTH }, (_, index) => `class C${index + 1} extends C${index} {}`);
    const first = `class C0 { base = 'https://trains.example.com/api/v1'; all() { return fetch(this.base + '/trains'); } }`;
    const outcome = await survive({ 'classes.ts': `${[first, ...classes].join('\n')}\nnew C${DEPTH}().all();\n` });
    expect([...outcome.reported, ...outcome.found]).not.toEqual([]);
  });

  it('survives 5,000 spreads inside each other', async () => {
    const outcome = await survive({ 'spread.ts': `fetch('https://trains.example.com/api/v1/trains', ${nested('{...', 'x', '}')});` });
    expect([...outcome.reported, ...outcome.found]).not.toEqual([]);
  });

  it('survives 5,000 levels of elements', async () => {
    const outcome = await survive({ 'deep.jsx': `const a = ${nested('<i>', `{${CALL}}`, '</i>')};` });
    expect([...outcome.reported, ...outcome.found]).not.toEqual([]);
  });

  it('survives a JSON document of 5,000 levels', async () => {
    await expect(survive({ 'deep.json': nested('{"a":', '"https://trains.example.com/api/v1/trains"', '}') })).resolves.toMatchObject({
      sawNeighbour: true,
    });
  });

  it('survives 3,000 constants that lean on each other', async () => {
    const chain = Array.from(
      { length: 3_000 },
      (_, index) => `const c${index} = ${index === 0 ? "'https://trains.example.com/api/v1'" : `c${index - 1}`};`,
    );
    await expect(survive({ 'chain.ts': `${chain.join('\n')}\nfetch(c2999 + '/trains');\n` })).resolves.toMatchObject({
      sawNeighbour: true,
    });
  });
});

describe('code that turns in circles', () => {
  it('finds the call of a constant that comes through an import cycle', async () => {
    const outcome = await survive({
      'a.ts': "import { path } from './b.js';\nexport const base = 'https://trains.example.com/api/v1';\nfetch(path);\n",
      'b.ts': "import { base } from './a.js';\nexport const path = base + '/trains';\n",
    });
    expect(outcome.found).toEqual(['a.ts:3 trains/list-trains']);
  });

  it.each([
    [
      'barrels that export each other',
      {
        'a.ts': "export * from './b.js';",
        'b.ts': "export * from './a.js';",
        'c.ts': "import { x } from './a.js';\nfetch(`/api/v1/${x}`);",
      },
    ],
    [
      'a module that exports itself',
      { 'a.ts': "export * from './a.js';\nexport { x } from './a.js';\nimport { x } from './a.js';\nfetch('/api/v1/' + x);" },
    ],
    ['constants of each other', { 'a.ts': "const a: string = b + '/api/v1';\nconst b: string = a;\nfetch(a);" }],
    ['a constant of itself', { 'a.ts': "let a = '/api/v1' + a;\na += a;\nfetch(a + a);" }],
    [
      'getters of each other',
      {
        'a.ts':
          "class A { get a(): string { return this.b + '/api/v1'; } get b(): string { return this.a; } go() { return fetch(this.a); } }",
      },
    ],
    [
      'classes that extend each other',
      { 'a.ts': "class A extends B { base = '/api/v1'; go() { return fetch(this.base); } }\nclass B extends A {}" },
    ],
    ['a default that calls its function', { 'a.ts': "function u(a = u() + '/api/v1'): string { return a; }\nfetch(u());" }],
    ['objects that spread each other', { 'a.ts': "const a = { ...b, url: '/api/v1/' };\nconst b = { ...a };\nfetch(b.url + a.url);" }],
    ['options that spread themselves', { 'a.ts': "let o = { url: '/api/v1/trains' };\no = { ...o };\nfetch(o.url, o);" }],
    [
      'a runner that hands its callback to itself',
      {
        'a.ts':
          "const run = (go: () => Promise<Response>): Promise<Response> => go().catch(() => run(go));\nrun(() => fetch('https://trains.example.com/api/v1/trains'));",
      },
    ],
    [
      'a JSON file that imports nothing',
      { 'a.ts': "import data from './a.json';\nfetch(data.api.v1 + '/api/v1');", 'a.json': '{"api": null}' },
    ],
    [
      'a tsconfig that extends itself',
      { 'tsconfig.json': '{"extends": "./tsconfig.json"}', 'a.ts': "import { b } from '@/b';\nfetch('/api/v1/' + b);" },
    ],
    [
      'references in a circle',
      {
        'tsconfig.json': '{"files": [], "references": [{"path": "./x"}]}',
        'x/tsconfig.json': '{"references": [{"path": ".."}]}',
        'x/a.ts': "fetch('/api/v1/' + globalThis.x);",
      },
    ],
  ])('survives %s', async (_name, files) => {
    await expect(survive(files)).resolves.toMatchObject({ sawNeighbour: true });
  });

  it('finds the calls of helpers and wrappers that call themselves', async () => {
    const outcome = await survive({
      'recursive.ts': [
        "const url = (parts: string[]): string => (parts.length === 0 ? 'https://trains.example.com/api/v1' : url(parts.slice(1)) + '/' + parts[0]);",
        "export const some = () => fetch(url(['trains']));",
        'async function get(path: string, attempt = 0): Promise<Response> {',
        '  const response = await fetch(`https://trains.example.com/api/v1${path}`);',
        '  return response.ok || attempt > 3 ? response : get(path, attempt + 1);',
        '}',
        "export const all = () => get('/trains');",
      ].join('\n'),
    });
    expect(outcome.found).toContain('recursive.ts:7 trains/list-trains');
  });

  it('survives wrappers that call each other', async () => {
    const outcome = await survive({
      'mutual.ts': [
        "const a = (path: string, n: number): unknown => (n > 0 ? b(path, n) : fetch('https://trains.example.com/api/v1' + path));",
        'const b = (path: string, n: number): unknown => a(path, n - 1);',
        "a('/trains', 2);",
        "b('/trains/7', 2);",
      ].join('\n'),
    });
    expect(outcome.found).toContain('mutual.ts:3 trains/list-trains');
  });
});

describe('code that branches without end', () => {
  it('bounds the alternatives of 60 conditions in one URL', async () => {
    const parts = Array.from({ length: 60 }, (_, index) => `(x[${index}] ? 'a${index}' : 'b${index}')`);
    await expect(survive({ 'many.ts': `declare const x: boolean[];\nfetch('/api/v1/' + ${parts.join(' + ')});\n` })).resolves.toMatchObject(
      { sawNeighbour: true },
    );
  });

  it('bounds the ways through 14 layers of wrappers that call the next one three times', async () => {
    const layers = Array.from(
      { length: 14 },
      (_, n) => `const w${n} = (p: string): unknown => [${['/a', '/b', '/c'].map((x) => `w${n + 1}(p + '${x}')`).join(', ')}];`,
    );
    const last = "const w14 = (p: string) => fetch('https://trains.example.com/api/v1' + p);";
    await expect(survive({ 'layers.ts': `${[...layers, last].join('\n')}\nw0('/trains');\n` })).resolves.toMatchObject({
      sawNeighbour: true,
    });
  });

  it('bounds helpers that call two others each, 40 deep', async () => {
    const helpers = Array.from({ length: 40 }, (_, n) => `const h${n} = (): string => h${n + 1}() + h${n + 1}();`);
    await expect(survive({ 'helpers.ts': `${helpers.join('\n')}\nconst h40 = () => '/api/v1/';\nfetch(h0());\n` })).resolves.toMatchObject({
      sawNeighbour: true,
    });
  });

  it('finds each of 3,000 calls of one wrapper', async () => {
    const calls = Array.from({ length: 3_000 }, (_, index) => `get('/trains/${index}');`);
    const outcome = await survive({
      'many.ts': `const get = (path: string) => fetch('https://trains.example.com/api/v1' + path);\n${calls.join('\n')}\n`,
    });
    expect(outcome.found).toHaveLength(3_000);
  });
});

describe('projects that are incomplete', () => {
  it('finds calls in files whose imports lead nowhere', async () => {
    const outcome = await survive({
      'a.ts': [
        "import { base } from './gone.js';",
        "import other from '@nowhere/package';",
        "import { api } from '~/alias';",
        "const late = require(process.env.MODULE ?? './never');",
        "export const all = () => fetch('https://trains.example.com/api/v1/trains');",
        'export const one = () => fetch(`${base}/api/v1/trains/${other}`, { headers: api(late) });',
      ].join('\n'),
    });
    expect(outcome.found).toEqual(['a.ts:5 trains/list-trains', 'a.ts:6 trains/get-train']);
    expect(outcome.reported).toEqual([]);
  });

  it.each([
    ['tsconfig.json', '{ "compilerOptions": { "paths": '],
    ['tsconfig.json', '{ "extends": "@nowhere/tsconfig", "compilerOptions": { "paths": { "@/*": 7 } } }'],
    ['tsconfig.json', '[]'],
    ['package.json', '{ "workspaces": '],
    ['package.json', '{ "name": 7, "workspaces": { "packages": [null] }, "exports": { ".": null } }'],
    ['.gitignore', '\\\n!!\n[\n'],
  ])('survives a %s that says %s', async (name, content) => {
    const outcome = await survive({ [name]: content, 'a.ts': `import { x } from '@/x';\nexport const all = () => ${CALL};\nvoid x;\n` });
    expect(outcome.found).toEqual(['a.ts:2 trains/list-trains']);
  });

  it.each([
    ['Vue', 'a.vue', `<script setup lang="ts">\nconst a = ${CALL}\n`],
    ['Vue', 'a.vue', `<template><script>\n</template>\n<script>\n${CALL}\n</script>\n<script lang="coffee">\n-> /api/v1/\n</script>`],
    ['Svelte', 'a.svelte', `<script>\n${CALL}\n</scr`],
  ])('survives a %s component whose blocks are not closed', async (_name, file, text) => {
    await expect(survive({ [file]: text })).resolves.toMatchObject({ sawNeighbour: true });
  });

  it.skipIf(process.platform === 'win32')('survives links in circles, dangling links, pipes and directories named as sources', async () => {
    const outcome = await survive({ 'src/a.ts': `export const all = () => ${CALL};\n` }, (root) => {
      symlinkSync(root, join(root, 'src', 'loop'));
      symlinkSync(join(root, 'gone.ts'), join(root, 'dangling.ts'));
      symlinkSync('self.ts', join(root, 'self.ts'));
      mkdirSync(join(root, 'folder.ts'));
      execFileSync('sh', ['-c', 'mkfifo pipe.ts'], { cwd: root });
    });
    expect(outcome.found).toEqual(['src/a.ts:1 trains/list-trains']);
  });

  it.skipIf(process.platform === 'win32' || process.getuid?.() === 0)('lists a file that may not be read', async () => {
    const outcome = await survive({ 'secret.ts': CALL }, (root) => chmodSync(join(root, 'secret.ts'), 0));
    expect(outcome.reported).toEqual(['secret.ts']);
  });
});

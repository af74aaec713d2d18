import { describe, expect, it } from 'vitest';
import { codeReporter } from '../../src/report/index.js';
import type { CodeResult } from '../../src/report/model.js';
import { context, emptyResult, migrateResult, scanResult } from './results.js';

interface Element {
  name: string;
  attributes: Record<string, string>;
  children: Element[];
}

const unescape = (text: string): string =>
  text.replaceAll(/&(?:#(\d+)|(\w+));/g, (_, code?: string, name?: string) =>
    code === undefined ? ({ amp: '&', lt: '<', gt: '>', quot: '"' }[name ?? ''] ?? '?') : String.fromCodePoint(Number(code)),
  );

/** Reads XML strictly: throws when it is not well formed. */
function parse(xml: string): Element {
  const root: Element = { name: '', attributes: {}, children: [] };
  const open = [root];
  let at = xml.indexOf('?>') + 2;
  const token = /([^<&]|&(?:#\d+|amp|lt|gt|quot);)+|<(\/?)([\w-]+)((?:\s+[\w-]+="(?:[^"<&]|&(?:#\d+|amp|lt|gt|quot);)*")*)\s*(\/?)>/gy;
  for (token.lastIndex = at; at < xml.length; at = token.lastIndex) {
    const found = token.exec(xml);
    if (!found) throw new Error(`not well formed at ${at}: ${xml.slice(at, at + 80)}`);
    const [, , closing, name, attributes = '', empty] = found;
    if (name === undefined) continue;
    if (closing === '/') {
      if (open.pop()?.name !== name) throw new Error(`</${name}> closes another element`);
      continue;
    }
    const pairs = [...attributes.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, key = '', value = '']) => [key, unescape(value)]);
    const element: Element = { name, attributes: Object.fromEntries(pairs) as Record<string, string>, children: [] };
    open.at(-1)?.children.push(element);
    if (empty !== '/') open.push(element);
  }
  if (open.length !== 1 || !root.children[0]) throw new Error('an element is not closed');
  return root.children[0];
}

async function suites(result: CodeResult): Promise<Element> {
  return parse(String((await codeReporter('junit')).report(result, context)));
}

const flat = (element: Element): Element[] => [element, ...element.children.flatMap(flat)];

describe('the junit report', () => {
  it('is well-formed XML with one suite a file and one case a finding', async () => {
    const root = await suites(scanResult);
    expect(root.name).toBe('testsuites');
    expect(root.children.map(({ attributes }) => attributes['name'])).toEqual([
      'src/jobs.ts',
      scanResult.findings[4]?.file,
      'not understood',
    ]);
    expect(flat(root).filter(({ name }) => name === 'testcase')).toHaveLength(6);
  });

  it('counts what it holds', async () => {
    for (const result of [scanResult, migrateResult, emptyResult]) {
      const root = await suites(result);
      const all = flat(root);
      const amount = (name: string): string => `${all.filter((element) => element.name === name).length}`;
      expect(root.attributes).toMatchObject({ tests: amount('testcase'), failures: amount('failure'), errors: amount('error') });
      const suitesOf = all.filter(({ name }) => name === 'testsuite');
      for (const { attributes, children } of suitesOf) {
        const inside = children.flatMap(flat);
        for (const [counted, kind] of Object.entries({ tests: 'testcase', failures: 'failure', errors: 'error', skipped: 'skipped' }))
          expect(attributes[counted]).toBe(`${inside.filter(({ name }) => name === kind).length}`);
      }
    }
  });

  it('has an error for a file that was not analysed and may call v1', async () => {
    const blind = {
      ...emptyResult,
      files: { ...emptyResult.files, skipped: [{ file: 'a.ts', message: 'is UTF-16', mayHoldCalls: true }] },
    };
    const cases = flat(await suites(blind)).filter(({ name }) => name === 'testcase');
    expect(cases.map(({ children }) => children[0]?.attributes['message'])).toEqual(['is UTF-16']);
  });

  it('fails what is left, skips what is ignored, passes what is migrated', async () => {
    const cases = flat(await suites(migrateResult)).filter(({ name }) => name === 'testcase');
    expect(cases.map(({ children }) => children[0]?.name)).toEqual([undefined, 'failure', 'failure', 'skipped', undefined, 'error']);
  });

  it('passes with one case when nothing was found, so that a CI server sees a suite', async () => {
    expect(flat(await suites(emptyResult)).filter(({ name }) => name === 'testcase')).toHaveLength(1);
  });
});

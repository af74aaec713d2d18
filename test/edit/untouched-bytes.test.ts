import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { loadShipped } from '../../rules/index.js';
import { migrate } from '../../src/migrate/index.js';
import { workspace } from '../workspace.js';

const cwd = workspace();
const packs = [await loadShipped('tao')];

/** How somebody formats code. */
interface Formatting {
  indent: string;
  eol: string;
  semicolon: string;
  comma: string;
  quote: string;
  space: string;
  comment: string;
  bom: string;
  ending: string;
}

const formatting: fc.Arbitrary<Formatting> = fc.record({
  indent: fc.constantFrom('  ', '    ', '\t', ''),
  eol: fc.constantFrom('\n', '\r\n'),
  semicolon: fc.constantFrom(';', ''),
  comma: fc.constantFrom(',', ''),
  quote: fc.constantFrom("'", '"'),
  space: fc.constantFrom('', ' ', '  ', ' \t'),
  comment: fc.constantFrom('', '/* why */', '/* 本 */ '),
  bom: fc.constantFrom('', '\uFEFF'),
  ending: fc.constantFrom('', '\n\n', '  '),
});

/** Text that stays as it is, and places where the migration has something to say. */
type Piece = string | { v1: string; v2: string };

/** A program with its changes marked: a base, a dataset that is read, and a job that is created. */
function programIn({ indent, eol, semicolon, comma, quote, space, comment, bom, ending }: Formatting): Piece[] {
  const end = `${semicolon}${eol}`;
  const text = (content: string): string => `${quote}${content}${quote}`;
  return [
    `${bom}// héllo${space}${eol}const base${space}=${space}${comment}${quote}http://localhost:8090/api/`,
    { v1: 'v1', v2: 'v2' },
    `/orgs/x${quote}${end}${eol}async function main(${comment})${space}{${eol}`,
    `${indent}const data${space}=${space}await (await fetch(base${space}+${space}${comment}${text('/datasets/1')}${comma})).json()${end}`,
    `${indent}const answer = await fetch(base +${space}${comment}${quote}`,
    { v1: '/datasets/1/jobs', v2: '/jobs' },
    `${quote},${space}{${eol}${indent}${indent}method:${space}${text('POST')},${space}// once${eol}`,
    `${indent}${indent}body:${space}JSON.stringify(${comment}{`,
    // What stands between the brace and the first field belongs to the place where fields are added.
    { v1: space, v2: `kind: ${quote}dataset${quote}` },
    `action:${space}${text('convert')}${comma}${comment}${space}})${comma}${comment}${eol}${indent}})${end}`,
    `${indent}if (answer.status${space}!==${space}${comment}`,
    { v1: '200', v2: '201' },
    `)${space}throw${space === '' ? ' ' : space}new Error(${text('refused')})${end}`,
    `${indent}return [data.name,${comment}${space}(await answer.json()).id]${end}}${eol}main()${semicolon}${ending}`,
  ];
}

/** A text as the pieces that the migration must not touch, in their order. */
function keepsAll(pieces: Piece[], after: string): void {
  let at = 0;
  for (const piece of pieces) {
    if (typeof piece !== 'string') continue;
    const found = after.indexOf(piece, at);
    expect(found, `after ${at}: ${JSON.stringify(piece)} in ${JSON.stringify(after)}`).toBeGreaterThanOrEqual(at);
    at = found + piece.length;
  }
}

it('changes nothing but what it has to, however the code is formatted', async () => {
  await fc.assert(
    fc.asyncProperty(formatting, async (style) => {
      const pieces = programIn(style);
      const before = pieces.map((piece) => (typeof piece === 'string' ? piece : piece.v1)).join('');
      const file = join(cwd, 'program.js');
      writeFileSync(file, before);
      const { changes, findings } = await migrate({ paths: [file], cwd, packs, markers: false });
      const states = findings.map(({ state, reason }) => `${state} ${reason ?? ''}`.trim());
      expect(states, JSON.stringify(before)).toEqual(['migrated', 'migrated']);
      const after = changes[0]?.after ?? '';
      for (const piece of pieces) if (typeof piece !== 'string') expect(after).toContain(piece.v2);
      keepsAll(pieces, after);
      expect(after.includes('\r'), 'line ends').toBe(before.includes('\r'));
    }),
    { numRuns: 100 },
  );
}, 120_000);

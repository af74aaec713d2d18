import { expect, test } from 'vitest';
import { parseSource } from '../../src/project/source.js';
import { nameProblems } from '../../src/validate/names.js';

const GIVEN = `import { use, make, f, p, get, send, body, x, u, ok, init } from './given.js';\n`;

const problems = (before: string, after: string, file = '/code.ts'): string[] =>
  nameProblems(parseSource(file, GIVEN + after).tree, parseSource(file, GIVEN + before).tree).map(({ kind, name }) => `${kind} ${name}`);

test.each([
  ['a name that is gone', `const run = make(); use(run.id);`, `const job = make(); use(job, run.id);`, ['undeclared run']],
  [
    'a name of an inner block',
    `let job; if (ok) job = f(); use(job);`,
    `if (ok) { const job = f(); use(job); } use(job);`,
    ['undeclared job'],
  ],
  ['a shorthand', `const id = 1; send({ id });`, `send({ id });`, ['undeclared id']],
  ['a type that is gone', `interface Run { id: string } const r: Run = x;`, `const r: Run = x;`, ['undeclared Run']],
  ['a use before its const', `const id = f(); use(id);`, `use(id); const id = f();`, ['early id']],
  ['a use in its own initializer', `const job = f(); use(job);`, `const job = f(job.id); use(job);`, ['early job']],
  ['a use in a callback that runs at once', `const id = 1; [1].map(() => id);`, `[1].map(() => id); const id = 1;`, ['early id']],
  ['a chain on a settled value', `const b = await f(); use(b);`, `const b = await f(); use(b.then((x) => x));`, ['kind b.then']],
  ['a chain on an awaited call', `use((await f()).data);`, `use((await f()).then((x) => x));`, ['kind (await f()).then']],
  ['a member of a promise', `await fetch(u);`, `fetch(u).then((r) => r.json()).length;`, ['kind fetch(u).then((r) => r.json()).length']],
  ['a variable that nothing reads', `const q = p(); get(q);`, `const q = p(); get(u);`, ['unused q']],
])('%s is a problem', (_, before, after, expected) => {
  expect(problems(before, after)).toEqual(expected);
});

test.each([
  ['globals', ``, `use(new URLSearchParams(), encodeURIComponent('x'), globalThis, undefined);`],
  ['a global of the program', `describe();`, `describe(); describe();`],
  ['hoisted functions and var', `0;`, `use(later(), v); var v = 1; function later() {}`],
  ['a use in a function that runs later', `0;`, `const f = () => id; const id = f; use(f);`],
  ['a member of a class that runs later', `0;`, `class A { id = later; } const later = 1; use(A, later);`],
  [
    'names of types, tuples and predicates',
    `0;`,
    `type P<T> = [first: T, rest: Record<string, T>]; export const is = (x: unknown): x is P<1> => !!x;`,
  ],
  ['inferred and mapped types', `0;`, `export type E<T> = T extends Array<infer U> ? U : { [K in keyof T]: T[K] };`],
  ['a chain on a promise', `0;`, `const b = f(); use(b.then((x) => x), Promise.all([b]).then((x) => x));`],
  ['what was wrong before', `use(gone); b.then();`, `use(gone); b.then();`],
  ['a class used as a type', `0;`, `class A {} export function f(a: A) { return a; }`],
  ['catch, for-of, labels', `0;`, `try { f(); } catch (error) { use(error); } out: for (const n of [1]) { use(n); break out; }`],
  ['parameters of patterns', `0;`, `export const f = ({ a, ...rest }, [b] = []) => [rest, b, a];`],
  ['what a pattern leaves out', `0;`, `const { success, ...rest } = body(); use(rest);`],
  ['names that say that they are not used', `0;`, `const _ = make();`],
  ['exports', `0;`, `const a = 1; export { a }; export const b = a;`],
])('%s are no problem', (_, before, after) => {
  expect(problems(before, after)).toEqual([]);
});

test.each(['/view.jsx', '/view.tsx'])('reads %s', (file) => {
  const before = `import { Row } from './row'; export const View = ({ rows }) => <ul>{rows.map((row) => <Row key={row.id} {...row} />)}</ul>;`;
  expect(problems(before, before.replace('import { Row }', 'import { Line }'), file)).toEqual(['undeclared Row']);
  expect(problems('', before, file)).toEqual([]);
});

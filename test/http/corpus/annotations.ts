import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { Level } from '../../../src/pack/model.js';

/** One directory of the corpus, scanned as a project of its own. */
export interface Shape {
  /** Name of the directory. */
  name: string;
  root: string;
  /** What the code is about, as the tables name it. */
  shape: string;
  /** HTTP client of an expectation that names none. */
  client: string;
  expectations: Expectation[];
  traps: Trap[];
}

/** A finding that must be there. */
export interface Expectation {
  /** Relative to the root of the shape, `/` between names. */
  file: string;
  /** 1-based. */
  line: number;
  /** Any of these; more than one only where the specification leaves open which. */
  rules: string[];
  /** Absent where the specification leaves it open. */
  level?: Level;
  client: string;
}

/** A line that looks like a v1 call and is none. */
interface Trap {
  file: string;
  line: number;
  why: string;
}

const RULE = String.raw`[a-z-]+\/[a-z0-9-]+`;
const ENTRY = String.raw`${RULE}(?:\|${RULE})*(?: (?:auto|review|manual))?(?: via \S+)?`;
const EXPECT = new RegExp(String.raw`\bexpect: (${ENTRY}(?:; ${ENTRY})*)\s*(?:\*\/|-->|\\n|"|$)`);
const TRAP = /\btrap: (.*?)\s*(?:\*\/|-->|\\n|"|$)/;
/** A line that holds nothing but a comment, in any of the languages of the corpus; JSON has `"//"` keys. */
const OWN_LINE = /^\s*(?:\/\/|#|<!--|\{?\/\*|\*|"\/\/\d*"\s*:|"# )/;

/** Reads all shapes of a corpus; `shape.json` in each directory names the shape and its client. */
export function readCorpus(directory: string): Shape[] {
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => readShape(entry.name, join(directory, entry.name)))
    .toSorted((a, b) => (a.shape < b.shape ? -1 : 1));
}

function readShape(name: string, root: string): Shape {
  const { shape, client } = JSON.parse(readFileSync(join(root, 'shape.json'), 'utf8')) as { shape: string; client: string };
  const read: Shape = { name, root, shape, client, expectations: [], traps: [] };
  for (const file of filesOf(root)) annotationsOf(readFileSync(join(root, file), 'utf8'), file, read);
  return read;
}

/** Files of a shape, relative to its root. */
export function filesOf(root: string): string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .toSorted();
}

/** An annotation on a line of its own speaks of the next line that is no annotation; any other speaks of its own line. */
function annotationsOf(text: string, file: string, into: Shape): void {
  const lines = text.split('\n').map((line) => line.trimEnd());
  lines.forEach((line, index) => {
    const isOwn = OWN_LINE.test(line);
    const at = isOwn ? nextLine(lines, index) : index + 1;
    const entries = EXPECT.exec(line)?.[1]?.split('; ') ?? [];
    if (entries.length === 0 && /\bexpect:/.test(line)) throw new Error(`${file}:${index + 1}: cannot be read: ${line.trim()}`);
    for (const entry of entries) into.expectations.push({ file, line: at, ...parseEntry(entry, into.client) });
    const why = TRAP.exec(line)?.[1];
    if (why !== undefined) into.traps.push({ file, line: at, why });
  });
}

function nextLine(lines: string[], from: number): number {
  const after = lines.findIndex(
    (line, index) => index > from && line !== '' && !(OWN_LINE.test(line) && (EXPECT.test(line) || TRAP.test(line))),
  );
  return after === -1 ? from + 1 : after + 1;
}

function parseEntry(entry: string, client: string): Omit<Expectation, 'file' | 'line'> {
  const [call = '', via] = entry.split(' via ');
  const [rules = '', level] = call.split(' ');
  return { rules: rules.split('|'), client: via ?? client, ...(level === undefined ? {} : { level: level as Level }) };
}

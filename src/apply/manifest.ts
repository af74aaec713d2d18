import { z } from 'zod';

const RUN_ID = /^\d{8}T\d{9}Z-[0-9a-f]{6}$/;
const HASH = z.string().regex(/^[0-9a-f]{64}$/);
const position = z.number().int().nonnegative();

const entry = z.strictObject({
  /** Relative to the tree, `/` between names; symbolic links followed. */
  file: z.string().min(1),
  /** Where the old bytes stand in `images`; null for a file that the run makes. */
  image: z.strictObject({ offset: position, length: position }).nullable(),
  mode: z.number().int().min(0).max(0o7777).nullable(),
  /** SHA-256 of the old bytes, null for a new file, and of the new bytes. */
  before: HASH.nullable(),
  after: HASH,
});

const manifest = z.strictObject({
  schemaVersion: z.literal(2),
  id: z.string().regex(RUN_ID),
  /** ISO 8601. */
  createdAt: z.string(),
  /** Real path of the working directory: a journal that was moved or copied elsewhere is not one. */
  tree: z.string(),
  /** Real paths below which the run was allowed to write. */
  roots: z.array(z.string()),
  entries: z.array(entry),
  /** Directories that the run makes, outermost first, relative to the tree. */
  directories: z.array(z.string()),
});

/** One file of a run. */
export type Entry = z.infer<typeof entry>;

/** What a run is about to write, and how to take it back. */
export type Manifest = z.infer<typeof manifest>;

/** The manifest that a text holds, or undefined. */
export function parseManifest(text: string): Manifest | undefined {
  return isJson(text) ? manifest.safeParse(JSON.parse(text)).data : undefined;
}

/** False for a text that was cut off or overwritten. */
export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** True for the name of a run, which is the name of its directory too. Ids sort by time. */
export function isRunId(name: string): boolean {
  return RUN_ID.test(name);
}

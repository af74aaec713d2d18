import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { loadShipped, shippedPacks } from '../../rules/index.js';
import { validate, type CallVerdict } from '../../src/validate/index.js';
import { originOf, type Program } from '../fuzz/grammar.js';
import { play, type Run } from '../fuzz/play.js';
import { workspace } from '../workspace.js';

const HOME = resolve('fixtures/validate');

/** A client program of v1, and one of v2 that a person made of it. */
export interface Pair {
  pack: string;
  name: string;
  before: string;
  after: string;
}

/** The migrations of `fixtures/validate`. */
export function pairs(): Pair[] {
  return readdirSync(HOME).flatMap((pack) =>
    readdirSync(join(HOME, pack)).flatMap((file): Pair[] => {
      const [name = '', version] = file.split('.');
      if (version !== 'v1') return [];
      return [{ pack, name, before: textOf(pack, name, 'v1'), after: textOf(pack, name, 'v2') }];
    }),
  );
}

function textOf(pack: string, name: string, version: string): string {
  return readFileSync(join(HOME, pack, `${name}.${version}.js`), 'utf8');
}

const packs = Promise.all(shippedPacks.map((id) => loadShipped(id)));

/** What `validate` says of a migration. */
export async function verdictsOf({ pack, before }: Pair, after: string): Promise<CallVerdict[]> {
  const cwd = workspace({ 'main.js': after });
  const { calls } = await validate({
    cwd,
    paths: ['.'],
    packs: (await packs).filter(({ id }) => id === pack),
    origins: { [pack]: [originOf(pack)] },
    since: 'before',
    before: new Map([[join(cwd, 'main.js'), before]]),
  });
  return calls;
}

/** What a program does on a server of one version. */
export async function done({ pack }: Pair, text: string, version: 'v1' | 'v2'): Promise<Run> {
  const program: Program = { seed: 0, api: pack, files: { 'main.js': text }, entry: 'main.js', traits: [] };
  return play(program, originOf(pack), version);
}

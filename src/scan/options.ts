import type { DeclaredModel } from '../dataflow/models/functions.js';
import { isAbsolute, resolve } from 'node:path';
import type { DeclaredWrapper } from '../http/declared-wrapper.js';
import type { Level, Pack } from '../pack/model.js';
import type { PackOptions } from '../pack/options.js';
import type { ListingOptions } from '../project/listing.js';

/** Selects findings; every given part must fit. */
export interface Selection {
  /** Globs over rule ids, such as `tao/*-job`. */
  rules?: string[];
  phases?: string[];
  /** Findings of this level and the levels before it: `review` also takes `auto`. */
  level?: Level;
}

/** Rules that are left alone in the files that fit. */
export interface Override {
  /** Globs relative to the working directory. */
  files: string[];
  /** Globs over rule ids, such as `tao/*`. */
  ignore: string[];
  reason?: string | undefined;
}

/** What `scan` and `migrate` need to know. */
export interface ScanOptions extends Selection {
  /** Absolute, or relative to `cwd`. */
  paths: string[];
  /** Findings name files relative to it. */
  cwd: string;
  packs: Pack[];
  /** Pack options by pack id. */
  packOptions?: { [pack: string]: PackOptions };
  /** Origins by pack id, such as `https://tao.example.com`: calls to them belong to the pack. */
  origins?: { [pack: string]: string[] };
  /** Functions of packages that send requests, whose code cannot be seen. */
  wrappers?: DeclaredWrapper[];
  /** What functions of packages do with the values that they are given. */
  models?: DeclaredModel[];
  /** Rules that are left alone in some files, as a comment in each would say. */
  overrides?: Override[];
  /** Report comments that suppress a finding without a reason. */
  requireReason?: boolean;
  /** Ids of packs that the user named: of these, calls without evidence are reported too. */
  named?: string[];
  include?: string[];
  exclude?: string[];
  /** Told what is being done, for progress. */
  onProgress?: (step: string) => void;
  signal?: AbortSignal;
}

/** Which files a run looks at. */
export function listOptions({ paths, cwd, include, exclude, named, origins, onProgress }: ScanOptions): ListingOptions {
  onProgress?.('listing files');
  return {
    paths: paths.map((path) => (isAbsolute(path) ? path : resolve(cwd, path))),
    root: cwd,
    onRead: (done, all) => onProgress?.(`reading files ${done.toLocaleString('en')}/${all.toLocaleString('en')}`),
    ...(include ? { include } : {}),
    ...(exclude ? { exclude } : {}),
    ...(named ? { named } : {}),
    ...(origins ? { origins } : {}),
  };
}

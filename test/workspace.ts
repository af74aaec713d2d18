import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, onTestFinished, TestRunner } from 'vitest';

/** Files by name; names may have directories in them. */
export type Files = Record<string, string | Uint8Array>;

const ofWholeFile: string[] = [];
afterAll(() => ofWholeFile.forEach(remove));

/**
 * Makes a directory with files in it; its path is real. It is removed when the test has ended, or, when it was not made in a
 * test, after all tests of the file.
 */
export function workspace(files: Files = {}): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'api-migrate-test-')));
  if (TestRunner.getCurrentTest()) onTestFinished(() => remove(root));
  else ofWholeFile.push(root);
  return writeFiles(root, files);
}

/** A directory as `workspace` makes it, in which code finds the packages that this project has installed. */
export function workspaceWithPackages(files: Files = {}): string {
  const root = workspace(files);
  symlinkSync(resolve('node_modules'), join(root, 'node_modules'));
  return root;
}

/** Writes files below a directory, with the mode that files usually have, and returns the directory. */
export function writeFiles(root: string, files: Files): string {
  for (const [name, content] of Object.entries(files)) {
    const path = join(root, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    chmodSync(path, 0o644);
  }
  return root;
}

function remove(root: string): void {
  rmSync(root, { recursive: true, force: true, maxRetries: 20 });
}

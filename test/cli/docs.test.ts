import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { generatedFiles } from '../../scripts/generated.js';

const files = [...(await generatedFiles())];

describe('files printed from code', () => {
  it.each(files)('%s is current; npm run docs writes it', (name, text) => {
    expect(readFileSync(name, 'utf8')).toBe(text);
  });
});

/** Anchors of the headings of a page, as GitHub makes them. */
function anchorsOf(page: string): string[] {
  const headings = [...readFileSync(page, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading);
  return headings.map((heading) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** Links of a page that lead to no file, or to no heading of it. */
function brokenLinks(page: string): string[] {
  const links = [...readFileSync(page, 'utf8').matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
  return links.filter((link) => {
    const [, own] =
      /^https:\/\/(?:github\.com\/api-migrate\/api-migrate\/blob|raw\.githubusercontent\.com\/api-migrate\/api-migrate)\/main\/(.+)/.exec(
        link,
      ) ?? [];
    if (own === undefined && /^[a-z]+:/.test(link)) return false;
    const [path = '', anchor] = (own ?? link).split('#');
    const target = path === '' ? page : join(own === undefined ? dirname(page) : '.', path);
    return !existsSync(target) || (anchor !== undefined && !anchorsOf(target).includes(anchor));
  });
}

const pages = ['.', '.changeset', 'docs', 'docs/rules', 'examples/gitlab-v3-v4'].flatMap((directory) =>
  readdirSync(directory)
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(directory, name)),
);

describe('the documentation', () => {
  it.each(pages)('has no broken link in %s', (page) => {
    expect(brokenLinks(page)).toEqual([]);
  });
});

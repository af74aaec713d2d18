import { readFileSync } from 'node:fs';
import { type Matcher, pathText } from '../match/index.js';
import type { Project } from '../project/project.js';
import type { Finding } from './model.js';
import { lineAt, lineStarts } from './suppressions.js';

const URL_TEXT =
  /(?:(?<method>GET|POST|PUT|PATCH|DELETE|HEAD)\s+)?(?<url>(?:https?:\/\/[^\s"'`<>()[\]{}]*|(?<![\w./-])\/(?:api\/)?v\d+\/[^\s"'`<>()[\]]*|(?<![\w./-])\/api\/v\d+(?![\w/])))/g;

/** v1 URLs of known APIs in files that are not code: named, with what to do; never rewritten, never printed with secrets. */
export function textFindings(project: Project, matcher: Matcher): Omit<Finding, 'id'>[] {
  return project.texts.flatMap((file) => fileFindings(file, project, matcher));
}

function fileFindings(file: string, project: Project, matcher: Matcher): Omit<Finding, 'id'>[] {
  const text = readFileSync(file, 'utf8');
  const starts = lineStarts(text);
  return [...text.matchAll(URL_TEXT)].flatMap((found) => {
    const raw = (found.groups?.['url'] ?? '').replace(/[.,;:!?\\]+$/, '');
    const url = raw.replaceAll(/\$\{\w+\}|\$\w+|\{\{?[\w.]+\}?\}|<\w+>|:(?=\w+(?:\/|$))\w+/g, 'x');
    const result = matcher.match(found.groups?.['method'], url);
    if (result.kind !== 'match' && result.kind !== 'unclassified') return [];
    const { table } = result.kind === 'match' ? result.match : result;
    if (result.kind === 'unclassified' && !isBaseOf(url, table.v1Bases, table.pack.evidence.hosts)) return [];
    const offset = found.index + found[0].length - (found.groups?.['url'] ?? '').length;
    const line = lineAt(starts, offset);
    const column = offset - (starts[line - 1] ?? 0) + 1;
    const operation = result.kind === 'match' ? result.match.operation : undefined;
    return [
      {
        pack: table.pack.id,
        rule: 'core/non-code-files',
        rules: ['core/non-code-files', ...(operation ? [operation.rule.id] : [])],
        level: 'manual',
        state: 'open',
        file: project.relative(file),
        line,
        column,
        endLine: line,
        endColumn: column + raw.length,
        v1: operation ? pathText(operation.v1) : pathOnly(raw),
        ...(operation?.v2 ? { v2: `${operation.v2.method} ${pathText(operation.v2)}` } : {}),
        client: 'text',
        message: 'a v1 URL in a file that is not code',
        reason: 'change it together with the code that uses it: this file is never rewritten',
      } satisfies Omit<Finding, 'id'>,
    ];
  });
}

/** A bare base URL, as configuration files hold it. */
function isBaseOf(url: string, bases: string[][], hosts: string[] | undefined): boolean {
  const path = pathOnly(url).replace(/\/+$/, '');
  if (hosts?.some((host) => url.includes(`//${host}`)) === true) return true;
  return bases.some((base) => base.length > 1 && path === `/${base.join('/')}`);
}

/** The path of a URL, without origin, user and query, which may hold secrets. */
function pathOnly(url: string): string {
  return url.replace(/^[a-z]+:\/\/[^/]*/i, '').replace(/[?#].*$/, '');
}

import type { Replacement } from '../../plan/url-plan.js';
import { type EndpointTemplate, type Match, segmentText } from '../../../match/index.js';

/**
 * The other way to say a deletion that is followed by the token it starts with: taking `/a` out of `x/a/b` is also
 * taking out `a/`. Undefined when there is none.
 */
export function slid(replacement: Replacement, url: string): Replacement | undefined {
  const { start, end, text } = replacement;
  if (text !== '' || end === start) return undefined;
  return url[start - 1] === '/' && url[end - 1] === '/' ? { start: start - 1, end: end - 1, text } : undefined;
}

interface Token {
  text: string;
  start: number;
  end: number;
}

const TOKEN = /\/|[\uE000-\uF8FF]|:[^/\uE000-\uF8FF]*|[^/:\uE000-\uF8FF]+/g;

/**
 * The smallest changes that turn the path of a matched v1 URL into that of its v2 endpoint, in order. The query is not
 * touched. Undefined when the v2 path needs something that the v1 path does not hold.
 */
export function pathReplacements(match: Match, url: string, v2: EndpointTemplate): Replacement[] | undefined {
  const path = targetPath(match, url, v2);
  if (path === undefined) return undefined;
  const { start, end } = match.base;
  const v2Base = match.table.pack.base.v2 === '' ? '' : match.table.v2Base.map((segment) => `/${segment}`).join('');
  const isRooted = url[start] === '/';
  const given = tokensOf(url.slice(start, match.path.end), start);
  const wanted = (text: string): string[] => textsOf(text).slice(isRooted ? 0 : 1);
  if (end === start || v2Base === '') return changes(given, wanted(v2Base + path), match.path.end);
  // The base becomes the base and the path the path: they mostly stand in different places, and are changed each in its own.
  const inBase = given.filter((token) => token.end <= end);
  return [...changes(inBase, wanted(v2Base), end), ...changes(given.slice(inBase.length), textsOf(path), match.path.end)];
}

function textsOf(path: string): string[] {
  return [...path.matchAll(TOKEN)].map(([text]) => text);
}

function tokensOf(text: string, offset: number): Token[] {
  const found = [...text.matchAll(TOKEN)].map((token) => ({
    text: token[0],
    start: offset + token.index,
    end: offset + token.index + token[0].length,
  }));
  // A trailing slash carries no segment and stays as it is.
  return found.at(-1)?.text === '/' ? found.slice(0, -1) : found;
}

/** The v2 path below its base, with what the v1 URL holds in its parameters. */
function targetPath(match: Match, url: string, v2: EndpointTemplate): string | undefined {
  const { rule } = match.operation;
  const params = rule.kind === 'move' ? rule.params : undefined;
  let path = '';
  for (const segment of v2.segments) {
    if (segment.rest === true && restOf(segment, match) === '') continue;
    path += '/';
    const open = match.open.get(segmentText(segment));
    if (open !== undefined) {
      path += open;
      continue;
    }
    for (const part of segment.parts) {
      const text = 'text' in part ? part.text : asWritten(params?.[part.parameter] ?? part.parameter, match, url);
      if (text === undefined) return undefined;
      path += text;
    }
  }
  return path;
}

/** What fills a parameter, as the URL has it: `%3A` stays what it is. */
function asWritten(parameter: string, { parameters, parameterRanges }: Match, url: string): string | undefined {
  const range = parameterRanges[parameter];
  const written = range && url.slice(range.start, range.end);
  return written?.replaceAll(/%3a/gi, ':') === parameters[parameter] ? written : parameters[parameter];
}

/** What a `{rest*}` of the v1 path holds. */
function restOf({ parts }: EndpointTemplate['segments'][number], match: Match): string | undefined {
  const [part] = parts;
  return part && 'parameter' in part ? match.parameters[part.parameter] : undefined;
}

/** Longest common subsequence of tokens; what is not common is replaced. */
function changes(given: Token[], wanted: string[], end: number): Replacement[] {
  const length = commonLengths(given, wanted);
  const found: Replacement[] = [];
  let i = 0;
  let j = 0;
  let open: Replacement | undefined;
  const change = (): Replacement => {
    if (!open) {
      const at = given[i]?.start ?? end;
      open = { start: at, end: at, text: '' };
      found.push(open);
    }
    return open;
  };
  while (i < given.length || j < wanted.length) {
    const token = given[i];
    if (token && j < wanted.length && token.text === wanted[j]) {
      open = undefined;
      i += 1;
      j += 1;
    } else if (j >= wanted.length || (token && (length[i + 1]?.[j] ?? 0) >= (length[i]?.[j + 1] ?? 0))) {
      change().end = token?.end ?? end;
      i += 1;
    } else {
      change().text += wanted[j] ?? '';
      j += 1;
    }
  }
  return found;
}

function commonLengths(given: Token[], wanted: string[]): number[][] {
  const length = Array.from({ length: given.length + 1 }, () => Array.from({ length: wanted.length + 1 }, () => 0));
  for (let i = given.length - 1; i >= 0; i -= 1) {
    for (let j = wanted.length - 1; j >= 0; j -= 1) {
      const row = length[i] ?? [];
      row[j] = given[i]?.text === wanted[j] ? (length[i + 1]?.[j + 1] ?? 0) + 1 : Math.max(length[i + 1]?.[j] ?? 0, row[j + 1] ?? 0);
    }
  }
  return length;
}

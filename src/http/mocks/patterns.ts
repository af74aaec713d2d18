import { ts } from '../../project/syntax.js';
import type { Interpreter } from '../../dataflow/interpreter.js';
import { sliced } from '../../dataflow/interpret/urls.js';
import { mapValue, type Ref, type TextPart, unknown, type AbstractValue } from '../../dataflow/value.js';
import { urlOf } from '../clients/client.js';

/** `*` of globs; `:name` of path templates is text that fits any placeholder and stays. */
const WILDCARD = /\*+/g;

/** Parts of regular expressions that stand for text which is not fixed. */
const OPEN_PATTERN = /\((?:\?[:=!<]*)?[^()]*\)[*+?]?|\[\^?[^\]]*\](?:[*+?]|\{[^}]*\})?|\\[dwsDWS](?:[*+?]|\{[^}]*\})?|\.[*+]\??|\.\?|\\b/g;

/** A URL pattern as text with placeholders: of a glob, a path template or a regular expression. */
export function patternOf(ref: Ref, interpreter: Interpreter): AbstractValue {
  if (ts.isRegularExpressionLiteral(ref.node)) return regexText(ref.node, ref);
  return mapValue(urlOf(ref, interpreter), (option) => {
    if (option.kind === 'unknown' && ts.isRegularExpressionLiteral(option.ref.node)) return regexText(option.ref.node, option.ref);
    if (option.kind !== 'text') return option;
    return { ...option, parts: option.parts.flatMap((part) => ('text' in part ? withPlaceholders(part, ref) : [part])) };
  });
}

/** True for an argument that can be a URL pattern. */
export function isPattern(ref: Ref | undefined, interpreter: Interpreter): ref is Ref {
  if (!ref) return false;
  if (ts.isRegularExpressionLiteral(ref.node)) return true;
  const { kind } = interpreter.valueOf(ref.node, ref.env);
  return kind === 'text' || kind === 'union' || kind === 'unknown';
}

function withPlaceholders(part: Extract<TextPart, { text: string }>, ref: Ref): TextPart[] {
  const parts: TextPart[] = [];
  let at = 0;
  for (const match of part.text.matchAll(WILDCARD)) {
    if (match.index > at) parts.push(sliced(part, at, match.index));
    parts.push({ placeholder: ref, ...(part.node ? { literal: part.node } : {}), ...(part.via ? { via: part.via } : {}) });
    at = match.index + match[0].length;
  }
  // `\\:` keeps msw from reading a name after a colon.
  if (at < part.text.length) parts.push(unescaped(sliced(part, at)));
  return parts;
}

function unescaped(part: TextPart): TextPart {
  return 'text' in part && part.text.includes('\\:') ? { ...part, text: part.text.replaceAll('\\:', ':') } : part;
}

/** The fixed text of a regular expression; everything else is a placeholder. */
function regexText(node: ts.RegularExpressionLiteral, ref: Ref): AbstractValue {
  const source = node.text.slice(1, node.text.lastIndexOf('/')).replace(/^\^/, '').replace(/\$$/, '');
  const parts: TextPart[] = [];
  let at = 0;
  const literal = (to: number): void => {
    const text = source.slice(at, to).replaceAll(/\\(.)/g, '$1');
    if (text !== '') parts.push({ text, node });
  };
  for (const match of source.matchAll(OPEN_PATTERN)) {
    literal(match.index);
    parts.push({ placeholder: ref });
    at = match.index + match[0].length;
  }
  literal(source.length);
  const isAnchored = node.text.startsWith('/^');
  return parts.length === 0 ? unknown(node, ref.env) : { kind: 'text', parts: isAnchored ? parts : [{ placeholder: ref }, ...parts] };
}

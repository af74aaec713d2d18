/**
 * Makes text from files, recordings and servers harmless in the format it is printed in. Control characters that a
 * terminal or a parser would act on become visible.
 */

/** C0 and C1 controls without tab and line feed, what turns the direction of text or ends a line unseen, lone surrogates. */
/* oxlint-disable no-control-regex -- the controls are the point */
const UNSAFE =
  /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

function visible(char: string): string {
  return char === '\r' ? '\\r' : `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Text of several lines without terminal escapes. */
export function printable(text: string): string {
  return text.replaceAll(UNSAFE, visible);
}

/** One line of text without terminal escapes. */
export function printableLine(text: string): string {
  return printable(text).replaceAll('\n', '\\n').replaceAll('\t', ' ');
}

/** JSON text with the controls that JSON itself lets through written as escapes; the value stays the same. */
export function escapeJson(json: string): string {
  return json.replaceAll(/[\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]/g, visible);
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text for the content and the quoted attributes of HTML and XML. */
export function escapeMarkup(text: string): string {
  return printable(text).replaceAll(/[&<>"']/g, (char) => ENTITIES[char] ?? char);
}

/** One line of XML attribute text: a raw line feed would become a space. */
export function escapeAttribute(text: string): string {
  return escapeMarkup(text).replaceAll('\n', '&#10;').replaceAll('\t', '&#9;');
}

/** Message of a GitHub workflow command. */
export function escapeGithubMessage(text: string): string {
  return printable(text).replaceAll('%', '%25').replaceAll('\n', '%0A');
}

/** Property value of a GitHub workflow command. */
export function escapeGithubProperty(text: string): string {
  return escapeGithubMessage(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

/** One line of Markdown text that means nothing to Markdown. */
export function escapeMarkdown(text: string): string {
  return printableLine(text)
    .replaceAll(/[\\`*_{}[\]<>#|~]/g, String.raw`\$&`)
    .replaceAll(/^([-+]|\d+\.)/g, String.raw`\$1`);
}

/** A Markdown code span that keeps the text, backticks included. */
export function markdownCode(text: string): string {
  const line = printableLine(text);
  const runs = [...line.matchAll(/`+/g)].map((run) => run[0].length);
  const fence = '`'.repeat(Math.max(0, ...runs) + 1);
  const pad = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${line}${pad}${fence}`;
}

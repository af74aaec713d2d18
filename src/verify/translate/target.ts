import type { EndpointTemplate } from '../../match/index.js';
import { pathText } from '../../match/index.js';

/** Says that a v2 request cannot be made of what was recorded. One line for people. */
export class TranslationError extends Error {
  override name = 'TranslationError';
}

/** Value of a v2 parameter, decoded; undefined when nothing holds it. */
export type ParameterSource = (parameter: string) => string | undefined;

/**
 * Path of a v2 endpoint, below its base, with its parameters filled and encoded.
 * @throws TranslationError for a parameter without a value
 */
export function fillPath(template: EndpointTemplate, source: ParameterSource): string {
  return template.segments
    .map(
      (segment) =>
        `/${segment.parts.map((part) => ('text' in part ? part.text : fillParameter(template, part.parameter, segment.rest === true, source))).join('')}`,
    )
    .join('');
}

/**
 * Query parameters that a v2 endpoint fixes. A parameter whose parameter has no value is left out: it was optional in v1.
 */
export function fillQuery(template: EndpointTemplate, source: ParameterSource): [name: string, value: string][] {
  return template.query.flatMap(({ name, value }): [string, string][] => {
    const text = 'text' in value ? value.text : source(value.parameter);
    return text === undefined ? [] : [[name, text]];
  });
}

function fillParameter(template: EndpointTemplate, parameter: string, rest: boolean, source: ParameterSource): string {
  const value = source(parameter);
  if (value === undefined || (value === '' && !rest)) {
    throw new TranslationError(`the recording does not tell {${parameter}} of ${template.method} ${pathText(template)}`);
  }
  return rest ? value.split('/').map(encodeSegment).join('/') : encodeSegment(value);
}

function encodeSegment(text: string): string {
  if (/^[\w.~!$&'()*+,;=:@-]+$/.test(text)) return text;
  return encodeURIComponent(text).replaceAll('%3A', ':').replaceAll('%40', '@').replaceAll('%2C', ',').replaceAll('%24', '$');
}

import { blockers, reasonFields } from '../blockers.js';
import { pathText, withBraces } from '../../match/index.js';
import type { Analysis } from '../analyse.js';
import { rangeOf } from '../findings.js';
import type { Finding } from '../model.js';
import { withoutSecrets } from '../secrets.js';
import { type Unresolved, unresolvedTexts } from './loose.js';

const RULE = 'core/unfollowed-v1-url';

/**
 * The net below the search for calls: v1 URLs in code from which no call could be followed, such as those of a client that a
 * framework hands on.
 * @param isTaken true for a line that is a finding already
 */
export function untracedFindings(analysis: Analysis, isTaken: (file: string, line: number) => boolean): Omit<Finding, 'id'>[] {
  return unresolvedTexts(analysis)
    .map((loose) => findingOf(loose, analysis))
    .filter(({ file, line }) => !isTaken(file, line));
}

function findingOf({ whole, table, match, text, trail }: Unresolved, { project }: Analysis): Omit<Finding, 'id'> {
  const operation = match?.operation;
  return {
    pack: table.pack.id,
    rule: RULE,
    rules: [RULE, ...(operation ? [operation.rule.id] : [])],
    level: 'manual',
    state: 'open',
    ...rangeOf(whole, project),
    v1: operation ? pathText(operation.v1) : withoutSecrets(withBraces(text)),
    ...(operation?.v2 ? { v2: `${operation.v2.method} ${pathText(operation.v2)}` } : {}),
    client: 'unfollowed',
    message: 'a v1 URL of this API from which no call could be followed',
    ...reasonFields(blockers.notTraced(trail.what)),
  };
}

import type { ApiCall, Classified } from '../http/call.js';
import { lowerBoundBy, nodesOf, type TextNode } from '../project/nodes.js';
import { ANCHOR } from '../project/anchors.js';
import { isVersion } from '../project/needles.js';
import type { Source } from '../project/source.js';
import type { ts } from '../project/syntax.js';
import type { Analysis } from './analyse.js';
import { addTo, emptyAccounts } from './empty.js';
import { rangeOf } from './findings.js';
import type { Account, AccountedText, Accounts, Finding } from './model.js';
import { withoutSecrets } from './secrets.js';
import { isTest } from '../project/file-kinds.js';
import { isElsewhere } from './unfollowed/loose.js';
import { wholeText } from './unfollowed/place.js';
import { trailOf } from './unfollowed/trail.js';

/** What an account says, in the words of a report. */
const SAYS: Record<Account, string> = {
  call: 'is part of the URL of a call',
  mock: 'stands in a test',
  route: 'is a route that a server or proxy answers',
  other: 'is a URL of another product',
  ignored: 'is ignored by a comment or the configuration',
  text: 'is written down or looked at',
  unused: 'is not used in view',
  lost: 'is not seen to reach a request',
  unproven: 'has nothing that shows whose URL it is',
};

/**
 * Says of every literal with a v1 base, in the code files that are reported on, what becomes of it: each is in one account.
 * @param findings all findings of the analysis
 */
export function accountsOf(analysis: Analysis, findings: readonly Finding[]): Accounts {
  const { project } = analysis;
  const book = new Book(analysis, findings);
  const accounts = emptyAccounts();
  const files = [...project.candidates, ...project.told].filter((path) => project.includes(path)).toSorted();
  for (const file of files) {
    const source = project.source(file);
    const entries = source && project.attempt(source.tree, () => book.entriesOf(source));
    for (const entry of entries ?? []) addTo(accounts, entry);
  }
  return accounts;
}

interface Verdict {
  account: Account;
  what?: string;
}

class Book {
  readonly #analysis: Analysis;
  /** What the literals of URLs that were read are part of. */
  readonly #read = new Map<ts.Node, Account>();
  /** Findings by place. */
  readonly #findings = new Map<string, Finding[]>();

  constructor(analysis: Analysis, findings: readonly Finding[]) {
    this.#analysis = analysis;
    for (const finding of findings) {
      for (const key of [placeKey(finding), `${finding.file}:${finding.line}`])
        this.#findings.set(key, [...(this.#findings.get(key) ?? []), finding]);
    }
    const { sites, unclassified, dynamic, current, mocks, calls } = analysis;
    const told = new Set([...[...sites, ...unclassified, ...dynamic].map(({ call }) => call), ...current]);
    for (const call of told) this.#take(call, this.#isIgnored(call) ? 'ignored' : 'call');
    for (const { mock } of mocks) this.#take(mock, 'mock');
    for (const call of calls) this.#take(call, call.urls.some((url) => isElsewhere(url, analysis)) ? 'other' : 'unproven');
  }

  entriesOf(source: Source): AccountedText[] {
    const { texts } = nodesOf(source.tree);
    const seen = new Set<TextNode>();
    return this.#analysis.project.v1Bases(source.text).flatMap(({ at, anchors }): AccountedText[] => {
      const node = textAt(texts, at);
      if (!node)
        return [this.#entry({ account: 'text' }, placeAt(source, at, this.#analysis), source.text.slice(at, lineEnd(source.text, at)))];
      // A version alone is a base only where it is known to become one.
      if (seen.has(node) || (isVersion(node.text) && !this.#read.has(node))) return [];
      seen.add(node);
      const place = rangeOf(node, this.#analysis.project);
      return [this.#entry(this.#verdict(node, anchors), place, node.text)];
    });
  }

  #verdict(node: TextNode, anchors: number): Verdict {
    const read = this.#read.get(node);
    if (read !== undefined && read !== 'unproven') return { account: read };
    const whole = wholeText(node);
    const place = rangeOf(whole, this.#analysis.project);
    const lost = this.#findings.get(placeKey(place))?.find(({ client }) => client === 'unfollowed');
    const trail = trailOf(whole, this.#analysis);
    if (lost) return { account: lost.state === 'ignored' ? 'ignored' : 'lost', what: trail.what };
    if (read) return { account: read };
    const beside = this.#findings.get(`${place.file}:${place.line}`)?.find(({ rule }) => rule === 'core/non-code-files');
    if (beside) return { account: 'route' };
    if (isTest(place.file)) return { account: 'mock' };
    if ((anchors & ~ANCHOR.other) === 0) return { account: 'other', what: 'no endpoint of the API starts so' };
    return { account: trail.end === 'lost' || trail.end === 'exported' ? 'unproven' : trail.end, what: trail.what };
  }

  #isIgnored(call: ApiCall): boolean {
    const own = this.#findings.get(placeKey(rangeOf(call.site, this.#analysis.project))) ?? [];
    return own.length > 0 && own.every(({ state }) => state === 'ignored');
  }

  /** The first that takes a literal has it. */
  #take({ urls }: { urls: Classified[] }, account: Account): void {
    for (const { url } of urls)
      for (const { part } of url.parts) if ('text' in part && part.node && !this.#read.has(part.node)) this.#read.set(part.node, account);
  }

  #entry(verdict: Verdict, { file, line, column }: Pick<AccountedText, 'file' | 'line' | 'column'>, text: string): AccountedText {
    return {
      file,
      line,
      column,
      text: withoutSecrets(text.slice(0, MAX_TEXT)),
      account: verdict.account,
      what: verdict.what ?? SAYS[verdict.account],
    };
  }
}

/** Longest text of a literal in a report. */
const MAX_TEXT = 120;

function placeKey({ file, line, column }: Pick<Finding, 'file' | 'line' | 'column'>): string {
  return `${file}:${line}:${column}`;
}

/** The literal, or piece of a template, that an offset lies in; undefined in comments and markup. */
function textAt(texts: readonly TextNode[], offset: number): TextNode | undefined {
  const node = texts[lowerBoundBy(texts, (text) => text.end > offset)];
  return node && node.getStart() <= offset ? node : undefined;
}

function placeAt({ tree }: Source, offset: number, { project }: Analysis): Pick<AccountedText, 'file' | 'line' | 'column'> {
  const { line, character } = tree.getLineAndCharacterOfPosition(offset);
  return { file: project.relative(tree.fileName), line: line + 1, column: character + 1 };
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end === -1 ? text.length : end;
}

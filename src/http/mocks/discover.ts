import type { Matcher } from '../../match/index.js';
import { type CallNode, isInside, nodesOf } from '../../project/nodes.js';
import type { Source } from '../../project/source.js';
import { ts } from '../../project/syntax.js';
import type { ApiCall, Classified } from '../call.js';
import { classifyUrls } from '../calls/classify.js';
import type { Explorer } from '../calls/explore-wrappers.js';
import type { Interpreter } from '../../dataflow/interpreter.js';
import { alternatives, constantText, EMPTY, type AbstractValue } from '../../dataflow/value.js';
import { expectedFunction, mockedResult } from './assertions.js';
import { mockLibraries } from './index.js';
import type { ApiMock, MockReading } from './mock.js';

/** Finds what stands in for the API in tests: answers of mocking libraries, expectations of requests, mocked wrappers. */
export function discoverMocks(
  files: string[],
  calls: ApiCall[],
  interpreter: Interpreter,
  explorer: Explorer,
  matcher: Matcher,
): ApiMock[] {
  const found: ApiMock[] = [];
  for (const file of files) {
    const source = interpreter.project.reads(file) ? interpreter.project.source(file) : undefined;
    if (!source) continue;
    for (const call of interpreter.project.attempt(source.tree, () => nodesOf(source.tree).calls) ?? []) {
      const mocks = interpreter.project.attempt(call, () => [
        ...libraryMocks(call, source, interpreter, matcher),
        ...expected(call, source, interpreter, explorer),
        ...mocked(call, source, calls, interpreter),
      ]);
      found.push(...(mocks ?? []));
    }
  }
  return found;
}

function libraryMocks(site: CallNode, source: Source, interpreter: Interpreter, matcher: Matcher): ApiMock[] {
  const callee = interpreter.valueOf(site.expression, EMPTY);
  if (callee.kind !== 'external' && callee.kind !== 'client') return [];
  const reading = readMock(callee, site, interpreter);
  if (!reading) return [];
  const urls = classifyUrls(reading.url, reading.method && constantText(reading.method), matcher, interpreter);
  return isKnown(urls) ? [{ ...reading, site, source, env: EMPTY, urls }] : [];
}

function readMock(callee: AbstractValue, site: CallNode, interpreter: Interpreter): MockReading | undefined {
  for (const library of mockLibraries) {
    const reading = library.mock(callee, site, EMPTY, interpreter);
    if (reading) return reading;
  }
  return undefined;
}

/** `expect(fetch).toHaveBeenCalledWith(url)`, also of wrappers of the user's own. */
function expected(site: CallNode, source: Source, interpreter: Interpreter, explorer: Explorer): ApiMock[] {
  const fn = expectedFunction(site);
  const callee = fn && functionValue(fn, interpreter);
  if (!callee) return [];
  const sink = explorer.sinksAs(site, callee).find(({ classification }) => classification.decided && isKnown(classification.urls));
  if (!sink) return [];
  const { request, classification, env } = sink;
  const { urlRef } = request;
  if (!urlRef) return [];
  return [
    {
      library: 'expect',
      role: 'expectation',
      site,
      source,
      env,
      method: request.method,
      url: request.url,
      urlRef,
      urls: classification.urls,
      request,
    },
  ];
}

/** `vi.mocked(getJob).mockResolvedValue(job)`: the wrapper makes one request, and this is its answer. */
function mocked(site: CallNode, source: Source, calls: ApiCall[], interpreter: Interpreter): ApiMock[] {
  const mock = mockedResult(site);
  const callee = mock && functionValue(mock.fn, interpreter);
  if (!mock || callee?.kind !== 'function') return [];
  const [only, ...others] = calls.filter((call) => isInside(call.site, callee.node));
  const urlRef = only?.request.urlRef;
  if (!only || others.length > 0 || !urlRef) return [];
  const { request, urls, env } = only;
  return [
    {
      library: 'mock function',
      role: 'answer',
      site,
      source,
      env,
      method: request.method,
      url: request.url,
      urlRef,
      urls,
      body: { node: mock.result, env: EMPTY },
    },
  ];
}

/** A function, or `jest.spyOn(object, 'name')` of one. */
function functionValue(node: ts.Expression, interpreter: Interpreter): AbstractValue | undefined {
  if (ts.isCallExpression(node) && /(?:^|\.)spyOn$/.test(node.expression.getText())) {
    const [object, name] = node.arguments;
    const text = name && constantText(interpreter.valueOf(name, EMPTY));
    return object && text !== undefined ? interpreter.member(interpreter.valueOf(object, EMPTY), text) : undefined;
  }
  const value = interpreter.valueOf(node, EMPTY);
  return alternatives(value).find(({ kind }) => kind === 'function' || kind === 'external' || kind === 'client');
}

function isKnown(urls: Classified[]): boolean {
  return urls.some(({ kind }) => kind === 'match');
}

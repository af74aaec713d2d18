import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RecordingError } from '../../src/verify/recording/model.js';
import { HarSplitter } from '../../src/verify/recording/split.js';

/** Pushes text in chunks of the given sizes, over and over. */
function split(text: string, sizes: readonly number[]): { elements: string[]; rest: string | undefined } {
  const splitter = new HarSplitter();
  const bytes = Buffer.from(text);
  const elements: (Buffer | null)[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    elements.push(...splitter.push(bytes.subarray(at, at + size)));
    at += size;
  }
  return { elements: elements.map(String), rest: splitter.end()?.toString() };
}

const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 });

test('the elements of log.entries come out as they went in, wherever the chunks end', () => {
  const noise = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 }));
  fc.assert(
    fc.property(
      fc.array(fc.jsonValue({ maxDepth: 3 })),
      noise,
      noise,
      fc.integer({ min: 0, max: 3 }),
      sizes,
      (entries, before, after, indent, cuts) => {
        const text = JSON.stringify({ ...before, log: { ...before, pages: [before], entries, comment: after } }, null, indent);
        const { elements, rest } = split(text, cuts);
        expect(elements.map((element) => JSON.parse(element) as unknown)).toEqual(JSON.parse(JSON.stringify(entries)));
        expect(rest).toBeUndefined();
      },
    ),
    { numRuns: 200 },
  );
});

test('a text that is cut off gives all whole elements, and the last as far as it goes', () => {
  const entry = fc.record({ a: fc.string(), b: fc.array(fc.jsonValue({ maxDepth: 1 })) });
  fc.assert(
    fc.property(fc.array(entry, { minLength: 1 }), fc.nat(), sizes, (entries, at, cuts) => {
      const head = '{"log":{"entries":[';
      const whole = head + entries.map((item) => JSON.stringify(item)).join(',');
      const cut = whole.slice(0, head.length + (at % (whole.length - head.length + 1)));
      const { elements, rest } = split(cut, cuts);
      const joined = [...elements, ...(rest === '' || rest === undefined ? [] : [rest])].join(',');
      expect([cut.slice(head.length), cut.slice(head.length, -1)]).toContain(joined);
      elements.forEach((element, index) => expect(JSON.parse(element)).toEqual(JSON.parse(JSON.stringify(entries[index]))));
    }),
    { numRuns: 200 },
  );
});

describe('what is no list of entries', () => {
  test.each([
    '{}',
    '[]',
    '{"entries":[1]}',
    '{"log":[{"entries":[1]}]}',
    '{"log":{"x":{"entries":[1]}}}',
    '{"log":{"x":"entries"}}',
    'null',
  ])('%s', (text) => {
    expect(() => split(text, [3])).toThrow(new RecordingError('there is no log.entries list in the file'));
  });

  test('nothing at all', () => {
    expect(() => split(' \n', [1])).toThrow(new RecordingError('the file is empty'));
  });
});

test('an element beyond the limit is given up, and those beside it are kept', () => {
  fc.assert(
    fc.property(fc.array(fc.string(), { minLength: 1 }), fc.integer({ min: 4, max: 30 }), sizes, (texts, limit, cuts) => {
      const splitter = new HarSplitter(limit);
      const bytes = Buffer.from(JSON.stringify({ log: { entries: texts } }));
      const elements: (string | null)[] = [];
      for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
        const size = cuts[turn % cuts.length] ?? 1;
        elements.push(...splitter.push(bytes.subarray(at, at + size)).map((element) => element && element.toString()));
        at += size;
      }
      const wanted = texts.map((text) => JSON.stringify(text)).map((text) => (Buffer.byteLength(text) > limit ? null : text));
      expect(elements).toEqual(wanted);
    }),
  );
});

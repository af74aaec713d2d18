import { describe, expect, test } from 'vitest';
import { TimeShift } from '../../src/verify/compare/times.js';
import { entry } from './support/recording.js';
import { replay, verdicts } from './support/run.js';
import { json, serve } from './support/server.js';

const RECORDED = Date.UTC(2025, 0, 1, 9);
const HOUR = 3_600_000;
const shift = new TimeShift(48 * HOUR + 1000, RECORDED);

describe('an instant', () => {
  test.each([
    ['2025-01-01T10:00:00Z', '2025-01-03T10:00:01Z'],
    ['2025-01-01T12:00:00.250+02:00', '2025-01-03T12:00:01.250+02:00'],
    ['2025-01-01 10:00:00', '2025-01-03 10:00:01'],
    ['2025-01-01T10:00', '2025-01-03T10:00'],
    ['Wed, 01 Jan 2025 10:00:00 GMT', 'Fri, 03 Jan 2025 10:00:01 GMT'],
    ['2025-01-01', '2025-01-03'],
  ])('that lay ahead moves in its own form: %s', (before, after) => {
    expect(shift.text(before, 'ends')).toBe(after);
  });

  test.each(['2024-12-31T23:00:00Z', '2024-12-31', '1999-05-01', '2025-13-45', 'tomorrow', '1735725600', ''])(
    'stays that is none, or lay before: %s',
    (text) => {
      expect(shift.text(text, 'ends')).toBe(text);
    },
  );

  test('moves in JSON, byte for byte otherwise, and in forms', () => {
    expect(shift.json('{ "ends_at":"2025-01-01T10:00:00Z",\n "expires": 1735725600, "count": 1735725600, "name": "at 2025-01-01" }')).toBe(
      '{ "ends_at":"2025-01-03T10:00:01Z",\n "expires": 1735898401, "count": 1735725600, "name": "at 2025-01-01" }',
    );
    expect(shift.form('ends=2025-01-01T10%3A00%3A00Z&expires=1735725600000&a=%20b')).toBe(
      'ends=2025-01-03T10%3A00%3A01Z&expires=1735898401000&a=%20b',
    );
  });
});

const create = entry({
  method: 'POST',
  url: '/api/v1/things?until=2025-01-02T00:00:00Z&since=2020-01-01T00:00:00Z',
  body: { name: 'a', endsAt: '2025-01-08T00:00:00Z', made: '2020-02-02T00:00:00Z' },
  answer: { id: 'a1', name: 'a', endsAt: '2025-01-08T00:00:00Z' },
});

/** Refuses what has ended already, as a server does. */
const strict = () =>
  serve(({ method, body }, response) => {
    const { endsAt } = method === 'POST' ? (JSON.parse(body) as { endsAt: string }) : { endsAt: '' };
    if (method === 'POST' && Date.parse(endsAt) < Date.now()) return json(response, 422, { error: 'endsAt has passed' });
    return json(response, 201, { id: 'a1', name: 'a', endsAt });
  });

describe('--shift-times', () => {
  test('sends what lay ahead as far ahead again, and takes it back in answers', async () => {
    const server = await strict();
    const old = await replay(server.url, [create], { allowWrites: true });
    expect(verdicts(old)[0]).toMatch(/^fail: status 422/);
    const result = await replay(server.url, [create], { allowWrites: true, shiftTimes: true });
    expect(verdicts(result)).toEqual(['pass']);
    const sent = JSON.parse(server.got[1]?.body ?? '') as { endsAt: string; made: string };
    const ahead = Date.parse(sent.endsAt) - Date.now();
    expect(Math.abs(ahead - 7 * 24 * HOUR)).toBeLessThan(60_000);
    expect(sent.made).toBe('2020-02-02T00:00:00Z');
    expect(server.got[1]?.url).toContain('since=2020-01-01T00:00:00Z');
    expect(server.got[1]?.url).not.toContain('until=2025');
  });

  test('notices an answer with another instant', async () => {
    const server = await serve((_got, response) => json(response, 201, { id: 'a1', name: 'a', endsAt: '2025-01-08T00:00:01Z' }));
    const result = await replay(server.url, [create], { allowWrites: true, shiftTimes: true });
    expect(verdicts(result)[0]).toMatch(/^fail: \$\.endsAt: /);
  });
});

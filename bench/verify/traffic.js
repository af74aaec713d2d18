// Recordings of job polls on the TAO API, and the v2 answers to them: the same for every tool that is measured.
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';

/** Every so many answers of the measured server are wrong in one field. */
export const FAULT_EVERY = 1000;

const ORG = 'bench';
const STATUSES = ['pending', 'running', 'done', 'error'];

/** @param {number} index */
function uuid(index) {
  const hex = (index * 2654435761).toString(16).padStart(12, '0').slice(-12);
  return `${index.toString(16).padStart(8, '0')}-5eed-4000-8000-${hex}`;
}

/**
 * A job as both versions answer it.
 * @param {number} index
 * @param {number} padding characters of a log that makes the answer larger
 */
export function jobOf(index, padding) {
  return {
    id: uuid(index),
    action: 'train',
    status: STATUSES[index % STATUSES.length],
    created_on: '2025-01-06T09:00:07Z',
    last_modified: '2025-01-06T09:00:09Z',
    specs: { num_epochs: 20 + (index % 7), batch_size: 16, learning_rate: 0.001, image_size: 544, shards: [1, 2, 3, index % 5] },
    num_gpu: 1 + (index % 8),
    job_details: { metrics: { loss: index / 7, accuracy: 0.93 }, message: `step ${index}`, log: 'x'.repeat(padding) },
  };
}

/** @param {number} index */
export function v1Path(index) {
  return `/api/v1/orgs/${ORG}/experiments/${uuid(index + 500_000_000)}/jobs/${uuid(index)}`;
}

/** @param {number} index */
export function v2Path(index) {
  return `/api/v2/orgs/${ORG}/jobs/${uuid(index)}`;
}

/**
 * Index of the job that a v2 path names.
 * @param {string} path
 */
export function indexOf(path) {
  return Number.parseInt(path.slice(path.lastIndexOf('/') + 1, path.lastIndexOf('/') + 9), 16);
}

/**
 * Writes a HAR of `count` polls, as a browser would write it.
 * @param {string} path
 * @param {number} count
 * @param {number} padding
 */
export async function writeHar(path, count, padding) {
  const out = createWriteStream(path);
  out.write('{"log":{"version":"1.2","creator":{"name":"bench","version":"1"},"entries":[\n');
  for (let index = 0; index < count; index += 1) {
    const text = JSON.stringify(entryOf(index, padding)) + (index + 1 < count ? ',\n' : '\n');
    if (!out.write(text)) await once(out, 'drain');
  }
  out.end(']}}\n');
  await once(out, 'close');
}

/**
 * @param {number} index
 * @param {number} padding
 */
function entryOf(index, padding) {
  const text = JSON.stringify(jobOf(index, padding));
  return {
    startedDateTime: new Date(Date.UTC(2025, 0, 6) + index * 3).toISOString(),
    time: 4.2,
    request: {
      method: 'GET',
      url: `https://tao.bench.example${v1Path(index)}`,
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: [
        { name: 'accept', value: 'application/json' },
        { name: 'user-agent', value: 'bench' },
      ],
      queryString: [],
      headersSize: -1,
      bodySize: 0,
    },
    response: {
      status: 200,
      statusText: 'OK',
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: [{ name: 'content-type', value: 'application/json' }],
      content: { size: text.length, mimeType: 'application/json', text },
      redirectURL: '',
      headersSize: -1,
      bodySize: text.length,
    },
    cache: {},
    timings: { send: 0.1, wait: 4, receive: 0.1 },
  };
}

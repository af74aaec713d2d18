import type { Entry } from 'har-format';
import type { PlannedRequest } from '../../../verify/model.js';
import type { DryRunReporter } from './index.js';

/** A HAR of the translated requests, for other tools; the answers are empty. */
export const reporter: DryRunReporter = {
  async *report(planned, { version }) {
    const creator = JSON.stringify({ name: 'api-migrate', version });
    yield `{"log":{"version":"1.2","creator":${creator},"entries":[`;
    let separator = '\n';
    for await (const { v2 } of planned) {
      for (const request of v2) {
        yield separator + JSON.stringify(entryOf(request));
        separator = ',\n';
      }
    }
    yield '\n]}}\n';
  },
};

function entryOf({ method, url, headers, body }: PlannedRequest): Entry {
  return {
    startedDateTime: new Date(0).toISOString(),
    time: 0,
    request: {
      method,
      url,
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: Object.entries(headers).map(([name, value]) => ({ name, value })),
      queryString: [...new URL(url).searchParams].map(([name, value]) => ({ name, value })),
      ...(body === null ? {} : { postData: { mimeType: headers['content-type'] ?? 'application/json', text: body } }),
      headersSize: -1,
      bodySize: -1,
    },
    response: {
      status: 0,
      statusText: '',
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: [],
      content: { size: 0, mimeType: 'x-unknown' },
      redirectURL: '',
      headersSize: -1,
      bodySize: -1,
    },
    cache: {},
    timings: { send: 0, wait: 0, receive: 0 },
  };
}

import { writeSync } from 'node:fs';
import http2 from 'node:http2';
import { syncBuiltinESMExports } from 'node:module';
import { isMainThread } from 'node:worker_threads';

const NAME = 'ApiMigrateRecordWarning';

/** Says, once, that a program speaks HTTP/2, which is not recorded. */
export function warnOfHttp2(): void {
  const { connect } = http2;
  let isTold = false;
  const watched = (...args: unknown[]): http2.ClientHttp2Session => {
    if (!isTold) process.emitWarning(`HTTP/2 is not recorded: ${hostOf(args[0])}`, NAME);
    isTold = true;
    return Reflect.apply(connect, http2, args) as http2.ClientHttp2Session;
  };
  for (const name of ['name', 'length'] as const) Object.defineProperty(watched, name, { value: connect[name], configurable: true });
  http2.connect = watched as typeof connect;
  syncBuiltinESMExports();
}

/**
 * Says at the end of a program that nothing was recorded. Only a program that was started with the recorder itself is told: with
 * `NODE_OPTIONS` every tool on the way to it has the recorder, too.
 */
export function warnOfNothing(isEmpty: () => boolean): void {
  if (!isMainThread || process.execArgv.length === 0) return;
  process.once('exit', () => {
    // A warning of Node would come too late.
    if (isEmpty())
      writeSync(2, `(node:${process.pid}) ${NAME}: nothing was recorded: the program sent no request that the recorder sees\n`);
  });
}

function hostOf(authority: unknown): string {
  const text = String(authority);
  return URL.canParse(text) ? new URL(text).host : 'some host';
}

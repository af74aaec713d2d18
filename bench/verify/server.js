// The v2 server that all tools ask: answers from the id alone, wrong now and then. Prints its port.
import { createServer } from 'node:http';
import { FAULT_EVERY, indexOf, jobOf } from './traffic.js';

const padding = Number(process.argv[2] ?? 0);

const server = createServer((request, response) => {
  const index = indexOf(request.url ?? '');
  const job = { ...jobOf(index, padding), kind: 'experiment' };
  if (index % FAULT_EVERY === FAULT_EVERY - 1) job.num_gpu = -1;
  const body = JSON.stringify(job);
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }).end(body);
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object' && address) process.stdout.write(`${address.port}\n`);
});

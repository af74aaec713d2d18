import { definePack } from 'api-migrate';

export default definePack({
  id: 'acme',
  title: 'Acme Billing API v1 to v2',
  guide: { title: 'Moving to Acme Billing v2', url: 'https://docs.acme.example/v2' },
  base: { v1: '/billing/v1', v2: '/billing/v2' },
  evidence: { hosts: ['acme.example'], distinct: true },
  resources: { invoice: { create: 'POST /invoices', id: 'id' } },
  phases: { 1: 'Invoices', 2: 'Customers' },
  rules: [
    {
      id: 'acme/get-invoice',
      kind: 'move',
      title: 'An invoice is read by its own number',
      guide: 'Invoices',
      level: 'auto',
      phase: '1',
      v1: ['GET /customers/{customer}/invoices/{invoice}'],
      v2: 'GET /invoices/{invoice}',
      examples: [
        {
          before: `const API = 'https://api.acme.example/billing/v1';

export async function total(customer: string, invoice: string): Promise<number> {
  const response = await fetch(\`\${API}/customers/\${customer}/invoices/\${invoice}\`);
  return (await response.json()).total;
}
`,
          after: `const API = 'https://api.acme.example/billing/v2';

export async function total(customer: string, invoice: string): Promise<number> {
  const response = await fetch(\`\${API}/invoices/\${invoice}\`);
  return (await response.json()).total;
}
`,
        },
      ],
    },
    {
      id: 'acme/create-invoice',
      kind: 'move',
      title: 'Invoices are created at the same path',
      guide: 'Invoices',
      level: 'auto',
      phase: '1',
      v1: ['POST /invoices'],
      v2: 'POST /invoices',
    },
    {
      id: 'acme/amount-in-cents',
      kind: 'change',
      title: '`amount` is `amount_cents`, a number',
      guide: 'Invoices',
      level: 'auto',
      phase: '1',
      todo: 'Send amount_cents as a number.',
      on: ['POST /invoices'],
      request: [
        { op: 'rename', from: 'amount', to: 'amount_cents' },
        { op: 'convert', name: 'amount_cents', with: { to: 'number' } },
      ],
      status: { 200: 201 },
      examples: [
        {
          before: `import axios from 'axios';

const billing = axios.create({ baseURL: 'https://api.acme.example/billing/v1' });

export async function bill(amount: string): Promise<void> {
  const response = await billing.post('/invoices', { amount });
  if (response.status !== 200) throw new Error('not billed');
}
`,
          after: `import axios from 'axios';

const billing = axios.create({ baseURL: 'https://api.acme.example/billing/v2' });

export async function bill(amount: string): Promise<void> {
  const response = await billing.post('/invoices', { amount_cents: Number(amount) });
  if (response.status !== 201) throw new Error('not billed');
}
`,
        },
      ],
    },
    {
      id: 'acme/error-object',
      kind: 'change',
      title: 'Errors stand under `error`',
      guide: 'Errors',
      level: 'review',
      todo: 'Check what is shown to people.',
      on: '*',
      error: [{ op: 'plunge', host: 'error', name: 'message' }],
    },
    {
      id: 'acme/customers-paged',
      kind: 'page',
      title: 'Customers are listed page by page',
      guide: 'Customers',
      level: 'review',
      phase: '2',
      todo: 'All pages are read: check that so many calls are meant.',
      v1: ['GET /customers'],
      v2: 'GET /customers',
      items: 'data',
      page: { name: 'page', first: 1 },
      limit: { name: 'per_page', max: 50 },
    },
    {
      id: 'acme/customers-wrapped',
      kind: 'change',
      title: 'Listed customers stand under `data`',
      guide: 'Customers',
      level: 'review',
      phase: '2',
      on: ['GET /customers'],
      response: [{ op: 'rename', from: 'customers', to: 'data' }],
    },
    {
      id: 'acme/delete-invoices',
      kind: 'expand',
      title: 'Invoices are deleted one by one',
      guide: 'Customers',
      level: 'review',
      phase: '2',
      todo: 'One call became several: check what happens when some of them fail.',
      v1: ['DELETE /customers/{customer}/invoices'],
      list: { v2: 'GET /invoices?customer={customer}', items: 'data' },
      each: 'DELETE /invoices/{invoice}',
      params: { invoice: 'id' },
    },
    {
      id: 'acme/daily-report',
      kind: 'removed',
      title: 'The daily report is gone',
      guide: 'Reports',
      level: 'manual',
      todo: 'Subscribe to the event invoice.paid instead.',
      v1: ['GET /reports/daily'],
    },
  ],
});

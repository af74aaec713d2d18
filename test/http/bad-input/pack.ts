import type { Pack } from '../../../src/pack/model.js';

/** A small pack: enough to tell whether a scan still sees the calls around bad input. */
export const trains: Pack = {
  id: 'trains',
  title: 'Trains API v1 to v2',
  guide: { title: 'Trains API migration' },
  base: { v1: '/api/v1', v2: '/api/v2' },
  evidence: { distinct: true },
  rules: [
    {
      kind: 'move',
      id: 'trains/get-train',
      title: 'One train',
      guide: 'Trains',
      level: 'auto',
      v1: ['GET /trains/{id}'],
      v2: 'GET /rolling-stock/{id}',
    },
    {
      kind: 'move',
      id: 'trains/list-trains',
      title: 'All trains',
      guide: 'Trains',
      level: 'review',
      v1: ['GET /trains'],
      v2: 'GET /rolling-stock',
    },
  ],
};

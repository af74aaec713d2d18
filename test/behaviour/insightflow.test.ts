import { describeClients } from './clients.js';

describeClients('insightflow');

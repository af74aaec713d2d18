import { describeClients } from './clients.js';

describeClients('openml');

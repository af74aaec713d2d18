import { describeClients } from './clients.js';

describeClients('tao');

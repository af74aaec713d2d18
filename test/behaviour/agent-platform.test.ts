import { describeClients } from './clients.js';

describeClients('agent-platform');

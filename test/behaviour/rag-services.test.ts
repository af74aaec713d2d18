import { describeClients } from './clients.js';

describeClients('rag-services');

import { axiosClient } from './axios.js';
import type { HttpClient } from './client.js';
import { fetchClient } from './fetch.js';

/** All HTTP clients that are known; adding one is one file and one line here. */
export const httpClients: HttpClient[] = [fetchClient, axiosClient];

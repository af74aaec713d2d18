import type { HttpClient } from './client.js';
import { axiosRequest } from './axios.js';
import { clientUse } from './client.js';
import { registeredBase } from './nest-modules.js';

const ID = 'HttpService';
const MODULES = ['@nestjs/axios', '@nestjs/common'];

/** `HttpService` of Nest: axios with observables; `axiosRef` is axios itself. */
export const nestClient: HttpClient = {
  id: ID,
  modules: ['@nestjs/axios'],
  request(callee, call, env, interpreter) {
    const use = clientUse(callee, ID, MODULES);
    if (!use || use.type !== ID) return undefined;
    const isAxios = use.path[0] === 'axiosRef';
    const config = registeredBase(call, interpreter);
    const request = axiosRequest(
      { ...use, path: isAxios ? use.path.slice(1) : use.path, ...(config ? { config } : {}) },
      call,
      env,
      interpreter,
    );
    if (!request || isAxios) return request && { ...request, client: ID };
    // A service cannot be called itself.
    return use.path.length === 0 ? undefined : { ...request, client: ID, response: { ...request.response, via: 'observable' } };
  },
};

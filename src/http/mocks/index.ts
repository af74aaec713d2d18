import { angularTesting } from './angular.js';
import { axiosMockAdapter } from './axios-mock-adapter.js';
import { cypress } from './cypress.js';
import { fetchMock } from './fetch-mock.js';
import type { MockLibrary } from './mock.js';
import { msw } from './msw.js';
import { nock } from './nock.js';
import { playwright } from './playwright.js';
import { supertest } from './supertest.js';
import { undiciMock } from './undici.js';

/** All mocking libraries that are known; adding one is one file and one line here. */
export const mockLibraries: MockLibrary[] = [
  msw,
  nock,
  axiosMockAdapter,
  fetchMock,
  playwright,
  cypress,
  supertest,
  angularTesting,
  undiciMock,
];

/** v1 prefixes of OpenML: the PHP server, and the Python server that speaks like it. */
export const PHP = '/api/v1/json';
export const PYTHON_V1 = '/v1';
export const V2 = '/v2';

/** Below the PHP prefix. */
export const PHP_DATASET = 'GET /data/{id}';
export const PHP_LIST = ['GET /data/list/{filters*}', 'POST /data/list/{filters*}'];
export const PHP_TAG = 'POST /data/tag';
export const PHP_QUALITIES = 'GET /data/qualities/list';

/** Below the prefixes of the Python server, in both versions. */
export const DATASET = 'GET /datasets/{dataset_id}';
export const LIST = ['GET /datasets/list', 'POST /datasets/list'];
export const TAG = 'POST /datasets/tag';
export const QUALITIES = 'GET /datasets/qualities/list';

import type { Heading } from '../../src/pack/coverage.js';

/** Every statement of the guide. */
export const coverage: Heading[] = [
  {
    heading: 'Migration',
    statements: [
      {
        says: 'first from the PHP API to the V1 of the Python server, then to V2',
        none: 'one step by default; `--stage php-to-v1` and `--stage v1-to-v2` do one each',
      },
      { says: 'connectors on XML go to V2 directly', rules: ['stage-order'] },
    ],
  },
  {
    heading: 'V1: PHP to Python',
    statements: [
      { says: 'answers are nearly identical, on another server', rules: ['base-path-python-v1'] },
      { says: 'there may be undocumented changes', none: '`verify` reports what no rule explains as an unexplained difference' },
      { says: 'only datasets are described', rules: ['unported-endpoint', 'data-tag-json-body'] },
    ],
  },
  {
    heading: 'Error on Invalid Input',
    statements: [
      { says: '412 becomes 422', rules: ['error-validation-422'] },
      { says: 'detail is a list of {loc, msg, type}', rules: ['error-detail-array'] },
      { says: 'endpoints validate their input', rules: ['input-validation-stricter'] },
    ],
  },
  {
    heading: 'Other Errors',
    statements: [
      { says: 'error is called detail', rules: ['error-key-detail'] },
      { says: 'errors are always JSON', rules: ['error-xml-to-json'] },
    ],
  },
  { heading: 'Datasets', statements: [{ says: 'shapes of datasets change', rules: ['types-update'] }] },
  {
    heading: 'GET /{dataset_id}',
    statements: [
      { says: 'a dataset is read by its id', rules: ['base-path-python-v1'] },
      { says: 'format names are in lower case', rules: ['dataset-format-lowercase'] },
      { says: 'only ARFF datasets have a parquet_url', rules: ['parquet-url-optional'] },
      { says: 'several creators are always a list', rules: ['creator-list'] },
      { says: 'several ignored attributes are answered', rules: ['ignore-attribute-present'] },
    ],
  },
  {
    heading: 'GET /data/list/{filters}',
    statements: [
      { says: 'filters stand in the body', rules: ['data-list-filters-to-body'] },
      { says: 'POST does the same', rules: ['data-list-get-to-post'] },
      { says: 'administrators see private datasets', rules: ['data-list-admin-private'] },
      { says: 'limit and offset are independent', rules: ['data-list-pagination'] },
    ],
  },
  {
    heading: 'V1 to V2',
    statements: [
      { says: 'answers are standardised, below /v2', rules: ['v2-base-path', 'v2-endpoint-missing'] },
      { says: 'JSON types', rules: ['v2-json-types'] },
      { says: 'levels of nesting with a single field go away', rules: ['v2-unwrap', 'v2-unwrap-list'] },
      { says: 'fields that may hold several values are always lists', rules: ['v2-always-list'] },
      { says: 'input types are restricted or expanded', rules: ['v2-input-types'] },
      { says: 'messages about authentication and access are standardised, and access is checked first', rules: ['v2-auth-status'] },
    ],
  },
  {
    heading: 'GET /{dataset_id} in V2',
    statements: [
      { says: 'processing_date has a T', rules: ['v2-processing-date-t'] },
      { says: 'creator, contributor and the like are lists', rules: ['v2-always-list'] },
      { says: 'fields without a value are there', rules: ['v2-null-fields'] },
    ],
  },
];

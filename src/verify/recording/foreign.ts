/** Files of other programs that people take for recordings, by what stands at their beginning. */
const FORMATS: readonly [name: string, advice: string, pattern: RegExp][] = [
  ['a Postman collection', 'it holds requests and no recorded traffic', /schema\.getpostman\.com|"_postman_id"\s*:/],
  [
    'WireMock mappings',
    'they hold stubs and no recorded traffic',
    /"urlPath(?:Pattern)?"\s*:|"urlPattern"\s*:|"bodyFileName"\s*:|"jsonBody"\s*:/,
  ],
  ['an Insomnia export', 'it holds requests and no recorded traffic', /"_type"\s*:\s*"export"|"__export_format"\s*:/],
  ['a VCR cassette', 'convert it', /(?:^|\n)"?http_interactions"?\s*:/],
  [
    'a Pact contract',
    'it holds examples and no recorded traffic',
    /"consumer"\s*:\s*\{[^]*"interactions"\s*:|"interactions"\s*:[^]*"consumer"\s*:/,
  ],
  ['a network log of Chrome', 'export the traffic as HAR', /"logEventTypes"\s*:/],
  ['an OpenAPI document', 'it describes an API and holds no traffic', /(?:^|[\n{,]\s*)"?(?:openapi|swagger)"?\s*:\s*["']?\d/],
  ['a Hoverfly simulation', 'convert it', /"globalActions"\s*:|"pairs"\s*:\s*\[/],
  ['flows of mitmproxy', 'write them as HAR: mitmdump -n -r FILE --set hardump=traffic.har', /^\d{1,9}:\d{1,9}:(?:version|type|id|backup)/],
  ['an access log', 'it holds no answers', /^\S+ \S+ \S+ \[\d\d\/[A-Z][a-z]{2}\/\d{4}:/],
  ['a packet capture', 'extract the HTTP traffic first', /^(?:\xd4\xc3\xb2\xa1|\xa1\xb2\xc3\xd4)/],
];

/** What a file of another program is, and what to do with it; undefined for what is not known. */
export function foreignFormat(head: string): string | undefined {
  const found = FORMATS.find(([, , pattern]) => pattern.test(head));
  return found && `the file is ${found[0]}: ${found[1]} (see docs/recordings.md)`;
}

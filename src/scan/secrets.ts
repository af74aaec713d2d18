/** A URL, or a piece of one, without what may be secret: the user of its origin and its query. */
export function withoutSecrets(url: string): string {
  return url.replace(/(?<=\/\/)[^/@\s]*@/, '…@').replace(/[?#].*$/s, (query) => (query.length > 1 ? `${query[0]}…` : query));
}

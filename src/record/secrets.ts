/**
 * Which names and which texts are secrets: in headers, cookies, query strings, JSON, XML and forms, and anywhere else. Shared by
 * the recorders and by `verify`.
 */

/** What stands in place of a secret. */
export const REDACTED = '[REDACTED]';

/** A word that makes every name a secret in which it stands. */
const SECRET = new Set(
  `apikey apitoken accesskey accesstoken assertion authentication authorization apikeys authtoken bearer clientsecret cookie cookies credential
  credentials csrf cvc cvv dsn idtoken jwt otp passcode passkey passphrase passwd password passwords privatekey pwd refreshtoken secret
  secretkey secrets sessionid sessionkey sessiontoken ssn xsrf`.split(/\s+/),
);

/** A word that makes a name a secret at its end: `userToken`, `X-Auth`, `X-Hub-Signature-256`. */
const SECRET_AT_END = new Set(['auth', 'pass', 'pem', 'pin', 'sas', 'session', 'sid', 'sig', 'signature', 'token']);

/** Words behind one of those that still mean the secret itself: `authHeader`, `session_id`, `privateKeyPem`. */
const CARRIERS = new Set(['data', 'header', 'hash', 'pem', 'raw', 'string', 'text', 'value']);
const CARRIERS_OF_SESSIONS = new Set(['cookie', 'id', 'key', 'secret', 'token']);

/** What a key opens; other keys (`cacheKey`, `primary_key`) are names of things. */
const KEYS = new Set(
  `access account admin api app auth authentication client consumer deploy encryption hf host hmac install integration license master ngc nvidia
  openai private secret security service shared signing ssh ssl storage subscription tls webhook write`.split(/\s+/),
);

/** Words that make a name one about secrets: `token_type`, `max_tokens`, `password_policy`. */
const ABOUT = new Set(
  `algorithm alg allowed at count counts domain enabled endpoint expires expiration expiry in length lifetime limit limits max method
  min name num number policy provider required scheme size status total ttl type uri url usage used`.split(/\s+/),
);

/** Query parameters that are secrets though fields of these names are not: API keys, and the codes of OAuth. */
const PARAMETERS = new Set(['key', 'code']);

/** Tokens that show by their form what they are. */
const SHAPES = [
  // JSON Web Tokens, signed or encrypted
  String.raw`\beyJ[\w-]{6,}\.[\w-]{4,}(?:\.[\w-]*){0,3}`,
  // GitHub, GitLab, npm, PyPI, Hugging Face, NVIDIA, OpenAI and Anthropic, Stripe, Slack, Google, AWS, SendGrid, DigitalOcean
  String.raw`\b(?:gh[pousr]_|github_pat_|glpat-|npm_|pypi-|hf_|nvapi-|dop_v1_)[\w-]{10,}`,
  String.raw`\bsk-[\w-]{12,}`,
  String.raw`\b[rs]k_(?:live|test)_\w{8,}`,
  String.raw`\bxox[a-z]-[\w-]{8,}`,
  String.raw`\bAIza[\w-]{20,}`,
  String.raw`\bya29\.[\w-]{10,}`,
  String.raw`\bA(?:KIA|SIA|BIA|CCA)[A-Z0-9]{12,}`,
  String.raw`\bSG\.[\w-]{10,}\.[\w-]{10,}`,
  String.raw`-----BEGIN [A-Z ]*PRIVATE KEY-----[^]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)`,
];

/** Texts that are secrets by their form, wherever they stand. */
export const SECRET_SHAPE = new RegExp(SHAPES.join('|'), 'g');

const headers = new Map<string, boolean>();
const fields = new Map<string, boolean>();

/** True for a header whose value is a secret. */
export function isSecretHeader(name: string): boolean {
  return cached(headers, name, () => {
    const words = wordsOf(name);
    return isSecret(words) || words.at(-1) === 'key' || words.includes('session');
  });
}

/** True for a form field, cookie, XML element or JSON field whose value is a secret. */
export function isSecretField(name: string): boolean {
  return cached(fields, name, () => isSecret(wordsOf(name)));
}

/** True for a query parameter whose value is a secret. */
export function isSecretParameter(name: string): boolean {
  return PARAMETERS.has(name.toLowerCase()) || isSecretField(name);
}

/** `X-Hub-Signature-256` is x, hub, signature; `hfToken` is hf, token; `APIKey` is api, key. */
function wordsOf(name: string): string[] {
  return name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((word) => word !== '' && !/^\d+$/.test(word));
}

function isSecret(words: readonly string[]): boolean {
  if (words.some((word, index) => SECRET.has(word) && !isAbout(words, index))) return true;
  if (words.some((word, index) => word === 'connection' && words[index + 1] === 'string')) return true;
  if (isKey(words)) return true;
  const at = words.findLastIndex((word) => SECRET_AT_END.has(word) || isTokens(words, word));
  if (at === -1 || isAbout(words, at)) return false;
  const rest = words.slice(at + 1);
  return rest.every((word) => CARRIERS.has(word) || (words[at] === 'session' && CARRIERS_OF_SESSIONS.has(word)));
}

/** `access_tokens`, not `tokens`, which language models count. */
function isTokens(words: readonly string[], word: string): boolean {
  return word === 'tokens' && words.some((other) => ['access', 'refresh', 'auth', 'session', 'csrf', 'api'].includes(other));
}

/** The name tells something about the secret: its type, its age, how many there are. */
function isAbout(words: readonly string[], at: number): boolean {
  const last = words.at(-1) ?? '';
  return (at < words.length - 1 && ABOUT.has(last)) || (at > 0 && ['max', 'min', 'total', 'num', 'count'].includes(words[0] ?? ''));
}

function isKey(words: readonly string[]): boolean {
  const at = words.findLastIndex((word) => word === 'key' || word === 'keys');
  if (at < 1 || !KEYS.has(words[at - 1] ?? '')) return false;
  return words.slice(at + 1).every((word) => CARRIERS.has(word));
}

function cached(cache: Map<string, boolean>, name: string, find: () => boolean): boolean {
  let answer = cache.get(name);
  if (answer === undefined) {
    answer = find();
    if (cache.size < 10_000) cache.set(name, answer);
  }
  return answer;
}

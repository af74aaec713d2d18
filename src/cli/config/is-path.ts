/** True for what names a file, not a pack or a package: `./acme.ts`, `packs/acme.json`. */
export function isPath(text: string): boolean {
  return /^[./~]|\.(?:[cm]?[jt]s|json)$/.test(text) && !text.startsWith('@');
}

// A transform for jscodeshift: reports the literals that hold a text, or replaces it there when it is given another.
/**
 * @param {{ source: string, path: string }} file
 * @param {{ jscodeshift: any, report: (message: string) => void }} api
 * @param {{ from: string, to?: string }} options
 */
module.exports = function transform(file, { jscodeshift, report }, { from, to }) {
  const root = jscodeshift(file.source);
  let found = 0;
  const meet = (/** @type {any} */ path, /** @type {string} */ text) => {
    if (!text.includes(from)) return undefined;
    found += 1;
    if (to === undefined) report(`found at line ${path.node.loc.start.line}`);
    return to === undefined ? undefined : text.replaceAll(from, to);
  };
  root.find(jscodeshift.StringLiteral).forEach((/** @type {any} */ path) => {
    const changed = meet(path, path.node.value);
    if (changed !== undefined) path.replace(jscodeshift.stringLiteral(changed));
  });
  root.find(jscodeshift.TemplateElement).forEach((/** @type {any} */ path) => {
    const changed = meet(path, path.node.value.raw);
    if (changed !== undefined) path.replace(jscodeshift.templateElement({ raw: changed, cooked: changed }, path.node.tail));
  });
  return to !== undefined && found > 0 ? root.toSource() : undefined;
};
